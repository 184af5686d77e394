using System.Globalization;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>Volts or millivolts, a cell's or a battery's.</summary>
internal static class VoltageUnit
{
    /// <summary>No cell's usual voltage is outside: nickel 1.2 V, lead 2 V, lithium up to 4.4 V.</summary>
    private const double LowestCellV = 0.8, HighestCellV = 5;

    /// <summary>No battery that somebody puts a gauge on has more.</summary>
    private const double HighestPackV = 1000;

    /// <summary>The unit; refused where the voltage is no cell's.</summary>
    /// <exception cref="UserError">With the option that says what import cannot know.</exception>
    public static Unit Decide(string source, ChosenColumn column, ThinnedSample values, ImportOptions options)
    {
        double middle = values.Median;
        Unit unit = column.Unit ?? ByPlausibility(source, column, middle);
        double voltageV = unit.ToBase(middle), cellV = voltageV / (options.Series ?? 1);
        string shown = Number(voltageV);
        if (cellV is >= LowestCellV and <= HighestCellV)
        {
            return unit;
        }

        if (voltageV > HighestPackV)
        {
            throw new UserError(
                $"'{source}': {shown} V in column '{column.Heading.Text}' is no battery's; if it is in millivolts, say --units "
                    + "voltage=mV.");
        }

        if (options.Series is { } series)
        {
            throw new UserError(
                $"'{source}': {shown} V over {series} cells in series is {Number(cellV)} V a cell, which no cell has; mend --series.");
        }

        throw voltageV > HighestCellV
            ? new UserError(
                $"'{source}': {shown} V in column '{column.Heading.Text}' is a battery's, not a cell's; give its cells in series with "
                + $"--series N ({Fitting(voltageV)} would fit) and those in parallel with --parallel N.")
            : new UserError(
                $"'{source}': {shown} V in column '{column.Heading.Text}' is no cell's; name another with --columns voltage=NAME, or its "
                    + "unit with --units voltage=.");
    }

    private static Unit ByPlausibility(string source, ChosenColumn column, double middle) => middle switch
    {
        <= 500 => UnitTable.Named(Quantity.Voltage, "V"),
        > HighestPackV => UnitTable.Named(Quantity.Voltage, "mV"),
        _ => throw new UserError(
            $"'{source}': {Number(middle)} in column '{column.Heading.Text}' may be volts or millivolts; say it with --units voltage=V or "
                + "voltage=mV."),
    };

    /// <summary>Cells in series that make a voltage, for the commonest chemistries.</summary>
    private static string Fitting(double voltageV)
    {
        (string Chemistry, double CellV)[] chemistries = [("NMC", 3.7), ("LFP", 3.27), ("lead-acid", 2.1)];
        return string.Join(", ", chemistries.Select(entry => $"{Math.Round(voltageV / entry.CellV)} of {entry.Chemistry}"));
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
