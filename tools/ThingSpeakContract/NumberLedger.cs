using System.Globalization;

namespace NanoBms.ThingSpeakContract;

/// <summary>Numbers that a channel does not have.</summary>
/// <param name="First">The first of them; 0: the numbers began anew.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Before">Time of the entry after them.</param>
/// <param name="Reason">Why, as far as the device knows.</param>
public sealed record NumberGap(long First, long Last, DateTimeOffset Before, string Reason)
{
    /// <summary>How many.</summary>
    public long Count => First == 0 ? 0 : Last - First + 1;

    /// <summary>The gap in a sentence.</summary>
    public string Sentence
    {
        get
        {
            string time = Before.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            string numbers = First == Last ? $"Entry {First} is" : $"Entries {First} to {Last} are";
            return First == 0 ? $"From {time} on {Reason}." : $"{numbers} missing before {time}: {Reason}.";
        }
    }
}

/// <summary>Reads the numbers of a channel's entries, oldest first, and names each gap in them.</summary>
public sealed class NumberLedger
{
    private long last;

    /// <summary>Takes the next entry; null: nothing is missing before it, as far as numbers tell.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="time">Its time.</param>
    public NumberGap? Take(string? status, DateTimeOffset time)
    {
        if (EntryNumber.Parse(status) is not { } entry)
        {
            return null;
        }

        (long before, last) = (last, entry.Number);
        if (before == 0 || entry.Number == before || entry.Number == before + 1)
        {
            return null;
        }

        return entry.Number < before
            ? new NumberGap(0, 0, time, $"numbers begin anew with {entry.Number}: another device, or its flash was erased")
            : new NumberGap(before + 1, entry.Number - 1, time, Reason(entry, entry.Number - before - 1));
    }

    private static string Reason(EntryNumber entry, long missing)
    {
        var reasons = new List<string>();
        Add(entry.NoRoom, "for which there was no room, or no time");
        Add(entry.Damaged, "that the flash did not give back");
        Add(entry.NotGiven, "that a start after a power cut left out, or that were lost in memory");
        if (missing > 0)
        {
            reasons.Add(reasons.Count == 0 ? "the device does not know why" : $"{missing} without a reason that the device knows");
        }

        return string.Join(", ", reasons);

        void Add(long count, string what)
        {
            count = Math.Min(count, missing);
            missing -= count;
            if (count > 0)
            {
                reasons.Add($"{count} {what}");
            }
        }
    }
}
