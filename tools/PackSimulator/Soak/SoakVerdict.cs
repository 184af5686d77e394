using System.Globalization;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.PackSimulator.Soak;

/// <summary>What must hold in a soak, each with what was found.</summary>
public sealed class SoakVerdict
{
    private const int LargestSocDifference = 200;
    private const long HeapSlackBytes = 64 * 1024, SteadySlackBytes = 16 * 1024;

    // Once in a process, at a moment that hangs on its wall clock and not on the soak, .NET compiles what ran often anew and keeps 24.6 KB
    // more, in one step; with DOTNET_TieredCompilation=0 it never does. What leaks goes on, hour by hour.
    private const long RuntimeStepBytes = 32 * 1024;

    // The queue's bounds: in memory, and on flash in segments of a block, beside the settings, the state and the cursor.
    private const int MaxEntries = App.Gauge.QueueCapacity + FlashLog.Segments * FlashLog.EntriesPerSegment;
    private const int MaxFlashBytes = FlashLog.Segments * 4096 + 4096;

    private const int TimeSlackS = 2, SettleS = 900;

    // A start goes on behind the newest time that was noted, by as much as that note may be old: two notes, a minute apart, and half of
    // one.
    private const int NoteAgeS = 150;

    // From the line that says what a restart takes to the restart, at most.
    private const int RestartS = 5;

