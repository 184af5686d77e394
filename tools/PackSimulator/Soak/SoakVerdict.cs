using System.Globalization;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.PackSimulator.Soak;

/// <summary>What must hold in a soak, each with what was found.</summary>
public sealed class SoakVerdict
{
    private const int HoldS = SoakPlan.DayS;
    private const int LargestSocDifference = 200;
    private const long HeapSlackBytes = 64 * 1024, SteadySlackBytes = 16 * 1024;

    // The queue's bounds: in memory, and on flash in segments of a block, beside the settings, the state and the cursor.
    private const int MaxEntries = App.Gauge.QueueCapacity + FlashLog.Segments * FlashLog.EntriesPerSegment;
    private const int MaxFlashBytes = FlashLog.Segments * 4096 + 4096;

    private const int TimeSlackS = 2, SettleS = 900;

    // The console rounds to 10 mV, 10 mA and 0.1 degC.
    private const int RoundingMilli = 10, RoundingCentiC = 10;

    private SoakVerdict(IReadOnlyList<SoakFinding> findings)
    {
        Findings = findings;
    }

    /// <summary>A line each.</summary>
    public IReadOnlyList<SoakFinding> Findings { get; }

    /// <summary>Whether all holds.</summary>
    public bool Holds => Findings.All(finding => finding.Holds);

    /// <summary>Judges a soak.</summary>
    /// <param name="ledger">What the device made.</param>
    /// <param name="arrived">What came into the channel, in order.</param>
    /// <param name="wrongClocks">When clocks were wrong.</param>
    /// <param name="seen">What else was seen.</param>
    internal static SoakVerdict Judge(
        Ledger ledger, ReadOnlySpan<ChannelEntry> arrived, IReadOnlyList<WrongClock> wrongClocks, SoakObservations seen)
    {
        var entries = new EntryCheck(ledger, arrived, wrongClocks);
        long growth = Growth(seen.HeapBytes), steadyGrowth = Growth(seen.SteadyHeapBytes);
        return new SoakVerdict(
        [
            .. entries.Findings(),
            new SoakFinding("exceptions at the top of a loop", seen.Exceptions == 0, $"{seen.Exceptions} {seen.FirstException}".Trim()),
            new SoakFinding(
                "state of charge back within 2 % after each start", seen.LargestSocDifference <= LargestSocDifference,
                FormattableString.Invariant($"at most {seen.LargestSocDifference / 100.0:F2} % ({seen.LargestSocDifferenceAt})")),
            new SoakFinding(
                "first estimates of the network after a start, from an empty window (not judged)", true, Spread(seen.FirstEstimates)),
            new SoakFinding("starts and restarts counted with their reason", seen.FirstMiscount.Length == 0, seen.FirstMiscount),
            new SoakFinding(
                "memory flat", growth <= HeapSlackBytes && steadyGrowth <= SteadySlackBytes,
                $"{growth} bytes more than after the first quarter of a day, {steadyGrowth} in {seen.SteadyHeapBytes.Count} hours without "
                    + "a start, at most"),
            new SoakFinding(
                "buffers bounded", seen.MaxWaiting <= MaxEntries && seen.MaxFlashBytes <= MaxFlashBytes,
                $"{seen.MaxWaiting} entries waited at most, {seen.MaxFlashBytes} bytes on flash"),
            new SoakFinding("requests as the interface knows them", seen.Malformed is null, seen.Malformed ?? ""),
        ]);
    }

    private static string Spread(List<int> centiPercent)
    {
        List<int> sorted = [.. centiPercent.Order()];
        return sorted.Count == 0 ? "none" : FormattableString.Invariant(
            $"half within {sorted[sorted.Count / 2] / 100.0:F1} % of the last one before, 9 in 10 within ")
                + FormattableString.Invariant($"{sorted[sorted.Count * 9 / 10] / 100.0:F1} %");
    }

    private static long Growth(List<long> bytes) => bytes.Count < 2 ? 0 : bytes.Max() - bytes[0];

