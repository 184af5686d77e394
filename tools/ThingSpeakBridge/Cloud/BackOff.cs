namespace NanoBms.ThingSpeakBridge.Cloud;

/// <summary>
/// Growing pauses after failures: the period, twice it, four times it, up to a quarter of an hour, or an hour after refusals.
/// </summary>
internal sealed class BackOff(TimeSpan period)
{
    /// <summary>Longest pause that the bridge makes of its own accord.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>Longest pause where the server refuses: what a user has to mend.</summary>
    public static readonly TimeSpan LongestRefused = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(6);

    private int failures;

    /// <summary>The pause after a success.</summary>
    public TimeSpan Succeeded()
    {
        failures = 0;
        return period;
    }

    /// <summary>The pause after a failure; at least as long as the server asks for.</summary>
    /// <param name="askedFor">Pause that the server asks for.</param>
    /// <param name="isRefused">Whether the server refuses what is asked.</param>
    public TimeSpan Failed(TimeSpan? askedFor, bool isRefused = false)
    {
        double longestS = (isRefused ? LongestRefused : Longest).TotalSeconds;
        double seconds = Math.Min(period.TotalSeconds * Math.Pow(2, Math.Min(failures++, 20)), Math.Max(longestS, period.TotalSeconds));
        TimeSpan own = TimeSpan.FromSeconds(seconds);
        return askedFor is { } asked && asked > own ? (asked < LongestAskedFor ? asked : LongestAskedFor) : own;
    }
}
