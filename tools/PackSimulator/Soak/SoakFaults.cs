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

    /// <summary>The first and each tenth answer of the time server is none that can be.</summary>
    Time = 32,

    /// <summary>Files cannot be read, once or for minutes.</summary>
    Storage = 64,

    /// <summary>The uptime begins anew, or steps by an hour.</summary>
    Uptime = 128,

    /// <summary>The write key is another one for hours.</summary>
    Key = 256,

    /// <summary>
    /// The channel cannot be asked, keeps what comes twice, and each hundredth answer gets lost; drawn for one soak in four.
    /// </summary>
    Private = 512,

    /// <summary>Those of a soak that is not told which.</summary>
    Usual = Network | Channel | Sensors | Device | Clock,

    /// <summary>All of them.</summary>
    All = Network | Channel | Sensors | Device | Clock | Time | Storage | Uptime | Key | Private,
}
