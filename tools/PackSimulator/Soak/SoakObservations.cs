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

    /// <summary>Whether the channel cannot be asked what it holds.</summary>
    public bool IsPrivate { get; set; }

    /// <summary>Lines of the log that count lost entries: the second, and how many at most.</summary>
    public List<(int Second, int Entries)> Losses { get; } = new(capacity: 4096);

    /// <summary>Times of entries that a line of the log tells to be tried ahead of refused ones, seconds since 1970.</summary>
    public List<long> Ahead { get; } = new(capacity: 4096);

    /// <summary>Lines of the log that tell entries which may be in the channel twice: time of the first, and how many.</summary>
    public List<(long FromUnixS, int Entries)> Twice { get; } = new(capacity: 4096);

    /// <summary>Seconds of starts that said that nothing is known of before, so that numbers begin anew.</summary>
    public List<int> Forgetful { get; } = new(capacity: 1024);

    /// <summary>Seconds in which the note of what was sent was not readable, as the log said.</summary>
    public List<int> SentUnknown { get; } = new(capacity: 1024);

    /// <summary>Seconds in which the log said that a file of entries, and what it tells of times and numbers, is lost.</summary>
    public List<int> LostFiles { get; } = new(capacity: 1024);

    /// <summary>The last second in which the device made a request; -1: none yet.</summary>
    public int AskedS { get; set; } = -1;

    /// <summary>Seconds in which the log said that nothing tells whether entries were taken.</summary>
    public List<int> ReplyUnknown { get; } = new(capacity: 65536);

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