    /// <summary>Compares what the device made with what came.</summary>
    private sealed class EntryCheck
    {
        private static readonly long StartUnixS = new DateTimeOffset(SoakRun.StartUtc).ToUnixTimeSeconds();

        private readonly Ledger ledger;
        private readonly ILookup<(int Soc, int Network, int Bar), int> made;
        private readonly IReadOnlyList<WrongClock> wrongClocks;
        private readonly int[] lastKeptS;
        private readonly Rule lost = new("entries lost"), doubled = new("entries doubled"), order = new("entries out of order"),
            foreign = new("entries that the device did not make"), content = new("entries with another reading"),
            time = new("entries with a wrong time"), status = new("entries with wrong status bits");

        private readonly int arrived, taken, old;

        public EntryCheck(Ledger ledger, ReadOnlySpan<ChannelEntry> entries, IReadOnlyList<WrongClock> wrongClocks)
        {
            this.ledger = ledger;
            this.wrongClocks = wrongClocks;
            made = Enumerable.Range(0, ledger.Count).ToLookup(
                k => (ledger[k].SocCentiPercent, ledger[k].NetworkCentiPercent, ledger[k].BarDeciPercent));
            lastKeptS = LastKept(ledger);
            var came = new bool[ledger.Count];
            int last = -1;
            long lastUnixS = 0;
            foreach (ChannelEntry entry in entries)
            {
                int index = Find(entry, last);
                if (index < 0)
                {
                    foreign.Break(entry.ArrivedS);
                    continue;
                }

                if (came[index])
                {
                    doubled.Break(entry.ArrivedS, $"is number {index}");
                    continue;
                }

                came[index] = true;
                arrived++;

                // A request that was under way when the power took its entry may come after the next ones: the device knows of neither.
                bool isStray = index < last && ledger[index].MayBeLost;
                if (!isStray && (index < last || entry.CreatedUnixS <= lastUnixS))
                {
                    order.Break(entry.ArrivedS, $"is number {index} after {last}, {entry.CreatedUnixS - lastUnixS} s later");
                }

                last = Math.Max(last, index);
                lastUnixS = Math.Max(lastUnixS, entry.CreatedUnixS);
                Compare(ledger[index], entry);
            }

            int next = 0;
            for (int k = 0; k < ledger.Count; k++)
            {
                while (next < entries.Length && entries[next].ArrivedS < ledger[k].MadeS)
                {
                    next++;
                }

                // The flash holds a day; what waited for longer may go.
                bool isOld = next < entries.Length && entries[next].ArrivedS - ledger[k].MadeS > HoldS;
                taken += !came[k] && ledger[k].MayBeLost ? 1 : 0;
                old += !came[k] && !ledger[k].MayBeLost && isOld ? 1 : 0;
                if (!came[k] && !ledger[k].MayBeLost && !isOld)
                {
                    lost.Break(ledger[k].MadeS);
                }
            }
        }

        public IEnumerable<SoakFinding> Findings()
        {
            string all =
                $"{ledger.Count} made, {arrived} in the channel, {taken} taken by power cuts within what keepInMemory allows, {old} older "
                    + "than a day dropped";
            yield return lost.Finding(all);
            foreach (Rule rule in (Rule[])[doubled, order, foreign, content, time, status])
            {
                yield return rule.Finding("");
            }
        }

        /// <summary>
        /// The entry that the device made. States of charge and error bar tell it, but for a cell that shows full for hours: there the
        /// reading does, and where that is the same too, the time, and then the one nearest to what came last.
        /// </summary>
        private int Find(ChannelEntry entry, int last)
        {
            int found = -1;
            int nearest = int.MaxValue;
            bool isSame = false;
            foreach (int k in made[(entry.SocCentiPercent, entry.NetworkCentiPercent, entry.BarDeciPercent)])
            {
                if (ledger[k].MadeS > entry.ArrivedS)
                {
                    break;
                }

                int far = entry.CreatedUnixS - StartUnixS == ledger[k].MadeS ? -1 : Math.Abs(k - last - 1);
                bool same = HasReading(ledger[k], entry);
                if (same == isSame ? far < nearest : same)
                {
                    (found, nearest, isSame) = (k, far, same);
                }
            }

            return found;
        }

