using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>Time that the test moves.</summary>
internal sealed class ManualClock : IClock
{
    /// <summary>True time, UTC.</summary>
    public DateTime Now { get; set; } = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    public long UptimeMs { get; set; }

    public bool IsSet { get; set; } = true;

    /// <summary>Time has gone on by so many milliseconds.</summary>
    public event Action<long>? Advanced;

    public DateTime UtcNow => IsSet ? Now + Error : new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(counted);

    /// <summary>What it shows too much.</summary>
    public TimeSpan Error { get; set; }

    // What the chip counts while nobody has set its clock.
    private long counted;

    public void Set(DateTime utc)
    {
        IsSet = true;
        Error = utc - Now;
    }

    public void Advance(long milliseconds)
    {
        UptimeMs += milliseconds;
        counted += milliseconds;
        Now = Now.AddMilliseconds(milliseconds);
        Advanced?.Invoke(milliseconds);
    }
}

/// <summary>A console that keeps its lines.</summary>
internal sealed class ListLog : ILog
{
    public List<string> Lines { get; } = [];

    public void Write(string line) => Lines.Add(line);
}

/// <summary>A network that comes and goes.</summary>
internal sealed class FakeNetwork(ManualClock clock) : INetwork
{
    public bool IsUp { get; set; } = true;

    /// <summary>Whether the time server answers.</summary>
    public bool HasTime { get; set; } = true;

    /// <summary>How often it was to connect.</summary>
    public int Tries { get; private set; }

    public bool TryConnect()
    {
        Tries++;
        return IsUp;
    }

    /// <summary>What the time server tells, by the number of the question, 0 the first; null: nothing.</summary>
    public Func<int, DateTime?>? Answer { get; set; }

    /// <summary>Questions to the time server.</summary>
    public int Questions { get; private set; }

    public bool TryAskTime(out DateTime utc)
    {
        DateTime? told = Answer is null ? clock.Now : Answer(Questions);
        Questions++;
        utc = told ?? default;
        return IsUp && HasTime && told is not null;
    }
}
