using NanoBms.Core.Arithmetic;

namespace NanoBms.Device.Sensors
{
    /// <summary>
    /// A two-point calibration: true = shown * gain + offset. Written as two pairs of what the gauge showed and what a better instrument
    /// showed: "3.012=3.000, 4.205=4.198".
    /// </summary>
    public sealed class LinearCalibration
    {
        /// <summary>What the text of a calibration must be.</summary>
        public const string Rule =
            "must be empty or two pairs shown=true that agree within a factor of 2, such as \"3.012=3.000, 4.205=4.198\".";

        /// <summary>True units a shown unit, 0.5..2.</summary>
        public readonly float Gain;

        /// <summary>True value where the gauge shows 0.</summary>
        public readonly float Offset;

        private LinearCalibration(float gain, float offset)
        {
            Gain = gain;
            Offset = offset;
        }

        /// <summary>The calibration of a text; none for an empty one. Null where the text is none.</summary>
        public static LinearCalibration Parse(string text)
        {
            if (text.Length == 0)
            {
                return new LinearCalibration(1f, 0f);
            }

            string[] numbers = text.Split(',', '=');
            double shown1 = 0, true1 = 0, shown2 = 0, true2 = 0;
            if (numbers.Length != 4 || text.IndexOf('=') > text.IndexOf(',') || text.LastIndexOf('=') < text.IndexOf(',')
                || !double.TryParse(numbers[0].Trim(), out shown1) || !double.TryParse(numbers[1].Trim(), out true1)
                || !double.TryParse(numbers[2].Trim(), out shown2) || !double.TryParse(numbers[3].Trim(), out true2)
                || shown1 == shown2)
            {
                return null;
            }

            double gain = (true2 - true1) / (shown2 - shown1);
            return RealNumber.IsWithin(gain, 0.5, 2.0) ? new LinearCalibration((float)gain, (float)(true1 - gain * shown1)) : null;
        }
    }
}
