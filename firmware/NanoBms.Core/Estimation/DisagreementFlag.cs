using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// Whether two figures have contradicted each other for minutes: their mean difference against a limit, with hysteresis.
    /// </summary>
    public sealed class DisagreementFlag
    {
        /// <summary>Difference, percent, averaged over minutes, that sets it.</summary>
        public const float SetPercent = 5f;

        /// <summary>Below this difference, percent, it is cleared.</summary>
        public const float ClearPercent = 3f;

        private const double AverageS = 120.0;
        private const double StepPercent = 0.5;

        private float difference;
        private bool isSet;

        /// <summary>Whether it is set.</summary>
        public bool IsSet
        {
            get { return isSet; }
        }

        /// <summary>Takes a difference; a finite number.</summary>
        /// <param name="percent">One figure less the other, percent.</param>
        /// <param name="sinceLastS">Seconds that it stands for.</param>
        public void Update(double percent, double sinceLastS)
        {
            difference += (float)(sinceLastS / (AverageS + sinceLastS) * (percent - difference));
            double size = difference < 0.0 ? -difference : difference;
            isSet = size > (isSet ? ClearPercent : SetPercent);
        }

        /// <summary>Clears it and forgets the difference.</summary>
        public void Reset()
        {
            isSet = false;
            difference = 0f;
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref isSet);
            buffer.Serialize(ref difference);
        }

        /// <summary>The state as a byte: the flag in the highest bit, below it the difference in half percents, -32..31.5.</summary>
        public byte ToByte()
        {
            int whole = (int)RealNumber.Clamp(difference / StepPercent, -64.0, 63.0);
            return (byte)((whole & 0x7F) | (isSet ? 0x80 : 0));
        }

        /// <summary>Takes a state up again.</summary>
        public void FromByte(byte state)
        {
            int whole = state & 0x7F;
            isSet = (state & 0x80) != 0;
            difference = (float)(StepPercent * (whole < 64 ? whole : whole - 128));
        }
    }
}
