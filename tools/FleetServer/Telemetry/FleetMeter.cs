using System.Diagnostics.Metrics;

namespace NanoBms.FleetServer.Telemetry;

/// <summary>What the server tells of its work, as the meter NanoBms.FleetServer.</summary>
internal sealed class FleetMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "NanoBms.FleetServer";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> entries, refused;
    private readonly Histogram<double> commitS;
    private readonly Histogram<int> writesInCommit;

    public FleetMeter()
    {
        entries = meter.CreateCounter<long>("fleet.entries.stored", "{entry}", "Entries that were committed.");
        refused = meter.CreateCounter<long>("fleet.writes.refused", "{write}", "Writes that were told to come again.");
        commitS = meter.CreateHistogram<double>("fleet.commit.duration", "s", "Time of a transaction.");
        writesInCommit = meter.CreateHistogram<int>("fleet.commit.writes", "{write}", "Writes in one transaction.");
    }

    /// <summary>A transaction ended.</summary>
    public void Committed(int storedEntries, int writes, TimeSpan time)
    {
        entries.Add(storedEntries);
        writesInCommit.Record(writes);
        commitS.Record(time.TotalSeconds);
    }

    /// <summary>A write was told to come again.</summary>
    public void Refused() => refused.Add(1);

    public void Dispose() => meter.Dispose();
}
