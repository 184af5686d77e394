using System;
using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Cloud
{
    /// <summary>
    /// Sending: one step at a time, each at most one write; waits between steps grow while the sink does not take entries. An entry leaves the
    /// queue only when it is known to be there, or known never to get there.
    /// </summary>
    public sealed class UploadLoop
    {
        private const int FirstPauseMs = 15000;
        private const int LongestPauseMs = 600000;
        private const int RefusedPauseMs = 3600000;

        // In sleep the chip counts time by a resistor and a capacitor, which change with the temperature.
        private const int SetClockPeriodMs = 3600000;

        // Some sinks cannot be asked. They take no second entry of the same time, so that this many refusals of one whose outcome was unknown mean
        // that it is there.
        private const int RefusalsOfKnown = 4;

        // Refusals after which the sink is asked whether it has the entries already.
        private const int RefusalsToAsk = 3;

        private readonly IRecordSink sink;
        private readonly RecordQueue queue;
        private readonly INetwork network;
        private readonly IClock clock;
        private readonly ILog log;
        private readonly bool clockDrifts;
        private long notBeforeMs, clockDueMs;
        private int pauseMs, refusals, droppedSaid, missing;
        private int most = RecordQueue.MostAtOnce;
        private bool clockKnown, started, outcomeUnknown;

        /// <summary>A loop.</summary>
        /// <param name="sink">Where entries go.</param>
        /// <param name="queue">Where they wait.</param>
        /// <param name="network">The way there.</param>
        /// <param name="clock">Time.</param>
        /// <param name="log">Where what goes wrong is said.</param>
        /// <param name="clockDrifts">Whether the machine's clock must be set again and again.</param>
        public UploadLoop(IRecordSink sink, RecordQueue queue, INetwork network, IClock clock, ILog log, bool clockDrifts)
        {
            this.sink = sink;
            this.queue = queue;
            this.network = network;
            this.clock = clock;
            this.log = log;
            this.clockDrifts = clockDrifts;
        }

        /// <summary>Entries that reached the sink.</summary>
        public int Sent { get; private set; }

        /// <summary>Whether <see cref="SendStep"/> has something to send now.</summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public bool IsDue(long nowMs)
        {
            return sink.MaxEntries > 0 && nowMs >= notBeforeMs && queue.Count > 0;
        }

        /// <summary>Serialises pauses and what is known of the last write.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref notBeforeMs);
            buffer.Serialize(ref clockDueMs);
            buffer.Serialize(ref pauseMs);
            buffer.Serialize(ref refusals);
            buffer.Serialize(ref most);
            buffer.Serialize(ref missing);
            buffer.Serialize(ref started);
            buffer.Serialize(ref outcomeUnknown);
        }

        /// <summary>Sends what waits, if it is time to; true where entries went out.</summary>
        public bool SendStep()
        {
            if (sink.MaxEntries == 0)
            {
                return false;
            }

            // Whoever gives storing no thread of its own has it done here.
            long nowMs = clock.UptimeMs;
            queue.StoreStep(nowMs);
            if (clock.IsSet)
            {
                LearnClock();
            }

            if (queue.Dropped != droppedSaid)
            {
                log.Write((queue.Dropped - droppedSaid).ToString() + " entries are lost: there was no room, or nothing tells their time.");
                droppedSaid = queue.Dropped;
            }

            if (!IsDue(nowMs))
            {
                return false;
            }

            if (sink.IsRemote && !TryReach(nowMs))
            {
                return false;
            }

            LearnClock();
            int entries = queue.TakeBatch(RecordQueue.MostAtOnce);
            if (entries == 0)
            {
                return false;
            }

            if (!started)
            {
                // What an earlier run sent last may have got there without that run knowing.
                started = true;
                outcomeUnknown = queue.IsBatchStored;
            }

            if (outcomeUnknown && missing == 0 && sink.CanAsk)
            {
                return Ask(entries);
            }

            entries = Math.Min(entries, Math.Min(most, sink.MaxEntries));
            entries = missing > 0 && missing < entries ? missing : entries;
            return Judge(sink.Send(queue, entries), entries, nowMs);
        }

        /// <summary>Connects and sets the clock, where that is to be done; false where it fails.</summary>
        private bool TryReach(long nowMs)
        {
            if (!network.IsUp && !network.TryConnect())
            {
                return Pause("No network");
            }

            if (!clock.IsSet && !network.TrySetClock())
            {
                return Pause("Clock cannot be set");
            }

            if (clockDrifts && nowMs >= clockDueMs)
            {
                clockDueMs = nowMs + SetClockPeriodMs;
                network.TrySetClock();
            }

            return true;
        }

        /// <summary>Finds out which entries of the batch are there already, and takes the first of them out of the queue.</summary>
        private bool Ask(int entries)
        {
            int arrived, first = 0;
            if (!sink.TryFind(queue, entries, out arrived))
            {
                if (!sink.CanAsk)
                {
                    log.Write(
                        "The channel does not let itself be read (" + sink.LastReply
                        + "): set cloudReadKey, or entries whose reply gets lost take several tries.");
                    return false;
                }

                return Pause("The channel does not tell what it has: " + sink.LastReply);
            }

            while (first < entries && (arrived >> first & 1) != 0)
            {
                first++;
            }

            missing = first;
            while (missing < entries && (arrived >> missing & 1) == 0)
            {
                missing++;
            }

            // What follows the last of them, or the next that is there, is still to be asked for.
            outcomeUnknown = first == entries || missing < entries;
            missing = outcomeUnknown ? missing - first : 0;
            queue.Accept(first);
            Sent += first;
            return false;
        }

        private bool Judge(SendOutcome outcome, int entries, long nowMs)
        {
            switch (outcome)
            {
                case SendOutcome.Accepted:
                    bool isPart = missing > 0;
                    Accept(entries);
                    Sent += entries;
                    outcomeUnknown = isPart;
                    most = most * 2 < RecordQueue.MostAtOnce ? most * 2 : RecordQueue.MostAtOnce;
                    notBeforeMs = nowMs + sink.PeriodMs;
                    return true;

                case SendOutcome.Rejected:
                    if (entries > 1)
                    {
                        // One of them is to blame: the next writes find out which.
                        most = 1;
                        return Pause(sink.Name + " rejects " + entries.ToString() + " entries together (" + sink.LastReply + ")");
                    }

                    log.Write(sink.Name + " rejects an entry (" + sink.LastReply + "): dropped.");
                    Accept(1);
                    notBeforeMs = nowMs + sink.PeriodMs;
                    return false;

                case SendOutcome.Refused:
                    pauseMs = 0;
                    notBeforeMs = clock.UptimeMs + RefusedPauseMs;
                    log.Write(sink.Name + " refuses this device (" + sink.LastReply + "): check key, channel and quota; next try in an hour.");
                    return false;

                case SendOutcome.Unknown:
                    // The next try is of the same entries, not of more.
                    outcomeUnknown = true;
                    missing = 0;
                    refusals = 0;
                    most = entries;
                    return Pause(sink.Name + " does not say whether it took the entry: " + sink.LastReply);

                default:
                    refusals++;
                    if (outcomeUnknown && missing == 0 && refusals >= RefusalsOfKnown)
                    {
                        log.Write(sink.Name + " refuses again and again what may have reached it: taken to be there.");
                        Accept(entries);
                        Sent += entries;
                        return false;
                    }

                    // Refused again and again: perhaps because some of them are there, against all that was known. A sink that cannot be asked has
                    // no say in this: there they stay.
                    if (sink.CanAsk && refusals % RefusalsToAsk == 0)
                    {
                        outcomeUnknown = true;
                        missing = 0;
                    }

                    return Pause(sink.Name + " did not take the entry: " + sink.LastReply);
            }
        }

        private void Accept(int entries)
        {
            queue.Accept(entries);
            pauseMs = 0;
            refusals = 0;
            missing = 0;
            outcomeUnknown = false;
        }

        private void LearnClock()
        {
            if (!clockKnown && clock.IsSet)
            {
                clockKnown = true;
                queue.SetClock(UnixTime.OfPowerUp(clock));
            }
        }

        private bool Pause(string reason)
        {
            pauseMs = pauseMs == 0 ? FirstPauseMs : Math.Min(pauseMs * 2, LongestPauseMs);
            notBeforeMs = clock.UptimeMs + pauseMs;
            log.Write(reason + "; " + queue.Count.ToString() + " entries wait, next try in " + (pauseMs / 1000).ToString() + " s.");
            return false;
        }
    }
}