        private void Compare(MadeEntry made, ChannelEntry entry)
        {
            if (!HasReading(made, entry))
            {
                content.Break(made.MadeS);
            }

            if ((entry.Status & made.MustStatus) != made.MustStatus || (entry.Status & made.MustNotStatus) != 0)
            {
                status.Break(made.MadeS, $"{entry.Status}, must have {made.MustStatus} and not {made.MustNotStatus}");
            }

            (int earliestS, int latestS) = TimeError(made);
            long errorS = entry.CreatedUnixS - StartUnixS - made.MadeS;
            if (errorS < earliestS - TimeSlackS || errorS > latestS + TimeSlackS)
            {
                time.Break(made.MadeS, $"{errorS} s off, may be {earliestS} to {latestS}");
            }
        }

        /// <summary>Of each start, when it made the last entry that no power cut took.</summary>
        private static int[] LastKept(Ledger ledger)
        {
            int[] seconds = new int[ledger.StartCount];
            for (int k = 0; k < seconds.Length; k++)
            {
                seconds[k] = ledger.Starts[k].FromS;
            }

            foreach (MadeEntry entry in ledger.Entries)
            {
                seconds[entry.Start] = entry.MayBeLost ? seconds[entry.Start] : entry.MadeS;
            }

            return seconds;
        }

        private static bool HasReading(MadeEntry made, ChannelEntry entry) =>
            Math.Abs(entry.VoltageMilliV - 10 * made.VoltageCentiV) <= RoundingMilli
            && Math.Abs(entry.CurrentMilliA - 10 * made.CurrentCentiA) <= RoundingMilli
            && Math.Abs(entry.TemperatureCentiC - 10 * made.TemperatureDeciC) <= RoundingCentiC;

        /// <summary>
        /// What an entry's time may be wrong by: what the clock was wrong by that stamped it, and more where it had to stay in order.
        /// </summary>
        private (int EarliestS, int LatestS) TimeError(MadeEntry made)
        {
            ReadOnlySpan<DeviceStart> starts = ledger.Starts;
            int start = made.Start;
            int stampedS = Math.Max(made.MadeS, starts[start].ClockS), latestS = 0;
            if (starts[start].ClockS < 0)
            {
                // Its start ended before its clock was set: its last entry is taken to be of when the next start began.
                while (start < starts.Length - 1 && starts[start].ClockS < 0)
                {
                    latestS += starts[start + 1].FromS - lastKeptS[start];
                    start++;
                }

                stampedS = starts[start].ClockS;
            }

            int earliestS = 0;
            foreach (WrongClock wrong in wrongClocks)
            {
                int within = stampedS >= wrong.FromS && stampedS < wrong.ToS ? wrong.ErrorS : 0;
                (earliestS, latestS) = (earliestS + within, latestS + within);

                // After a step back, entries follow each other by a second until time has caught up; a start then leaves a little room.
                int backS = wrong.ErrorS < 0 ? wrong.FromS : wrong.ToS, stepS = Math.Abs(wrong.ErrorS) + SettleS;
                latestS += stampedS >= backS && stampedS <= backS + stepS * 6 / 5 ? stepS : 0;
            }

            return (earliestS, latestS);
        }

        /// <summary>Something that must not be.</summary>
        private sealed class Rule(string name)
        {
            private int count;
            private string first = "";

            public void Break(int second, string detail = "")
            {
                if (count++ == 0)
                {
                    first = $"the first at {DecimalText.Duration(second)} {detail}".TrimEnd();
                }
            }

            public SoakFinding Finding(string detail) => new(
                name, count == 0,
                string.Join("; ", new[] { count.ToString(CultureInfo.InvariantCulture), first, detail }.Where(part => part.Length > 0)));
        }
    }
}

/// <summary>A line of a verdict.</summary>
/// <param name="Name">What is looked at.</param>
/// <param name="Holds">Whether it is as it must be.</param>
/// <param name="Detail">What was found.</param>
public sealed record SoakFinding(string Name, bool Holds, string Detail);
