using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Cycles;

/// <summary>
/// Sets a charge that is counted from the current to full where the logger's state of charge comes back to 100 %: over days a count runs
/// away by the sensor's offset and by what a charge loses, and a monitor that knows when the battery is full says so.
/// </summary>
/// <param name="source">The log, for messages.</param>
/// <param name="capacityAh">Rated capacity of one cell; null: not known, nothing is set.</param>
internal sealed class FullAnchor(string source, double? capacityAh)
{
    private const double FullPercent = 99.95, AwayPercent = 99;

    // A count that is farther off is no drift: something of the log was understood wrongly.
    private const double MaxOffShare = 0.25;

    private bool wasAway;

    /// <summary>How often the count was set.</summary>
    public int Count { get; private set; }

    /// <summary>The charge since full at a reading, out of what was counted up to it.</summary>
    /// <exception cref="UserError">Logger and count contradict each other.</exception>
    public double Set(in Reading reading, double countedAh)
    {
        if (capacityAh is not { } full || double.IsNaN(reading.SocPercent) || reading.SocPercent < FullPercent)
        {
            wasAway |= reading.SocPercent < AwayPercent;
            return countedAh;
        }

        if (!wasAway)
        {
            // Still full: what a charger trickles in fills nothing.
            return Math.Min(0, countedAh);
        }

        wasAway = false;
        Count++;
        return Math.Abs(countedAh) <= MaxOffShare * full
            ? 0
            : throw new UserError(FormattableString.Invariant(
                $"'{source}', line {reading.Line}: the logger's state of charge comes to 100 % where current x time makes ")
                + FormattableString.Invariant($"{100 * (1 + countedAh / full):0.#} %; mend --capacity or --parallel, --units time= or ")
                + "current=, or leave the column out with --columns soc=-.");
    }
}
