using System.Globalization;
using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Understanding;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Cycles;

/// <summary>Refuses a cycle that contradicts itself.</summary>
internal static class CycleChecks
{
    private const double MinPercent = -5, GreatestPercent = 105;

    /// <summary>
    /// A voltage that moved by this share while the counted charge moved by that share of the capacity speaks against the count.
    /// </summary>
    private const double VoltageMoved = 0.12, ChargeStood = 0.025;

    /// <summary>At this share of the capacity in an hour no resistance moves the voltage: only charge does, or what is past.</summary>
    private const double NextToNoRate = 0.02;

    /// <summary>Checks what a log came to.</summary>
    /// <exception cref="UserError">With what contradicts what, and the options that mend it.</exception>
    public static void Check(UnderstoodLog log, CycleTotals totals, ImportOptions options)
    {
        string source = log.Plan.Table.Source;
        double swing = (totals.VoltageV.Max - totals.VoltageV.Min) / totals.VoltageV.Max;
        double movedAh = totals.ChargeAh.Max - totals.ChargeAh.Min;
        if (totals.GreatestCurrentA == 0 && swing > VoltageMoved / 2)
        {
            throw new UserError(
                $"'{source}': the current is 0 in all rows while the voltage goes from {Number(totals.VoltageV.Min)} "
                    + $"to {Number(totals.VoltageV.Max)} V; "
                + "name the right column with --columns current=NAME.");
        }

        if (options.CapacityAh is not { } capacityAh)
        {
            return;
        }

        double lowPercent = 100 * (1 + totals.ChargeAh.Min / capacityAh), highPercent = 100 * (1 + totals.ChargeAh.Max / capacityAh);
        if (lowPercent < MinPercent || highPercent > GreatestPercent)
        {
            throw new UserError(
                $"'{source}': counted from {Number(100 * (1 + totals.Ends.First / capacityAh))} %, the state of charge goes to "
                + $"{Number(lowPercent < MinPercent ? lowPercent : highPercent)} % of {Number(capacityAh)} Ah; "
                + "mend --initial-soc, --capacity (of one cell), --parallel, --discharge, or --units time= and current=.");
        }

        double socMoved = totals.SocPercent.Max - totals.SocPercent.Min;
        if (log.TimeCertainty == Certainty.Assumed && swing > VoltageMoved && movedAh < ChargeStood * capacityAh)
        {
            throw new UserError(
                $"'{source}': the voltage goes from {Number(totals.VoltageV.Min)} to {Number(totals.VoltageV.Max)} V while current x time "
                + $"makes {Number(movedAh)} Ah of {Number(capacityAh)}; the time's unit is not said: say it with --units time=s (or ms, "
                + "min, h).");
        }

        if (socMoved > 20 && movedAh < capacityAh * socMoved / 1000)
        {
            throw new UserError(
                $"'{source}': the logger's state of charge moves by {Number(socMoved)} % while current x time makes {Number(movedAh)} Ah "
                    + $"of {Number(capacityAh)}; "
                + "mend --units time= or current=, --capacity or --columns current=, or leave the column out with --columns soc=-.");
        }

        if (totals.GreatestCurrentA < NextToNoRate * capacityAh && swing > VoltageMoved / 2 && movedAh < ChargeStood * capacityAh)
        {
            throw new UserError(
                $"'{source}': the voltage goes from {Number(totals.VoltageV.Min)} to {Number(totals.VoltageV.Max)} V while the current, "
                    + $"at most {Number(totals.GreatestCurrentA)} A, makes {Number(movedAh)} Ah of {Number(capacityAh)}; "
                + "mend --units current= or --capacity, or name another column with --columns current=NAME.");
        }
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
