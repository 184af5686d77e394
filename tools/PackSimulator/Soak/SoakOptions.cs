using NanoBms.Core;
using NanoBms.Device.Settings;
using NanoBms.PackSimulator.Emulation;

namespace NanoBms.PackSimulator.Soak;

/// <summary>How a soak is set up.</summary>
public sealed record SoakOptions
{
    /// <summary>Power cuts in seven days; fewer days have their share.</summary>
    public const int CutsInSevenDays = 200;

    /// <summary>Simulated days, 1 or more.</summary>
    public int Days { get; init; } = 7;

    /// <summary>Kinds of faults in its script.</summary>
    public SoakFaults Faults { get; init; } = SoakFaults.All;

    /// <summary>Seed of load, sensor errors and faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The firmware's setting: entries that may wait in memory only.</summary>
    public int KeepInMemory { get; init; } = new DeviceSettings().KeepInMemory;

    /// <summary>Temperature around the cell, degrees Celsius.</summary>
    public double AmbientC { get; init; } = 25;

    /// <summary>Makes the network anew at each start, as a device does.</summary>
    public required Func<QuantizedModel> Model { get; init; }

    /// <summary>The firmware's console; null: nowhere.</summary>
    public TextWriter? Log { get; init; }

    /// <summary>Runs before each start of the firmware: lets a test spoil what the firmware kept.</summary>
    internal Action<FlashEmulator>? BeforeStart { get; init; }

    /// <summary>Runs each second: lets a test leak memory.</summary>
    internal Action? EachSecond { get; init; }
}
