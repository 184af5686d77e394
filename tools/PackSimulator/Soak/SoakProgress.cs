namespace NanoBms.PackSimulator.Soak;

/// <summary>How far a soak is: counts since its begin.</summary>
public sealed record SoakProgress
{
    /// <summary>Simulated seconds.</summary>
    public required int Second { get; init; }

    /// <summary>Entries the device made.</summary>
    public required int Made { get; init; }

    /// <summary>Entries in the channel.</summary>
    public required int Arrived { get; init; }

    /// <summary>Entries that wait in the device.</summary>
    public required int Waiting { get; init; }

    /// <summary>Starts of the device.</summary>
    public required int Starts { get; init; }

    /// <summary>Restarts by its supervision among them.</summary>
    public required int Restarts { get; init; }

    /// <summary>Writes to the flash that the power did not last for.</summary>
    public required int TornWrites { get; init; }

    /// <summary>Requests to the channel.</summary>
    public required int Requests { get; init; }

    /// <summary>Requests among them that went wrong.</summary>
    public required int Failures { get; init; }

    /// <summary>Exceptions at the top of a loop.</summary>
    public required int Exceptions { get; init; }

    /// <summary>Largest difference of the state of charge before and after a start, percent.</summary>
    public required double LargestSocDifferencePercent { get; init; }

    /// <summary>Bytes written to the flash.</summary>
    public required long WrittenBytes { get; init; }

    /// <summary>Appends to files on the flash.</summary>
    public required long Appends { get; init; }

    /// <summary>Files written as a whole.</summary>
    public required long Writes { get; init; }

    /// <summary>Managed bytes.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>State of charge that the device shows, percent; null: none.</summary>
    public required double? SocPercent { get; init; }

    /// <summary>State of charge of the cell, percent.</summary>
    public required double TrueSocPercent { get; init; }
}
