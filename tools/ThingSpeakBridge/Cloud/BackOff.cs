namespace NanoBms.ThingSpeakBridge.Cloud;

/// <summary>Growing pauses after failures: the period, twice it, four times it, up to a quarter of an hour.</summary>
internal sealed class BackOff(TimeSpan period)
{
    /// <summary>Longest pause that the bridge makes of its own accord.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(6);

    private int failures;

    /// <summary>The pause after a success.</summary>
    public TimeSpan Succeeded()
    {
        failures = 0;
        return period;
    }

    /// <summary>The pause after a failure; at least as long as the server asks for.</summary>
    public TimeSpan Failed(TimeSpan? askedFor)
    {
        double seconds = Math.Min(
            period.TotalSeconds * Math.Pow(2, Math.Min(failures++, 20)), Math.Max(Longest.TotalSeconds, period.TotalSeconds));
        TimeSpan own = TimeSpan.FromSeconds(seconds);
        return askedFor is { } asked && asked > own ? (asked < LongestAskedFor ? asked : LongestAskedFor) : own;
    }
}
