namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// Finds which of the device's entries one in the channel is. Figures and reading tell it, but for a cell at rest, where they repeat: there
/// its time does, as far as it is within its bound, and then the number that the device gave it.
/// </summary>
internal sealed class EntryFinder
{
    // The console rounds to 10 mV, 10 mA and 0.1 degC.
    private const int RoundingMilli = 10, RoundingCentiC = 10;
    private const int SlackS = 2;

    private readonly Ledger ledger;
    private readonly ILookup<(int Soc, int Network, int Bar), int> made;
    private readonly Func<MadeEntry, ChannelEntry, int> beyond;
    private readonly long[] cameWithTime;
    private int lastFound = -1;
    private long lastNumber, lastOffsetS;

    /// <summary>A finder.</summary>
    /// <param name="ledger">What the device made.</param>
    /// <param name="beyond">Seconds that an entry's time is beyond what it may be wrong by; 0: within.</param>
    public EntryFinder(Ledger ledger, Func<MadeEntry, ChannelEntry, int> beyond)
    {
        this.ledger = ledger;
        this.beyond = beyond;
        made = Enumerable.Range(0, ledger.Count).ToLookup(
            k => (ledger[k].SocCentiPercent, ledger[k].NetworkCentiPercent, ledger[k].BarDeciPercent));
        cameWithTime = new long[ledger.Count];
    }

    /// <summary>Of each entry, in the order they came, its place in the ledger; -1: the device made no such one.</summary>
    public int[] FindAll(ReadOnlySpan<ChannelEntry> entries)
    {
        var found = new int[entries.Length];
        int last = -1, start = 0;
        for (int k = 0; k < found.Length; k++)
        {
            while (start + 1 < ledger.StartCount && ledger.Starts[start + 1].FromS <= entries[k].ArrivedS)
            {
                start++;
            }

            found[k] = Find(entries[k], last, start);
            last = Math.Max(last, found[k]);
        }

        return found;
    }

    /// <summary>Whether an entry holds the reading that the device showed.</summary>
    public static bool HasReading(MadeEntry made, ChannelEntry entry) =>
        Math.Abs(entry.VoltageMilliV - 10 * made.VoltageCentiV) <= RoundingMilli
        && Math.Abs(entry.CurrentMilliA - 10 * made.CurrentCentiA) <= RoundingMilli
        && Math.Abs(entry.TemperatureCentiC - 10 * made.TemperatureDeciC) <= RoundingCentiC;

    /// <summary>Whether an entry has the status bits that it must have, and none that it must not.</summary>
    public static bool HasStatus(MadeEntry made, ChannelEntry entry) =>
        (entry.Status & made.MustStatus) == made.MustStatus && (entry.Status & made.MustNotStatus) == 0;

    private int Find(ChannelEntry entry, int last, int start)
    {
        int best = -1;
        var bestScore = (int.MaxValue, 0, 0, 0, 0, (0, 0, 0));
        foreach (int k in made[(entry.SocCentiPercent, entry.NetworkCentiPercent, entry.BarDeciPercent)])
        {
            MadeEntry candidate = ledger[k];
            if (candidate.MadeS > entry.ArrivedS)
            {
                break;
            }

            // It goes by its number as long as the start that made it runs, or what that one sent is under way.
            bool hasNumber = candidate.Number == entry.Number && candidate.Start >= start - 1;
            int beyondS = beyond(candidate, entry);
            (int, int, int, int, int, (int, int, int)) score = (
                HasReading(candidate, entry) ? 0 : 1,
                cameWithTime[k] == entry.CreatedUnixS ? 0 : 1,
                beyondS == 0 ? 0 : 1,
                (Follows(k, entry) ? 0 : 2) + (hasNumber ? 0 : 1),

                // Entries of a start that never had a clock are off all alike.
                Math.Abs(entry.CreatedUnixS - candidate.MadeS - lastOffsetS) <= SlackS ? 0 : 1,
                (beyondS, HasStatus(candidate, entry) && !candidate.MayBeLost ? 0 : 1, Math.Abs(k - last - 1)));
            if (score.CompareTo(bestScore) < 0)
            {
                (best, bestScore) = (k, score);
            }
        }

        if (best >= 0)
        {
            (lastFound, lastNumber) = (best, entry.Number);
            lastOffsetS = entry.CreatedUnixS - ledger[best].MadeS;
            cameWithTime[best] = cameWithTime[best] == 0 ? entry.CreatedUnixS : cameWithTime[best];
        }

        return best;
    }

    /// <summary>Whether an entry is as far behind the last one as their numbers are, with those that power cuts took or without.</summary>
    private bool Follows(int index, ChannelEntry entry)
    {
        long steps = entry.Number - lastNumber;
        if (index - lastFound == steps)
        {
            return true;
        }

        for (int k = lastFound + 1; k <= index && steps >= 0; k++)
        {
            steps -= ledger[k].MayBeLost ? 0 : 1;
        }

        return steps == 0 && !ledger[index].MayBeLost && index > lastFound;
    }
}
