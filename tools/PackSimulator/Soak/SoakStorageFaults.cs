using NanoBms.PackSimulator.Emulation;

namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// Files that cannot be read: for some calls from a start on, where settings, state and note of what was sent are read, and for a call, for
/// some, or for minutes while the device runs.
/// </summary>
internal sealed class SoakStorageFaults(FlashEmulator flash, int seed)
{
    // Of starts, each so manieth; of seconds, so many a day, and so many times a day for minutes.
    private const int StartsEach = 4, OnceADay = 40, LongADay = 2;
    private const int LongestS = 15 * 60, MaxCalls = 12;

    private readonly Random random = new(seed);
    private string name = "";
    private int calls, untilS;

    /// <summary>The device starts.</summary>
    public void Start(int second)
    {
        if (random.Next(StartsEach) == 0)
        {
            Fail(random.Next(1, MaxCalls), second);
        }
    }

    /// <summary>A second passes.</summary>
    public void Advance(int second)
    {
        int drawn = random.Next(SoakPlan.DayS);
        if (drawn < OnceADay)
        {
            Fail(random.Next(1, MaxCalls), second);
        }
        else if (drawn < OnceADay + LongADay)
        {
            Fail(int.MaxValue, second + random.Next(1, LongestS));
        }
        else if (second > untilS && calls > MaxCalls)
        {
            calls = 0;
        }
    }

    /// <summary>Whether a call that reads a file fails.</summary>
    public bool Fails(string file) => calls > 0 && file == name && calls-- > 0;

    private void Fail(int count, int lastS)
    {
        string[] names = [.. flash.Names.Order(StringComparer.Ordinal)];
        (name, calls, untilS) = (names[random.Next(names.Length)], count, lastS);
    }
}
