using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>A network that must be connected to before it can be used.</summary>
internal sealed class Radio(ManualClock clock) : INetwork
{
    public bool IsUp { get; private set; }

    /// <summary>Whether the access point is there.</summary>
    public bool IsInReach { get; set; } = true;

    /// <summary>Whether the time server answers.</summary>
    public bool HasTime { get; set; } = true;

    /// <summary>Connections made.</summary>
    public int Connections { get; private set; }

    /// <summary>Times the clock was set.</summary>
    public int ClockSettings { get; private set; }

    public bool TryConnect()
    {
        IsUp = IsInReach;
        Connections += IsUp ? 1 : 0;
        return IsUp;
    }

    public bool TryAskTime(out DateTime utc)
    {
        ClockSettings += HasTime ? 1 : 0;
        utc = clock.Now;
        return HasTime;
    }

    /// <summary>What a sleep does to it.</summary>
    public void Drop() => IsUp = false;
}

/// <summary>An ESP32's sleep: moves the time. After a deep sleep the uptime begins anew and the date does not.</summary>
internal sealed class FakeSleep(ManualClock clock, Radio radio) : ISleep
{
    /// <summary>Time from the end of a deep sleep to the first line of the program.</summary>
    public int StartMs { get; set; }

    /// <summary>Whether it does not sleep.</summary>
    public bool Refuses { get; set; }

    public bool IsWake { get; set; }

    /// <summary>Whether the program has to begin anew.</summary>
    public bool IsOver { get; set; }

    /// <summary>Sleeps so far.</summary>
    public int Count { get; private set; }

    /// <summary>Milliseconds slept so far.</summary>
    public long SleptMs { get; private set; }

    /// <summary>Sleeps asked for.</summary>
    public int Asked { get; private set; }

    public bool TryLightSleep(int durationMs)
    {
        Asked++;
        if (!Refuses)
        {
            Sleep(durationMs);
        }

        return !Refuses;
    }

    public void DeepSleep(int durationMs)
    {
        Asked++;
        Sleep(durationMs);
        clock.Advance(StartMs);
        clock.UptimeMs = StartMs;
        IsWake = IsOver = true;
    }

    public void ResumeUptime(long uptimeMs) => clock.UptimeMs = uptimeMs;

    private void Sleep(int durationMs)
    {
        Assert.True(durationMs > 0);
        Count++;
        SleptMs += durationMs;
        radio.Drop();
        clock.Advance(durationMs);
    }
}
