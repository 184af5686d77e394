using System;
using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Cloud
{
    /// <summary>
    /// Sending: one step at a time, each at most one write; waits between steps grow while the sink does not take entries. An entry leaves
    /// the queue when it is known to be there. The one exception: an entry that is refused again and again while others pass is set aside,
    /// and said to be.
    /// </summary>
    public sealed class UploadLoop
    {
        /// <summary>Entries of a write at most. One less than a batch has: there is always one that was not in the last write.</summary>
        public const int MaxEntries = RecordQueue.MaxAtOnce - 1;

        private const int FirstPauseMs = 15000;
        private const int MaxPauseMs = 600000;
        private const int RefusedPauseMs = 3600000;
        private const int MaxSilentMs = 1 << 30;

        // Questions without an answer that tells, after which entries are sent all the same.
        private const int MaxQuestions = 8;

        // Refusals in a row: after so many the sink is asked whether it has the entries already.
        private const int RefusalsToAsk = 3;

        // After so many that an entry may be the reason of, another one is tried, every other time: that one comes out of order where the
        // trouble just ends. Sooner where the first may be there already.
        private const int RefusalsToTryAnother = 7, RefusalsToTryAnotherOfUnknown = 3;

        // After so many the first is set aside, if that other one passed.
        private const int RefusalsToSetAside = 10;

        private readonly IRecordSink sink;
        private readonly RecordQueue queue;
        private readonly INetwork network;
        private readonly IClock clock;
        private readonly ILog log;
        private readonly TimeKeeper time;
        private long waitsSinceMs, frontUnixS;
        private int waitMs, pauseMs, silentMs, refusals, rejections, questions, droppedSaid, batchEntries;
        private int most = MaxEntries;

        // Of the batch: a bit for each entry that is known to be there; how many of the first may be there; how many of the first not to
        // try as others.
        private int there, unknown, tried;
        private bool clockKnown, started, othersPass;

        /// <summary>A loop.</summary>
        /// <param name="sink">Where entries go.</param>
        /// <param name="queue">Where they wait.</param>
        /// <param name="network">The way there.</param>
        /// <param name="clock">Time.</param>
        /// <param name="log">Where what goes wrong is said.</param>
        public UploadLoop(IRecordSink sink, RecordQueue queue, INetwork network, IClock clock, ILog log)
        {
            this.sink = sink;
            this.queue = queue;
            this.network = network;
            this.clock = clock;
            this.log = log;
            time = new TimeKeeper(network, clock, log);
        }

        /// <summary>Entries that reached the sink.</summary>
        public int Sent { get; private set; }

        /// <summary>Name of what they go to.</summary>
        public string SinkName
        {
            get { return sink.Name; }
        }

        /// <summary>Whether there is anything that they go to.</summary>
        public bool IsSetUp
        {
            get { return sink.MaxEntries > 0; }
        }

        /// <summary>Why nothing goes out, for whoever looks; empty while all is well.</summary>
        public string Trouble { get; private set; } = "";

        /// <summary>Uptime since which there is no network to send by, milliseconds; -1: there was one at the last try.</summary>
        public long NoNetworkSinceMs { get; private set; } = -1;

        /// <summary>Whether the last write was refused for this device, whatever it sends: a wrong key, or a wrong address.</summary>
        public bool IsRefused { get; private set; }

        /// <summary>For how long nobody has answered although the network was there, milliseconds; 0 after an answer.</summary>
        public int SilentMs
        {
            get { return silentMs; }
        }

        /// <summary>Whether <see cref="SendStep"/> has something to send now.</summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public bool IsDue(long nowMs)
        {
            return IsSetUp && Uptime.HasPassed(waitMs, waitsSinceMs, nowMs) && queue.Count > 0;
        }

        /// <summary>Serialises pauses and what is known of the last writes.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref waitsSinceMs);
            buffer.Serialize(ref frontUnixS);
            buffer.Serialize(ref waitMs);
            buffer.Serialize(ref pauseMs);
            buffer.Serialize(ref silentMs);
            buffer.Serialize(ref refusals);
            buffer.Serialize(ref rejections);
            buffer.Serialize(ref questions);
            buffer.Serialize(ref most);
            buffer.Serialize(ref there);
            buffer.Serialize(ref unknown);
            buffer.Serialize(ref tried);
            buffer.Serialize(ref clockKnown);
            buffer.Serialize(ref started);
            buffer.Serialize(ref othersPass);
            time.Serialize(buffer);
        }

        /// <summary>Sends what waits, if it is time to; true where entries went out. Does not throw.</summary>
        public bool SendStep()
        {
            if (!IsSetUp)
            {
                return false;
            }

            // In one method: beneath it a request stands at the gauge's worst moment, and a call more would be a frame more.
            try
            {
                // Whoever gives storing no thread of its own has it done here.
                long nowMs = clock.UptimeMs;
                queue.StoreStep(nowMs);
                LearnClock();
                if (queue.Dropped != droppedSaid)
                {
                    Say((queue.Dropped - droppedSaid).ToString() + " entries are lost: there was no room, or nothing tells their time.");
                    droppedSaid = queue.Dropped;
                }

                if (!IsDue(nowMs))
                {
                    return false;
                }

                if (sink.IsRemote)
                {
                    if (!network.IsUp && !network.TryConnect())
                    {
                        NoNetworkSinceMs = NoNetworkSinceMs < 0 ? nowMs : NoNetworkSinceMs;
                        return Pause("No network");
                    }

                    NoNetworkSinceMs = -1;

                    if (!time.TryKeep())
                    {
                        return Pause("Clock cannot be set");
                    }

                    LearnClock();
                }

                batchEntries = queue.TakeBatch(RecordQueue.MaxAtOnce);
                if (queue.IsBlocked)
                {
                    return Pause("Entries on flash cannot be read");
                }

                // A power cut now would have the next start give times or numbers again that the channel has.
                if (queue.MustNote || batchEntries == 0 || (sink.IsRemote && !clockKnown))
                {
                    return false;
                }

                HeapReserve.Renew();
                Recognise();
                if (unknown > 0 && sink.CanAsk && questions < MaxQuestions)
                {
                    int arrived;
                    questions++;
                    return Answered(sink.TryFind(queue, batchEntries, out arrived), arrived);
                }

                return Send(nowMs);
            }
            catch (Exception exception)
            {
                // Whatever it is, later steps may do better, and the estimate goes on meanwhile.
                return Pause("Sending failed (" + exception.GetType().Name + " " + exception.Message + ")");
            }
        }

        /// <summary>Whether the batch begins as it did: what is known of entries goes by their places.</summary>
        private void Recognise()
        {
            long front = queue.Batch(0).UnixS;
            if (!started)
            {
                // What an earlier run sent last may have got there without that run knowing.
                started = true;
                unknown = queue.IsBatchStored ? sink.MaxEntries : 0;
            }
            else if (frontUnixS != 0 && front != frontUnixS && (unknown | there) != 0)
            {
                there = 0;
                tried = 0;
                unknown = MaxEntries;
            }

            frontUnixS = front;
        }

        /// <summary>Takes the answer which entries of the batch are there already.</summary>
        private bool Answered(bool isTold, int arrived)
        {
            NoteAnswer();
            if (isTold)
            {
                // Where all of them are there, those behind the batch may be too.
                questions = 0;
                there |= arrived;
                unknown = NextMissing(0) == batchEntries ? batchEntries + MaxEntries : 0;
                Sent += Settle();
                return false;
            }

            return sink.CanAsk
                ? Pause(sink.Name + " does not tell what it has: " + sink.LastReply)
                : Say(
                    sink.Name + " does not let itself be read (" + sink.LastReply + "): entries whose reply gets lost may be there twice.");
        }

        private bool Send(long nowMs)
        {
            int first = 0, entries = 1;
            if (!othersPass && (rejections & 1) != 0 && rejections >= (unknown > 0 ? RefusalsToTryAnotherOfUnknown : RefusalsToTryAnother))
            {
                first = NextMissing(Math.Max(tried, 1));
            }

            if (first == 0 || first >= batchEntries)
            {
                first = 0;
                while (entries < batchEntries && entries < most && entries < sink.MaxEntries && (there >> entries & 1) == 0)
                {
                    entries++;
                }
            }

            if (first > 0)
            {
                Say("The entry of " + TimeOf(first) + " is tried ahead of those before it, which are refused.");
            }

            // Until it is known better: whatever goes wrong, they may be there.
            int unknownBefore = unknown;
            unknown = Math.Max(unknown, first + entries);
            SendOutcome outcome = sink.Send(queue, first, entries);
            NoteAnswer();
            if (outcome == SendOutcome.Unknown)
            {
                // The next try is of the same entries, not of more.
                rejections = 0;
                most = entries;
                tried = Math.Max(tried, first + entries);
                return Pause(sink.Name + " does not say whether it took the entry: " + sink.LastReply);
            }

            unknown = unknownBefore;
            IsRefused = outcome == SendOutcome.Refused;
            if (outcome != SendOutcome.Accepted)
            {
                tried = first > 0 ? first + 1 : tried;

                // Words that are not about an entry begin the count anew: whatever comes next may be the first to pass.
                rejections = outcome == SendOutcome.Retry ? 0 : rejections + 1;
                return Refuse(outcome == SendOutcome.Refused && !othersPass, entries);
            }

            Accept(first, entries);
            Trouble = "";
            Wait(sink.PeriodMs, nowMs);
            return true;
        }

        private void Accept(int first, int entries)
        {
            if (first < unknown)
            {
                Say(Math.Min(entries, unknown - first).ToString() + " entries from " + TimeOf(first)
                    + " on may be there twice: nothing told whether they were there.");
            }

            // One of behind that passes: what was refused is refused for itself.
            othersPass = first > 0;
            refusals = othersPass ? RefusalsToTryAnother : 0;
            rejections = refusals;
            pauseMs = 0;
            most = Math.Min(most * 2, MaxEntries);
            there |= ((1 << entries) - 1) << first;
            Sent += Settle();
        }

        private bool Refuse(bool isForAll, int entries)
        {
            refusals++;
            most = (entries + 1) / 2;
            if (othersPass && refusals >= RefusalsToSetAside)
            {
                // The next one is known to be another case than all, if it is refused too.
                refusals = RefusalsToTryAnother;
                rejections = refusals;
                Say(
                    "1 entry is set aside, of " + TimeOf(0) + ": " + sink.Name + " takes others and refuses it again and again ("
                        + sink.LastReply + ")"
                    + (unknown > 0 ? "; it may be there already." : "."));
                there |= 1;
                Sent += Settle() - 1;
                return false;
            }

            // Refused again and again: perhaps because some of them are there, against all that was known.
            if (refusals % RefusalsToAsk == 0 && sink.CanAsk)
            {
                questions = 0;
                unknown = Math.Max(unknown, entries);
            }

            if (!isForAll)
            {
                return Pause(sink.Name + " did not take the entry: " + sink.LastReply);
            }

            pauseMs = 0;
            Wait(RefusedPauseMs, clock.UptimeMs);
            return SayWait(sink.Name + " takes nothing from this device: " + sink.LastReply);
        }

        /// <summary>Takes entries out of the queue that are there, as far as none before them is missing; how many.</summary>
        private int Settle()
        {
            int settled = NextMissing(0);
            queue.Accept(settled);
            there >>= settled;

            // What comes into an empty queue was never sent.
            unknown = queue.Count == 0 ? 0 : Math.Max(unknown - settled, 0);
            tried = Math.Max(tried - settled, 0);
            frontUnixS = settled < batchEntries ? queue.Batch(settled).UnixS : 0;
            return settled;
        }

        /// <summary>The first entry from a place on that is not known to be there; the batch's length where there is none.</summary>
        private int NextMissing(int from)
        {
            while (from < batchEntries && (there >> from & 1) != 0)
            {
                from++;
            }

            return from;
        }

        private string TimeOf(int entry)
        {
            return TimeText.Of(queue.Batch(entry).UnixS, "T") + "Z";
        }

        private void LearnClock()
        {
            clockKnown = clockKnown || (clock.IsSet && queue.SetClock(UnixTime.OfPowerUp(clock)));
        }

        /// <summary>
        /// Where nobody answers, the clock may be wrong, which no encrypted connection forgives, or the network may have seized.
        /// </summary>
        private void NoteAnswer()
        {
            if (sink.HasAnswered)
            {
                silentMs = 0;
            }
            else
            {
                silentMs = Math.Min(silentMs + Math.Max(pauseMs, FirstPauseMs), MaxSilentMs);
                time.Doubt();
            }
        }

        private bool Pause(string reason)
        {
            pauseMs = pauseMs == 0 ? FirstPauseMs : Math.Min(pauseMs * 2, MaxPauseMs);
            Wait(pauseMs, clock.UptimeMs);
            return SayWait(reason);
        }

        private void Wait(int durationMs, long sinceMs)
        {
            waitMs = durationMs;
            waitsSinceMs = sinceMs;
        }

        private bool SayWait(string reason)
        {
            Trouble = reason;
            return Say(reason + "; " + queue.Count.ToString() + " entries wait, next try in " + (waitMs / 1000).ToString() + " s.");
        }

        private bool Say(string line)
        {
            log.Write(line);
            return false;
        }
    }
}
