using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// A board's clock in simulated time: it knows the date only once a time server has told it, which may be wrong, and forgets it with its
/// power.
/// </summary>
internal sealed class DeviceClock : IClock
{
    private readonly DateTime startUtc;
    private long startedMs, withinMs;

    /// <param name="startUtc">Date and time of the simulation's begin, UTC.</param>
    public DeviceClock(DateTime startUtc)
    {
        this.startUtc = startUtc;
    }

    /// <summary>Milliseconds since the simulation began.</summary>
    public long NowMs { get; private set; }

    /// <summary>What it shows too much, seconds.</summary>
    public int ErrorS { get; private set; }

    /// <inheritdoc/>
    public bool IsSet { get; private set; }

    /// <inheritdoc/>
    public long UptimeMs => NowMs + withinMs - startedMs;

    /// <inheritdoc/>
    public DateTime UtcNow => IsSet ? TrueUtc.AddSeconds(ErrorS) : DateTime.UnixEpoch.AddMilliseconds(UptimeMs);

    /// <summary>The right time.</summary>
    public DateTime TrueUtc => startUtc.AddMilliseconds(NowMs + withinMs);

    /// <summary>Goes on to the next full second.</summary>
    public void Advance()
    {
        NowMs += SoakPlan.SecondMs;
        withinMs = 0;
    }

    /// <summary>Time passes within the second.</summary>
    public void Elapse(int milliseconds) => withinMs += milliseconds;

    /// <inheritdoc/>
    public void Set(DateTime utc) => (IsSet, ErrorS) = (true, (int)Math.Round((utc - TrueUtc).TotalSeconds));

    /// <summary>Steps, wherever it was.</summary>
    /// <param name="errorS">What it shows too much from now on, seconds.</param>
    public void Step(int errorS) => ErrorS = errorS;

    /// <summary>The uptime steps; it never runs below 0.</summary>
    /// <param name="milliseconds">By what.</param>
    public void StepUptime(long milliseconds) => startedMs -= Math.Max(milliseconds, -UptimeMs);

    /// <summary>The device starts.</summary>
    /// <param name="keepsTime">Whether the clock ran on meanwhile: in a restart, not without power.</param>
    public void Start(bool keepsTime)
    {
        startedMs = NowMs;
        IsSet &= keepsTime;
    }
}
