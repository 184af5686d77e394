namespace NanoBms.PackSimulator.Soak;

/// <summary>Kinds of faults in a soak's script.</summary>
[Flags]
public enum SoakFaults
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The network is away, or has no names.</summary>
    Network = 1,

    /// <summary>The channel does not answer as it should.</summary>
    Channel = 2,

    /// <summary>Sensors fail.</summary>
    Sensors = 4,

    /// <summary>Power cuts, requests that hang, memory that runs low.</summary>
    Device = 8,

    /// <summary>Clocks are wrong.</summary>
    Clock = 16,

    /// <summary>All of them.</summary>
    All = Network | Channel | Sensors | Device | Clock,
}
