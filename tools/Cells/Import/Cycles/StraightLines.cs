namespace NanoBms.Cells.Import.Cycles;

/// <summary>
/// Readings of a slow log as points that straight lines join: one row at each whole second between two that are not too far apart.
/// </summary>
internal sealed class StraightLines : IRowMaker
{
    private readonly double longestS;
    private (Reading Reading, double ChargeAh)? before;
    private long lastSecond = -1;

    /// <summary>Makes lines.</summary>
    /// <param name="longestS">Longest time between two readings that is joined, s.</param>
    public StraightLines(double longestS)
    {
        this.longestS = longestS;
    }

    public IEnumerable<CycleRow> Add(Reading reading, double chargeAh)
    {
        IEnumerable<CycleRow> rows = before is not { } from ? []
            : reading.TimeS - from.Reading.TimeS <= longestS ? [.. Between(from.Reading, from.ChargeAh, reading, chargeAh)]
            : [.. Alone(from.Reading, from.ChargeAh)];
        before = (reading, chargeAh);
        return rows;
    }

    public IEnumerable<CycleRow> End() =>
        before is { } last && lastSecond < Math.Floor(last.Reading.TimeS) ? Alone(last.Reading, last.ChargeAh) : [];

    private IEnumerable<CycleRow> Between(Reading from, double fromAh, Reading to, double toAh)
    {
        double seconds = to.TimeS - from.TimeS;
        for (long second = Math.Max(lastSecond + 1, (long)Math.Ceiling(from.TimeS)); second <= to.TimeS; second++)
        {
            double share = seconds > 0 ? (second - from.TimeS) / seconds : 1;
            double On(double a, double b) => a + (b - a) * share;
            lastSecond = second;
            yield return new CycleRow(
                second,
                On(from.VoltageV, to.VoltageV),
                On(from.CurrentA, to.CurrentA),
                On(from.TemperatureC, to.TemperatureC),
                On(fromAh, toAh));
        }
    }

    /// <summary>A reading that no line ended at: it stands at its nearest second.</summary>
    private IEnumerable<CycleRow> Alone(Reading reading, double chargeAh)
    {
        long second = (long)Math.Floor(reading.TimeS + 0.5);
        if (second > lastSecond)
        {
            lastSecond = second;
            yield return new CycleRow(second, reading.VoltageV, reading.CurrentA, reading.TemperatureC, chargeAh);
        }
    }
}
