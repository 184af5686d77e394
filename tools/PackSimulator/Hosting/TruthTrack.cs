namespace NanoBms.PackSimulator.Hosting;

/// <summary>
/// The cell's true state of charge over time, for the page to draw beside what the gauge says. Safe to ask from another thread.
/// </summary>
public sealed class TruthTrack
{
    // Entries lie at least this far apart; half a million points are four months.
    private const int MaxPoints = 500_000;
    private const long StepMs = 15_000;

    private readonly Lock gate = new();
    private readonly List<(long TimeMs, double Percent)> points = [];
    private (long TimeMs, double Percent) latest = (long.MinValue, 0);

    /// <summary>Takes the truth at a time, each later than the one before.</summary>
    /// <param name="utc">Date and time.</param>
    /// <param name="percent">True state of charge, percent.</param>
    public void Add(DateTime utc, double percent)
    {
        long timeMs = new DateTimeOffset(utc).ToUnixTimeMilliseconds();
        lock (gate)
        {
            latest = (timeMs, percent);
            if (points.Count == 0 || timeMs - points[^1].TimeMs >= StepMs)
            {
                points.Add(latest);
                if (points.Count > MaxPoints)
                {
                    points.RemoveRange(0, MaxPoints / 2);
                }
            }
        }
    }

    /// <summary>The truth at a time, between points on a straight line; null where nothing is known of that time.</summary>
    /// <param name="timeMs">Milliseconds since 1970, UTC.</param>
    public double? At(long timeMs)
    {
        lock (gate)
        {
            if (points.Count == 0 || timeMs < points[0].TimeMs || timeMs > latest.TimeMs + StepMs)
            {
                return null;
            }

            int at = points.BinarySearch((timeMs, double.PositiveInfinity)), after = at < 0 ? ~at : at;
            (long fromMs, double from) = points[after - 1];
            (long toMs, double to) = after < points.Count ? points[after] : latest;
            return toMs > fromMs ? from + (to - from) * Math.Min(1, (timeMs - fromMs) / (double)(toMs - fromMs)) : from;
        }
    }
}
