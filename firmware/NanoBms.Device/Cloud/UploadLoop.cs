using System;
using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Cloud
{
    /// <summary>
    /// Sending: one step at a time, each at most one write; waits between steps grow while the server does not take entries. An entry leaves the
    /// queue only when it is known to be in the channel, or known never to get there.
    /// </summary>
    public sealed class UploadLoop
    {
        private const int FirstPauseMs = 15000;
        private const int LongestPauseMs = 600000;
        private const int RefusedPauseMs = 3600000;

        // In sleep the chip counts time by a resistor and a capacitor, which change with the temperature.
        private const int SetClockPeriodMs = 3600000;

        // Without number or read key the channel cannot be asked. It takes no second entry of the same time, so that this many refusals of one whose
        // outcome was unknown mean that it is there.
        private const int RefusalsOfKnown = 4;

        // Refusals after which the channel is asked whether it has the entries already.
        private const int RefusalsToAsk = 3;

        private readonly ThingSpeakClient client;
        private readonly RecordQueue queue;
        private readonly INetwork network;
        private readonly IClock clock;
        private readonly ILog log;
        private readonly int periodMs;
        private readonly bool clockDrifts;
        private long notBeforeMs, clockDueMs;
        private int pauseMs, refusals, droppedSaid;
        private int most = RecordQueue.MostAtOnce;
        private bool clockKnown, started, outcomeUnknown;

        /// <summary>A loop.</summary>
        public UploadLoop(ThingSpeakClient client, RecordQueue queue, INetwork network, IClock clock, ILog log, DeviceSettings settings)
        {
            this.client = client;
            this.queue = queue;
            this.network = network;
            this.clock = clock;
            this.log = log;
            periodMs = settings.CloudPeriodMs;
            clockDrifts = settings.Sleep != SleepMode.None;
        }

        /// <summary>Entries that reached the channel.</summary>
        public int Sent { get; private set; }

        /// <summary>Whether <see cref="SendStep"/> has something to send now.</summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public bool IsDue(long nowMs)
        {
            return client.CanSend && nowMs >= notBeforeMs && queue.Count > 0;
        }

        /// <summary>Serialises pauses and what is known of the last write.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref notBeforeMs);
            buffer.Serialize(ref clockDueMs);
            buffer.Serialize(ref pauseMs);
            buffer.Serialize(ref refusals);
            buffer.Serialize(ref most);
            buffer.Serialize(ref started);
            buffer.Serialize(ref outcomeUnknown);
        }

        /// <summary>Sends what waits, if it is time to; true where entries went out.</summary>
        public bool SendStep()
        {
            if (!client.CanSend)
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

            if (outcomeUnknown && client.CanAsk)
            {
                return Ask(entries);
            }

            entries = !client.CanSendMany ? 1 : (entries < most ? entries : most);
            return Judge(client.Send(queue, entries), entries, nowMs);
        }

        /// <summary>Finds out which entries of the batch are in the channel already.</summary>
        private bool Ask(int entries)
        {
            string newest;
            bool has = false;
            if (!client.TryReadNewest(out newest) || (IsBeyondBatch(newest, entries) && !client.TryHas(queue.Batch(0), out has)))
            {
                if (!client.CanAsk)
                {
                    log.Write(
                        "The channel does not let itself be read (" + client.LastReply
                        + "): set cloudReadKey, or entries whose reply gets lost take several tries.");
                    return false;
                }

                return Pause("The channel does not tell its newest entry: " + client.LastReply);
            }

            // Something newer is there: entries that went out from memory beside these before a power cut, or somebody else's. One by one, then.
            if (has)
            {
                queue.Accept(1);
                Sent++;
                return false;
            }

            outcomeUnknown = false;
            for (int k = 0; k < entries; k++)
            {
                // They went out in order, so those before the newest are there too.
                if (ThingSpeakClient.CreatedAt(queue.Batch(k)) == newest)
                {
                    queue.Accept(k + 1);
                    Sent += k + 1;
                    break;
                }
            }

            return false;
        }

        /// <summary>Whether the channel's newest entry is none of the batch, and not older either.</summary>
        private bool IsBeyondBatch(string newest, int entries)
        {
            if (newest.Length == 0 || newest.CompareTo(ThingSpeakClient.CreatedAt(queue.Batch(0))) <= 0)
            {
                return false;
            }

            for (int k = 1; k < entries; k++)
            {
                if (ThingSpeakClient.CreatedAt(queue.Batch(k)) == newest)
                {
                    return false;
                }
            }

            return true;
        }

        private bool Judge(SendOutcome outcome, int entries, long nowMs)
        {
            switch (outcome)
            {
                case SendOutcome.Accepted:
                    Accept(entries);
                    Sent += entries;
                    most = most * 2 < RecordQueue.MostAtOnce ? most * 2 : RecordQueue.MostAtOnce;
                    notBeforeMs = nowMs + periodMs;
                    return true;

                case SendOutcome.Rejected:
                    if (entries > 1)
                    {
                        // One of them is to blame: the next writes find out which.
                        most = 1;
                        return Pause("ThingSpeak rejects " + entries.ToString() + " entries together (" + client.LastReply + ")");
                    }

                    log.Write("ThingSpeak rejects an entry (" + client.LastReply + "): dropped.");
                    Accept(1);
                    notBeforeMs = nowMs + periodMs;
                    return false;

                case SendOutcome.Refused:
                    pauseMs = 0;
                    notBeforeMs = clock.UptimeMs + RefusedPauseMs;
                    log.Write("ThingSpeak refuses this device (" + client.LastReply + "): check key, channel and quota; next try in an hour.");
                    return false;

                case SendOutcome.Unknown:
                    // The next try is of the same entries, not of more.
                    outcomeUnknown = true;
                    refusals = 0;
                    most = entries;
                    return Pause("ThingSpeak does not say whether it took the entry: " + client.LastReply);

                default:
                    refusals++;
                    if (outcomeUnknown && refusals >= RefusalsOfKnown)
                    {
                        log.Write("ThingSpeak refuses again and again what may have reached it: taken to be there.");
                        Accept(entries);
                        Sent += entries;
                        return false;
                    }

                    // Refused again and again: perhaps because some of them are there, against all that was known. A channel that cannot be asked has
                    // no say in this: there they stay.
                    outcomeUnknown |= client.CanAsk && refusals % RefusalsToAsk == 0;
                    return Pause("ThingSpeak did not take the entry: " + client.LastReply);
            }
        }

        private void Accept(int entries)
        {
            queue.Accept(entries);
            pauseMs = 0;
            refusals = 0;
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
