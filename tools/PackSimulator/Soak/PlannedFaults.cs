using NanoBms.ThingSpeakContract;

namespace NanoBms.PackSimulator.Soak;

/// <summary>What the network does.</summary>
internal enum NetworkState : byte
{
    Up = 0,
    Away = 1,
    NoNames = 2,
}

/// <summary>What the channel does with a request.</summary>
internal enum ChannelMood : byte
{
    Good = 0,

    /// <summary>HTTP 200 with body 0, nothing taken.</summary>
    Zero = 1,

    /// <summary>HTTP 402, nothing taken.</summary>
    QuotaSpent = 2,

    /// <summary>HTTP 429, nothing taken.</summary>
    TooMany = 3,

    /// <summary>HTTP 500, nothing taken.</summary>
    Fails = 4,

    /// <summary>HTTP 200 with a page of somebody else's; taken or not.</summary>
    Garbage = 5,

    /// <summary>Taken; half of the answer's body comes.</summary>
    HalfBody = 6,

    /// <summary>No answer, nothing taken.</summary>
    Silent = 7,

    /// <summary>Taken; then the connection is reset.</summary>
    Reset = 8,

    /// <summary>No answer in time; taken up to a minute and a half later.</summary>
    Late = 9,

    /// <summary>All right, after a quarter of a minute.</summary>
    Slow = 10,

    /// <summary>From here on: something on the way answers, by its place among <see cref="Disturbance.All"/>.</summary>
    Disturbed = 32,
}

/// <summary>What befalls the device at a second.</summary>
internal enum DeviceEvent : byte
{
    None = 0,

    /// <summary>The power goes.</summary>
    PowerCut = 1,

    /// <summary>The power goes in the middle of the next write to the flash.</summary>
    PowerCutInWrite = 2,

    /// <summary>The next request never comes back.</summary>
    RequestHangs = 3,

    /// <summary>Memory runs low.</summary>
    LowMemory = 4,

    /// <summary>The uptime begins anew, as the ESP32's does after 497 days.</summary>
    UptimeToZero = 5,

    /// <summary>The uptime steps ahead by an hour.</summary>
    UptimeAhead = 6,

    /// <summary>The uptime steps back by an hour.</summary>
    UptimeBack = 7,
}

/// <summary>A clock that is wrong for a while.</summary>
/// <param name="FromS">Second of the soak in which it begins: a clock that is set steps then.</param>
/// <param name="ToS">Second in which it ends, with a step back.</param>
/// <param name="ErrorS">What it shows too much, seconds.</param>
internal readonly record struct WrongClock(int FromS, int ToS, int ErrorS);