    // A request may come so much after its sender gave up.
    private const int LateS = 120;

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
        var entries = new EntryCheck(ledger, arrived, wrongClocks, seen);
        long growth = Growth(seen.HeapBytes), steadyGrowth = SteadyGrowth(seen.SteadyHeapBytes);
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
                    + "a start, at most, but for one step"),
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

    /// <summary>Growth without its largest step from hour to hour, as far as that may be the runtime's.</summary>
    private static long SteadyGrowth(List<long> bytes)
    {
        long step = bytes.Zip(bytes.Skip(1), (before, after) => after - before).DefaultIfEmpty().Max();
        return Growth(bytes) - Math.Clamp(step, 0, RuntimeStepBytes);
    }

    private static long Growth(List<long> bytes) => bytes.Count < 2 ? 0 : bytes.Max() - bytes[0];

    /// <summary>Compares what the device made with what came.</summary>
    private sealed class EntryCheck
    {
        private static readonly long StartUnixS = new DateTimeOffset(SoakRun.StartUtc).ToUnixTimeSeconds();

        private readonly Ledger ledger;
        private readonly IReadOnlyList<WrongClock> wrongClocks;
        private readonly TimesAhead[] timesAhead;
        private readonly int[] lastKeptS;
        private readonly List<int> lostFiles;
        private readonly Rule lost = new("entries lost"), doubled = new("entries doubled"), order = new("entries out of order"),
            foreign = new("entries that the device did not make"), content = new("entries with another reading"),
            time = new("entries with a wrong time"), status = new("entries with wrong status bits"),
            numbers = new("entries whose number is not after the one before, or hides a loss");

        private readonly int arrived, taken, counted, twice, mistaken;

        public EntryCheck(
            Ledger ledger, ReadOnlySpan<ChannelEntry> entries, IReadOnlyList<WrongClock> wrongClocks, SoakObservations seen)
        {
            this.ledger = ledger;
            this.wrongClocks = wrongClocks;
            timesAhead = Held(wrongClocks);
            lastKeptS = LastKept(ledger, seen.Losses);
            lostFiles = seen.LostFiles;
            int[] found = new EntryFinder(ledger, (made, entry) => Math.Abs(BeyondS(made, entry))).FindAll(entries);
            var came = new bool[ledger.Count];
            int[] cameS = new int[ledger.Count];
            var cameUnixS = new long[ledger.Count];
            int last = -1;
            int next = 0;
            long lastUnixS = 0;
            int lastArrivedS = 0;
            for (int k = 0; k < found.Length; k++)
            {
                ChannelEntry entry = entries[k];
                int index = found[k];

                // Who forgets the newest time while the clock is set back cannot go on from it.
                lastUnixS = IsAnyWithin(seen.Forgetful, lastArrivedS, entry.ArrivedS) ? 0 : lastUnixS;
                lastArrivedS = entry.ArrivedS;
                if (index < 0)
                {
                    foreign.Break(entry.ArrivedS);
                    continue;
                }

                if (came[index])
                {
                    if (IsSaidTwice(entry, ledger[index], cameS[index], seen) || IsInSaidBatch(index, cameUnixS, seen))
                    {
                        twice++;
                    }
                    else
                    {
                        doubled.Break(entry.ArrivedS, $"is {Name(index)}");
                    }

                    continue;
                }

                came[index] = true;
                cameUnixS[index] = entry.CreatedUnixS;
                cameS[index] = entry.ArrivedS;
                arrived++;

                // A request that was under way when the power took its entry may come after the next ones: the device knows of neither. And
                // another one of a batch is tried after refusals, which may end just then: a line tells it.
                bool isStray = index < last
                    && (ledger[index].MayBeLost || IsOvertaken(index, last, cameUnixS, seen) || IsFoundAgain(ledger[index], entry, seen));
                if (!isStray && (index < last || entry.CreatedUnixS <= lastUnixS))
                {
                    order.Break(
                        entry.ArrivedS,
                        $"is {Name(index)} after {Name(Math.Max(last, 0))}, {entry.CreatedUnixS - lastUnixS} s later");
                }

                last = Math.Max(last, index);
                lastUnixS = Math.Max(lastUnixS, entry.CreatedUnixS);
                Compare(ledger[index], entry);
            }

            CheckNumbers(entries, found, came, cameUnixS, seen);
            var missing = new Queue<int>();
            foreach ((int second, int count) in seen.Losses.Append((int.MaxValue, 0)))
            {
                for (; next < ledger.Count && ledger[next].MadeS <= second; next++)
                {
                    taken += !came[next] && ledger[next].MayBeLost ? 1 : 0;
                    if (!came[next] && !ledger[next].MayBeLost && IsTimeTaken(next, cameUnixS, seen))
                    {
                        mistaken++;
                    }
                    else if (!came[next] && !ledger[next].MayBeLost)
                    {
                        missing.Enqueue(next);
                    }
                }

                for (int k = 0; k < count && missing.Count > 0; k++)
                {
                    missing.Dequeue();
                    counted++;
                }
            }

            foreach (int index in missing)
            {
                lost.Break(ledger[index].MadeS, "no line of the log counts it");
            }
        }

        public IEnumerable<SoakFinding> Findings()
        {
            string all =
                $"{ledger.Count} made, {arrived} in the channel, {taken} taken by power cuts within what keepInMemory allows, {counted} "
                    + $"missing that lines of the log count, {twice} doubled that lines of the log tell, {mistaken} taken for others of "
                    + "their second after the kept state was lost";
            yield return lost.Finding(all);
            foreach (Rule rule in (Rule[])[doubled, order, foreign, content, time, status, numbers])
            {
                yield return rule.Finding("");
            }
        }

        private void Compare(MadeEntry made, ChannelEntry entry)
        {
            if (!EntryFinder.HasReading(made, entry))
            {
                content.Break(made.MadeS);
            }

            if (!EntryFinder.HasStatus(made, entry))
            {
                status.Break(made.MadeS, $"{entry.Status}, must have {made.MustStatus} and not {made.MustNotStatus}");
            }

            if (BeyondS(made, entry) != 0)
            {
                (int earliestS, int latestS) = TimeError(made);
                time.Break(made.MadeS, $"{ErrorS(made, entry)} s off, may be {earliestS} to {latestS}");
            }
        }

        private static long ErrorS(MadeEntry made, ChannelEntry entry) => entry.CreatedUnixS - StartUnixS - made.MadeS;

        /// <summary>Seconds by which an entry's time is beyond what it may be wrong by; below 0: too early.</summary>
        private int BeyondS(MadeEntry made, ChannelEntry entry)
        {
            (int earliestS, int latestS) = TimeError(made);
            long errorS = ErrorS(made, entry);
            if (Math.Abs(errorS) <= TimeSlackS)
            {
                // The right time is never a fault, also where the clock was wrong that it was expected from.
                return 0;
            }

            return (int)(Math.Min(errorS - (earliestS - TimeSlackS), 0) + Math.Max(errorS - (latestS + TimeSlackS), 0));
        }

        private string Name(int index) =>
            $"the one of {DecimalText.Duration(ledger[index].MadeS)} in start {ledger[index].Start + 1}";

        /// <summary>Steps of the uptime in a start and in those before it that had no clock, back to a first one.</summary>
        private static int StepS(ReadOnlySpan<DeviceStart> starts, int start, int first)
        {
            int stepS = starts[start].UptimeStepS;
            for (int k = start - 1; k >= first && starts[k].ClockS < 0; k--)
            {
                stepS += starts[k].UptimeStepS;
            }

            return stepS;
        }

        /// <summary>
        /// Of each start, when it made the last entry that no power cut took, and no restart that said so because the flash took none.
        /// </summary>
        private static int[] LastKept(Ledger ledger, List<(int Second, int Entries)> losses)
        {
            int[] seconds = new int[ledger.StartCount], lost = new int[ledger.StartCount];
            for (int k = 0; k < seconds.Length; k++)
            {
                (int fromS, int toS) = (ledger.Starts[k].FromS, ledger.Starts[k].ToS);
                seconds[k] = fromS;
                lost[k] = losses.Where(loss => loss.Second >= Math.Max(fromS, toS - RestartS) && loss.Second <= toS)
                    .Select(loss => loss.Entries).DefaultIfEmpty(0).Max();
            }

            for (int k = ledger.Count - 1; k >= 0; k--)
            {
                MadeEntry entry = ledger[k];
                if (!entry.MayBeLost && lost[entry.Start]-- <= 0)
                {
                    seconds[entry.Start] = Math.Max(seconds[entry.Start], entry.MadeS);
                }
            }

            return seconds;
        }

        /// <summary>
        /// Whether the log told that an entry may be there twice, in a channel that cannot be asked: that a reply told nothing, of an entry
        /// that a power cut took before it was known better; or that the note of what was sent could not be read.
        /// </summary>
        private static bool IsSaidTwice(ChannelEntry entry, MadeEntry made, int cameS, SoakObservations seen)
        {
            // Whether it was there is told when it is taken: never, where it was lost, or what is known of the last writes was; both are
            // told.
            bool isNeverTold = made.MayBeLost
                || seen.Losses.Select(loss => loss.Second).Concat(seen.SentUnknown)
                    .Any(second => second >= cameS && second <= entry.ArrivedS + SoakPlan.DayS);
            if (seen.IsPrivate && isNeverTold
                && seen.ReplyUnknown.Any(second => second >= made.MadeS && second >= cameS - LateS && second <= entry.ArrivedS))
            {
                return true;
            }

            return seen.IsPrivate && seen.SentUnknown.Any(
                second => made.MadeS <= second && second <= entry.ArrivedS && second >= entry.ArrivedS - SoakPlan.DayS);
        }

        /// <summary>
        /// Whether an entry was in a file that could not be read and can be again, and the note that it was passed over is lost since: what
        /// is found then is sent.
        /// </summary>
        private static bool IsFoundAgain(MadeEntry made, ChannelEntry entry, SoakObservations seen) =>
            seen.LostFiles.Any(lostS => made.MadeS <= lostS && IsAnyWithin(seen.SentUnknown, lostS, entry.ArrivedS));

        /// <summary>
        /// Whether an entry is one of so many behind the one that a line of the log names by its time: the clock may have been set between
        /// them.
        /// </summary>
        private static bool IsInSaidBatch(int index, long[] cameUnixS, SoakObservations seen)
        {
            foreach ((long fromUnixS, int entries) in seen.Twice)
            {
                int others = 0;
                for (int k = index; k >= 0 && others < entries; k--)
                {
                    if (cameUnixS[k] == fromUnixS)
                    {
                        return true;
                    }

                    others += cameUnixS[k] != 0 ? 1 : 0;
                }
            }

            return false;
        }

        /// <summary>
        /// Whether the channel has an earlier entry of an entry's second, from a clock that was ahead then or is behind now, while the line
        /// of a lost state told that nothing is known of before: one cannot be told from the other then, and the guide says so.
        /// </summary>
        private bool IsTimeTaken(int index, long[] cameUnixS, SoakObservations seen)
        {
            int madeS = ledger[index].MadeS;
            long unixS = StartUnixS + madeS
                + wrongClocks.Where(wrong => madeS >= wrong.FromS && madeS < wrong.ToS).Sum(wrong => wrong.ErrorS);
            return IsAnyWithin(seen.Forgetful, madeS - SoakPlan.DayS, madeS)
                && cameUnixS.AsSpan(0, index).ContainsAnyInRange(unixS - TimeSlackS, unixS + TimeSlackS);
        }

        /// <summary>Whether a line of the log told of one that went ahead of an entry, among those that came before it.</summary>
        private static bool IsOvertaken(int index, int last, long[] cameUnixS, SoakObservations seen)
        {
            for (int k = index + 1; k <= last && k < index + RecordQueue.MaxAtOnce; k++)
            {
                if (seen.Ahead.Contains(cameUnixS[k]))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>
        /// Numbers go up, and each loss leaves a gap no later than where it is: until the end no fewer numbers are missing than entries.
        /// </summary>
        private void CheckNumbers(
            ReadOnlySpan<ChannelEntry> entries, int[] found, bool[] came, long[] cameUnixS, SoakObservations seen)
        {
            int lastIndex = -1, lastArrivedS = 0, anewS = 0;
            long lastNumber = 0, spare = 0;
            var seenFirst = new bool[came.Length];
            for (int n = 0; n < found.Length; n++)
            {
                ChannelEntry entry = entries[n];
                int index = found[n];
                if (index < 0 || seenFirst[index] || (index < lastIndex && ledger[index].MayBeLost))
                {
                    continue;
                }

                seenFirst[index] = true;

                // An entry that was on its way when the power went may come after the start that knows nothing of it.
                bool isAnew = IsAnyWithin(seen.Forgetful, lastArrivedS, entry.ArrivedS)
                    || (lastIndex >= 0 && lastNumber == ledger[lastIndex].Number
                        && IsAnyWithin(seen.Forgetful, ledger[lastIndex].MadeS, ledger[index].MadeS));
                anewS = isAnew ? entry.ArrivedS : anewS;
                bool isEarly = IsOvertaken(index, lastIndex, cameUnixS, seen)
                    || (index < lastIndex && IsFoundAgain(ledger[index], entry, seen));
                if (entry.Number <= lastNumber && !isAnew && !isEarly)
                {
                    numbers.Break(entry.ArrivedS, $"{entry.Number} after {lastNumber}");
                }

                // How many a lost file held nobody knows: numbers before it leave room for a full one.
                bool hasRoom = IsAnyWithin(lostFiles, entry.ArrivedS, entry.ArrivedS + SoakPlan.DayS);
                for (int k = lastIndex + 1; k < index; k++)
                {
                    spare -= came[k] || ledger[k].MadeS <= anewS || (hasRoom && ledger[k].MayBeLost) ? 0 : 1;
                }

                spare = isAnew ? 0 : spare + Math.Max(0, entry.Number - lastNumber - 1);
                if (spare < 0)
                {
                    numbers.Break(entry.ArrivedS, $"{-spare} missing without a gap before number {entry.Number}");
                    spare = 0;
                }

                (lastIndex, lastArrivedS) = (Math.Max(lastIndex, index), entry.ArrivedS);
                lastNumber = isEarly ? Math.Max(lastNumber, entry.Number) : entry.Number;
            }
        }

        private static bool IsAnyWithin(List<int> seconds, int after, int until) =>
            seconds.Any(second => second > after && second <= until);

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

            // Without a clock a step of the uptime is a step of the times, as far as what the next start with a clock stamped goes;
            // those that were dated ahead by it hold up the ones after them for as long, of which no time without a clock counts.
            int stepS = StepS(starts, start, made.Start);
            stepS += stepS > 0 ? SettleS : 0;
            int earliestS = -stepS;
            foreach (TimesAhead ahead in timesAhead.Where(ahead => ahead.Start >= 0 && ahead.Start <= start && made.MadeS <= ahead.UntilS))
            {
                stepS = Math.Max(stepS, ahead.AheadS);
            }

            latestS = Math.Max(latestS + stepS, LostTimeS(made));
            foreach (WrongClock wrong in wrongClocks)
            {
                int within = stampedS >= wrong.FromS && stampedS < wrong.ToS ? wrong.ErrorS : 0;
                (earliestS, latestS) = (earliestS + within, latestS + within);
            }

            latestS += timesAhead.Where(ahead => ahead.Start < 0 && stampedS >= ahead.FromS && made.MadeS <= ahead.UntilS)
                .Sum(ahead => ahead.AheadS);
            return (earliestS, latestS);
        }

        /// <summary>
        /// Where entries follow each other by a second until time has caught up with what was dated ahead, 14 s in each 15, which it does
        /// not while the clock is not known; each start then leaves room, which is caught up besides: after a step of the uptime that a
        /// clock stamped, and after a clock steps back. What is dated ahead while an earlier one is not caught up is caught up behind it.
        /// </summary>
        private TimesAhead[] Held(IReadOnlyList<WrongClock> wrongClocks)
        {
            var ahead = new List<TimesAhead>();
            for (int k = 0; k < ledger.StartCount; k++)
            {
                DeviceStart start = ledger.Starts[k];
                int stepS = start.ClockS < 0 ? 0 : StepS(ledger.Starts, k, 0);
                if (stepS > 0)
                {
                    ahead.Add(new TimesAhead(k, start.ClockS, stepS + SettleS, (stepS + SettleS) * 3 / 2 + SettleS, 0));
                }
            }

            foreach (WrongClock wrong in wrongClocks)
            {
                int settleS = Math.Abs(wrong.ErrorS) + SettleS;
                ahead.Add(new TimesAhead(-1, wrong.ErrorS < 0 ? wrong.FromS : wrong.ToS, settleS, settleS * 3 / 2, 0));
            }

            TimesAhead[] ordered = [.. ahead.OrderBy(one => one.FromS)];
            int untilS = int.MinValue;
            for (int k = 0; k < ordered.Length; k++)
            {
                untilS = AfterClockedS(Math.Max(ordered[k].FromS, untilS), ordered[k].LengthS);
                ordered[k] = ordered[k] with { UntilS = untilS };
            }

            for (int k = ordered.Length - 2; k >= 0; k--)
            {
                bool goesOn = ordered[k + 1].FromS < ordered[k].UntilS;
                ordered[k] = ordered[k] with { UntilS = goesOn ? ordered[k + 1].UntilS : ordered[k].UntilS };
            }

            return ordered;
        }

        /// <summary>
        /// By how much an entry without a time may be late where the file that told it is lost: it is taken to be of when the start began
        /// that lost it, at most.
        /// </summary>
        private int LostTimeS(MadeEntry made)
        {
            DeviceStart own = ledger.Starts[made.Start];
            int latestS = 0;
            foreach (int lostS in lostFiles)
            {
                if (lostS > made.MadeS && lostS <= made.MadeS + SoakPlan.DayS && (own.ClockS < 0 || made.MadeS < own.ClockS))
                {
                    int start = made.Start;
                    while (start + 1 < ledger.StartCount && ledger.Starts[start + 1].FromS <= lostS)
                    {
                        start++;
                    }

                    latestS = Math.Max(latestS, ledger.Starts[start].FromS - made.MadeS);
                }
            }

            return latestS;
        }

        /// <summary>
        /// When the device has known the time for so long after a second, and for as long again as each start since then left room.
        /// </summary>
        private int AfterClockedS(int second, int lengthS)
        {
            foreach (DeviceStart start in ledger.Starts)
            {
                int fromS = Math.Max(start.ClockS, second);
                lengthS += start.FromS > second ? NoteAgeS * SoakRun.EntryPeriodS / (SoakRun.EntryPeriodS - 1) : 0;
                if (start.ClockS >= 0 && start.ToS > fromS)
                {
                    if (start.ToS - fromS >= lengthS)
                    {
                        return fromS + lengthS;
                    }

                    lengthS -= start.ToS - fromS;
                }
            }

            return int.MaxValue;
        }

        /// <summary>Times that were dated ahead, and until when those after them are held up by it.</summary>
        /// <param name="Start">The start whose uptime stepped; -1: a clock stepped back.</param>
        /// <param name="FromS">When it was.</param>
        /// <param name="AheadS">By how much they may be ahead.</param>
        /// <param name="LengthS">How long it takes to catch up with it, with a clock.</param>
        /// <param name="UntilS">When it and all that came before it was caught up is.</param>
        private sealed record TimesAhead(int Start, int FromS, int AheadS, int LengthS, int UntilS);

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
