namespace NanoBms.ThingSpeakContract;

/// <summary>An entry that a client wrote.</summary>
/// <param name="UnixS">Its time, seconds since 1970.</param>
/// <param name="Fields">field1 to field8; null: not sent.</param>
/// <param name="Number">What the status says of its number; null: not sent, or no number.</param>
public sealed record WrittenEntry(long UnixS, IReadOnlyList<string?> Fields, EntryNumber? Number);

/// <summary>Where a channel keeps its entries.</summary>
public interface IContractEntries
{
    /// <summary>Entries there are; the number of the newest.</summary>
    int Count { get; }

    /// <summary>Whether there is one of a time.</summary>
    bool Has(long unixS);

    /// <summary>Takes one; false where a value is not in the form that its keeper knows.</summary>
    bool TryAdd(WrittenEntry entry);

    /// <summary>Time and field1 of the one that came last; null: there is none.</summary>
    (long UnixS, string? Field1)? Last { get; }

    /// <summary>Time and field1 of those within a span, both ends included, in the order of time.</summary>
    IEnumerable<(long UnixS, string? Field1)> Between(long fromS, long toS);
}
