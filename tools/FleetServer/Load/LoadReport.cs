using System.Collections.Concurrent;
using System.Globalization;

namespace NanoBms.FleetServer.Load;

/// <summary>What the gauges of a load saw.</summary>
internal sealed class LoadReport
{
    // Where a server died its channels are served again by then.
    private const int LateMs = 30_000;

    private readonly ConcurrentQueue<double> liveMs = new();
    private long acknowledged, backlog, retried, refused, toldRetried;
    private int toldOf;

    /// <summary>Entries that were acknowledged one by one.</summary>
    public long Acknowledged => acknowledged;

    /// <summary>Entries that were acknowledged in bulk writes.</summary>
    public long Backlog => backlog;

    /// <summary>Requests that were told to come again, or got no answer.</summary>
    public long Retried => retried;

    /// <summary>Requests that were refused for good: 0 where all is well.</summary>
    public long Refused => refused;

    /// <summary>A single entry was acknowledged.</summary>
    public void Live(TimeSpan waited)
    {
        Interlocked.Increment(ref acknowledged);
        liveMs.Enqueue(waited.TotalMilliseconds);
    }

    /// <summary>A bulk write was acknowledged.</summary>
    public void Bulk(int entries) => Interlocked.Add(ref backlog, entries);

    /// <summary>A request has to be sent again.</summary>
    public void Retry() => Interlocked.Increment(ref retried);

    /// <summary>A request was refused.</summary>
    public void Refuse() => Interlocked.Increment(ref refused);

    /// <summary>A line of what was seen since the last such line; for one caller.</summary>
    /// <param name="time">How long the gauges have sent.</param>
    public string Progress(TimeSpan time)
    {
        double[] seen = [.. liveMs.Skip(toldOf)];
        long again = Interlocked.Read(ref retried) - toldRetried;
        toldOf += seen.Length;
        toldRetried += again;
        return string.Create(CultureInfo.InvariantCulture,
            $"{time.TotalSeconds:0} s: acknowledged {seen.Length}, after {seen.DefaultIfEmpty().Max():0} ms at most, sent again {again}");
    }

    /// <summary>The report in lines.</summary>
    /// <param name="time">How long the gauges sent.</param>
    public IEnumerable<string> Lines(TimeSpan time)
    {
        double[] sorted = [.. liveMs.Order()];
        yield return string.Create(CultureInfo.InvariantCulture,
            $"entries acknowledged: {acknowledged} ({acknowledged / time.TotalSeconds:0} a second), in bulk: {backlog} ")
            + string.Create(CultureInfo.InvariantCulture, $"({backlog / time.TotalSeconds:0} a second)");
        yield return string.Create(CultureInfo.InvariantCulture,
            $"acknowledged after: median {At(sorted, 0.5):0} ms, p99 {At(sorted, 0.99):0} ms, most {At(sorted, 1):0} ms");
        yield return string.Create(CultureInfo.InvariantCulture,
            $"sent again: {retried}, refused: {refused}, ")
            + string.Create(CultureInfo.InvariantCulture,
                $"acknowledged after more than {LateMs / 1000} s: {sorted.Count(ms => ms > LateMs)}");
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
