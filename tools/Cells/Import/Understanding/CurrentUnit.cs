using System.Globalization;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>Amperes or milliamperes.</summary>
internal static class CurrentUnit
{
    /// <summary>Beyond this a column without a unit may as well be in milliamperes.</summary>
    private const double MaxWithoutUnit = 100;

    /// <summary>No cell is asked for more, in C.</summary>
    private const double HighestRate = 40;

    /// <summary>The unit; refused where the current is no cell's.</summary>
    /// <exception cref="UserError">With the option that says what import cannot know.</exception>
    public static Unit Decide(string source, ChosenColumn column, ThinnedSample amounts, Unit voltage, bool isVoltageUnitSaid,
        ImportOptions options)
    {
        double high = amounts.Quantile(0.99);
        Unit unit = column.Unit ?? UnitTable.Named(Quantity.Current, "A");

        // Who writes millivolts without saying so writes milliamperes too, more likely than not.
        bool isDoubtful = column.Unit is null && (high > MaxWithoutUnit || (voltage.Name == "mV" && !isVoltageUnitSaid && high > 10));
        string shown = high.ToString("0.###", CultureInfo.InvariantCulture);
        if (isDoubtful)
        {
            throw new UserError(
                $"'{source}': {shown} in column '{column.Heading.Text}' may be amperes or milliamperes; say it with --units current=A or "
                    + "current=mA.");
        }

        double currentA = unit.ToBase(high) / options.Parallel;
        return options.CapacityAh is not { } capacityAh || currentA <= HighestRate * capacityAh
            ? unit
            : throw new UserError(
                $"'{source}': {currentA.ToString("0.###", CultureInfo.InvariantCulture)} A in column '{column.Heading.Text}' is "
                + $"{(currentA / capacityAh).ToString("0", CultureInfo.InvariantCulture)} times the capacity "
                + $"of {capacityAh.ToString(CultureInfo.InvariantCulture)} Ah an hour, "
                + "which no cell gives; mend --capacity (of one cell), --parallel or --units current=.");
    }
}
