using System.Globalization;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>Celsius, kelvin or Fahrenheit; and whether a probe was there at all.</summary>
internal static class TemperatureUnit
{
    private const double ColdestC = -60, WarmestC = 65, WarmestSaidC = 130;

    /// <summary>The unit; refused where the temperature is no cell's.</summary>
    /// <exception cref="UserError">With the option that says what import cannot know.</exception>
    public static Unit Decide(string source, ChosenColumn column, ThinnedSample values, ImportOptions options)
    {
        double middle = values.Median;
        bool isGiven = options.Units.ContainsKey(Quantity.Temperature);
        Unit unit = column.Unit ?? UnitTable.Named(Quantity.Temperature, middle is > 200 and < 400 ? "K" : "degC");
        double temperatureC = unit.ToBase(middle);
        if (temperatureC >= ColdestC && temperatureC <= (isGiven ? WarmestSaidC : WarmestC))
        {
            return unit;
        }

        string shown =
            $"'{source}': {middle.ToString("0.##", CultureInfo.InvariantCulture)}{(column.Unit is null ? "" : " " + unit.Name)} in column "
                + $"'{column.Heading.Text}'";
        throw temperatureC < ColdestC
            ? new UserError(
                $"{shown} is no cell's temperature: a probe that is not plugged in? Name another with --columns temperature=NAME, or give "
                    + "one for all rows with --temperature DEGC.")
            : new UserError(
                $"{shown} is no cell's temperature in degC; say --units temperature={Likely(middle)}, name another with --columns "
                + "temperature=NAME, or give one for all rows with --temperature DEGC.");
    }

    private static string Likely(double middle) =>
        middle > 200 ? "K" : "degF (or degC, if the cell was that hot; a state of charge is none)";
}
