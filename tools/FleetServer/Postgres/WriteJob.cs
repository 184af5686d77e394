using System.Diagnostics;
using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Telemetry;

namespace NanoBms.FleetServer.Postgres;

/// <summary>A write that waits for its commit.</summary>
/// <param name="ChannelId">Number of the channel.</param>
/// <param name="NowMs">When it came, milliseconds since 1970 in UTC.</param>
/// <param name="Drafts">The entries.</param>
/// <param name="WaitsSince">When it began to wait, a time stamp of <see cref="TimeProvider"/>.</param>
internal sealed record WriteJob(long ChannelId, long NowMs, IReadOnlyList<EntryDraft> Drafts, long WaitsSince)
{
    /// <summary>Whether it is one of many entries, which waits behind the single ones.</summary>
    public bool IsBulk => Drafts.Count > 1;

    /// <summary>Whether the rate limit holds for it.</summary>
    public bool IsLimited { get; init; } = true;

    /// <summary>State of the channel after it; null: none is kept.</summary>
    public KeptState? After { get; init; }

    /// <summary>Its span, which ends with the commit; null: nobody listens.</summary>
    public Activity? Span { get; } = FleetTraces.StartWrite(ChannelId, Drafts.Count);

    public TaskCompletionSource<WriteResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
