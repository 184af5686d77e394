namespace NanoBms.PackSimulator.Soak;

/// <summary>What was seen of the device besides its entries.</summary>
internal sealed class SoakObservations
{
    /// <summary>Exceptions that reached the top of a loop, and the first of them.</summary>
    public int Exceptions { get; set; }

    /// <summary>The first exception.</summary>
    public string FirstException { get; set; } = "";

    /// <summary>The largest difference of the state of charge before and after a start, hundredths of a percent.</summary>
    public int LargestSocDifference { get; set; }

    /// <summary>When that was, and what it was.</summary>
    public string LargestSocDifferenceAt { get; set; } = "";

    /// <summary>Starts whose number or restarts the firmware did not count right; the first one.</summary>
    public string FirstMiscount { get; set; } = "";

    /// <summary>Managed bytes after a collection, each quarter of a day, without what the emulated flash holds.</summary>
    public List<long> HeapBytes { get; } = new(capacity: 1024);

    /// <summary>The same each hour of the time in which the device ran on without a start.</summary>
    public List<long> SteadyHeapBytes { get; } = new(capacity: 24);

    /// <summary>Differences of the network's first estimate after a start to its last one before, hundredths of a percent.</summary>
    public List<int> FirstEstimates { get; } = new(capacity: 1024);

    /// <summary>Most entries that waited.</summary>
    public int MaxWaiting { get; set; }

    /// <summary>Most bytes on the flash.</summary>
    public int MaxFlashBytes { get; set; }

    /// <summary>A request that the channel's interface does not know.</summary>
    public string? Malformed { get; set; }
}
