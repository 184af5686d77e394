using System.Diagnostics;

namespace NanoBms.FleetServer.Telemetry;

/// <summary>
/// Traces: a write is one, from the request through the channel's grain to the commit. A transaction serves writes of many traces: its
/// statements stand in that of the first one, and each other one has a span of the same time that points there.
/// </summary>
internal static class FleetTraces
{
    /// <summary>Name of the server's own source.</summary>
    public const string Name = "NanoBms.FleetServer";

    /// <summary>A write waits for its commit; the trace it belongs to.</summary>
    public const string Write = "fleet.write";

    /// <summary>The transaction, as one of its writes sees it.</summary>
    public const string Commit = "fleet.commit";

    /// <summary>All sources that a trace is made of.</summary>
    public static readonly string[] Sources =
        [Name, "Microsoft.AspNetCore", "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Npgsql"];

    private static readonly ActivitySource Source = new(Name);

    /// <summary>A write begins to wait; null: nobody listens.</summary>
    public static Activity? StartWrite(long channelId, int entries) =>
        Source.StartActivity(Write)?.SetTag("fleet.channel", channelId).SetTag("fleet.entries", entries);

    /// <summary>A transaction of writes begins; null: none of them is traced.</summary>
    public static Activity? StartCommit(IReadOnlyList<Activity?> writes) =>
        writes.FirstOrDefault(write => write is { Recorded: true }) is { } first
            ? Source.StartActivity(Commit, ActivityKind.Internal, first.Context)?.SetTag("fleet.writes", writes.Count)
            : null;

    /// <summary>A transaction has ended: so has the wait of its writes.</summary>
    public static void End(IReadOnlyList<Activity?> writes, Activity? transaction, Exception? failure)
    {
        Fail(transaction, failure);
        transaction?.Stop();
        foreach (Activity write in writes.OfType<Activity>())
        {
            if (transaction is not null && write.SpanId != transaction.ParentSpanId)
            {
                using Activity? commit = Source.StartActivity(
                    Commit, ActivityKind.Internal, write.Context, links: [new ActivityLink(transaction.Context)],
                    startTime: transaction.StartTimeUtc);
                Fail(commit, failure);
            }

            Fail(write, failure);
            write.Stop();
        }
    }

    // The kind of failure alone: its sentence may hold what a client sent.
    private static void Fail(Activity? activity, Exception? failure)
    {
        if (failure is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
        }
    }
}
