namespace NanoBms.ChannelServer;

/// <summary>What a server of channels lets through.</summary>
public sealed record ChannelRules
{
    // A client that sends at just the rate limit arrives a little early now and then.
    private const int JitterMs = 250;

    /// <summary>Shortest time between two writes to a channel, single and bulk together; zero: no limit.</summary>
    public TimeSpan RateLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Most entries in one bulk write.</summary>
    public int BulkLimit { get; init; } = 960;

    /// <summary>How far ahead of the server's clock an entry may be dated; null: as far as it likes.</summary>
    public TimeSpan? MaxAhead { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time for all of a request's body.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Names of this server besides its addresses and the names of the local network.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Clock of the entries that come without a time, and of the rate limit.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Now, milliseconds since 1970 in UTC.</summary>
    public long NowMs() => TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Whether a write comes too soon.</summary>
    /// <param name="sinceMs">Milliseconds since the last write to the channel; null: it is the first one.</param>
    public bool IsTooFast(double? sinceMs) =>
        RateLimit > TimeSpan.Zero && sinceMs >= 0 && sinceMs < RateLimit.TotalMilliseconds - JitterMs;

    /// <exception cref="ArgumentException">A rule cannot be; one sentence says which.</exception>
    public void Check()
    {
        if (RateLimit < TimeSpan.Zero)
        {
            throw new ArgumentException($"A rate limit of {RateLimit.TotalSeconds} s is less than nothing; 0 switches it off.");
        }

        if (BulkLimit < 1)
        {
            throw new ArgumentException($"A bulk limit of {BulkLimit} entries lets nothing through; it is at least 1.");
        }

        if (MaxAhead < TimeSpan.Zero)
        {
            throw new ArgumentException($"Entries {MaxAhead.Value.TotalSeconds} s ahead are entries of the past; 0 is the least.");
        }
    }
}
