using System.Globalization;
using NanoBms.Device.Sensors;
using NanoBms.Foundation;

namespace NanoBms.HardwareDocs.Calibration;

/// <summary>A pair of a calibration.</summary>
/// <param name="Shown">What the gauge's log showed.</param>
/// <param name="True">What the reference instrument showed.</param>
public sealed record CalibrationPair(double Shown, double True)
{
    /// <summary>Reads "shown=true".</summary>
    /// <exception cref="UserError">It is not two numbers.</exception>
    public static CalibrationPair Parse(string text)
    {
        string[] numbers = text.Split('=');
        return numbers.Length == 2 && TryParse(numbers[0], out double shown) && TryParse(numbers[1], out double reference)
            ? new(shown, reference)
            : throw new UserError($"'{text}' is not a pair; write what the gauge showed and what is true, such as 3.012=3.000.");
    }

    private static bool TryParse(string text, out double value) =>
        double.TryParse(
            text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
}

/// <summary>What may be calibrated.</summary>
/// <param name="Setting">The firmware's setting.</param>
/// <param name="Name">In words.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Lowest">Lowest value that can be.</param>
/// <param name="Highest">Highest value that can be.</param>
/// <param name="MinSpan">Least distance of the two outer pairs.</param>
/// <param name="GreatestOffset">
/// Greatest difference of shown and true value that is an error of a sensor and not of the wiring, besides a twentieth of the value.
/// </param>
/// <param name="Format">Digits printed.</param>
public sealed record CalibrationQuantity(
    string Setting, string Name, string Unit, double Lowest, double Highest, double MinSpan, double GreatestOffset, string Format)
{
    /// <summary>Cell voltage.</summary>
    public static CalibrationQuantity Voltage { get; } = new("voltageCalibration", "voltage", "V", 0.5, 36, 0.3, 0.2, "0.0000");

    /// <summary>Current.</summary>
    public static CalibrationQuantity Current { get; } = new("currentCalibration", "current", "A", -1000, 1000, 0.5, 0.3, "0.0000");

    /// <summary>Temperature.</summary>
    public static CalibrationQuantity Temperature { get; } = new("temperatureCalibration", "temperature", "degC", -40, 100, 10, 8, "0.00");
}

/// <summary>Makes a calibration of the firmware's settings out of pairs.</summary>
public static class CalibrationText
{
    /// <summary>
    /// The setting's value: two pairs, as <see cref="LinearCalibration"/> reads them. More than two pairs are reduced to the two outer
    /// points of the straight line that fits them best (least squares).
    /// </summary>
    /// <exception cref="UserError">Fewer than two pairs, values that cannot be, or pairs that contradict each other.</exception>
    public static string Create(CalibrationQuantity quantity, IReadOnlyList<CalibrationPair> pairs)
    {
        void Require(bool holds, string sentence)
        {
            if (!holds)
            {
                throw new UserError($"{quantity.Name}: {sentence}");
            }
        }

        string Text(double value) => value.ToString(quantity.Format, CultureInfo.InvariantCulture);
        Require(pairs.Count >= 2, "a calibration needs at least two pairs, one low and one high.");
        foreach (CalibrationPair pair in pairs)
        {
            bool IsPossible(double value) => value >= quantity.Lowest && value <= quantity.Highest;
            Require(
                IsPossible(pair.Shown) && IsPossible(pair.True),
                FormattableString.Invariant(
                    $"{pair.Shown}={pair.True} cannot be; values lie between {quantity.Lowest} and {quantity.Highest} {quantity.Unit}."));
            Require(
                Math.Abs(pair.Shown - pair.True) <= quantity.GreatestOffset + 0.05 * Math.Abs(pair.True),
                FormattableString.Invariant(
                    $"{pair.Shown}={pair.True} is too far apart for an error of a sensor; check sign, wiring and shuntOhm first."));
        }

        double low = pairs.Min(pair => pair.Shown), high = pairs.Max(pair => pair.Shown);
        Require(
            high - low >= quantity.MinSpan,
            FormattableString.Invariant(
                $"the pairs lie too close together; they must span at least {quantity.MinSpan} {quantity.Unit}."));
        double meanShown = pairs.Average(pair => pair.Shown), meanTrue = pairs.Average(pair => pair.True);
        double gain = pairs.Sum(pair => (pair.Shown - meanShown) * (pair.True - meanTrue))
            / pairs.Sum(pair => (pair.Shown - meanShown) * (pair.Shown - meanShown));
        double Line(double shown) => meanTrue + gain * (shown - meanShown);
        CalibrationPair worst = pairs.MaxBy(pair => Math.Abs(Line(pair.Shown) - pair.True))!;
        Require(
            Math.Abs(Line(worst.Shown) - worst.True) <= 0.02 * (high - low),
            FormattableString.Invariant($"{worst.Shown}={worst.True} does not lie on a line with the other pairs; measure it again."));
        string text = $"{Text(low)}={Text(Line(low))}, {Text(high)}={Text(Line(high))}";
        Require(LinearCalibration.Parse(text) is not null, $"\"{text}\" {LinearCalibration.Rule}");
        return text;
    }
}
