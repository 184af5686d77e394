using System;
using System.Text;

namespace NanoBms.Device
{
    /// <summary>Sending: one step at a time, each at most one write; waits between steps grow while the server does not take entries.</summary>
    public sealed class UploadLoop
    {
        /// <summary>Entries of one write of several: bounds the memory of its body to about 4 KB.</summary>
        public const int MostAtOnce = 20;

        private const int FirstPauseMs = 15000;
        private const int LongestPauseMs = 600000;
        private const int RefusedPauseMs = 3600000;

        private readonly ThingSpeakClient client;
        private readonly RecordQueue queue;
        private readonly INetwork network;
        private readonly IClock clock;
        private readonly ILog log;
        private long notBeforeMs;
        private int pauseMs;

        /// <summary>A loop.</summary>
        public UploadLoop(ThingSpeakClient client, RecordQueue queue, INetwork network, IClock clock, ILog log)
        {
            this.client = client;
            this.queue = queue;
            this.network = network;
            this.clock = clock;
            this.log = log;
        }

        /// <summary>Entries that reached the channel.</summary>
        public int Sent { get; private set; }

        /// <summary>Sends what waits, if it is time to; true where entries went out.</summary>
        public bool SendStep()
        {
            long nowMs = clock.UptimeMs;
            if (!client.CanSend || nowMs < notBeforeMs || queue.Count == 0)
            {
                return false;
            }

            if (!network.IsUp && !network.TryConnect())
            {
                return Pause(nowMs, "No network");
            }

            if (!clock.IsSet && !network.TrySetClock())
            {
                return Pause(nowMs, "Clock cannot be set");
            }

            int entries = queue.Count == 1 || !client.CanSendMany ? 1 : Math.Min(queue.Count, MostAtOnce);
            Record oldest;
            queue.TryPeek(0, out oldest);
            SendOutcome outcome = entries == 1 ? client.Send(oldest, CreatedAt(oldest)) : SendMany(entries);
            switch (outcome)
            {
                case SendOutcome.Accepted:
                    Remove(entries, oldest);
                    Sent += entries;
                    pauseMs = 0;
                    notBeforeMs = nowMs + FirstPauseMs;
                    return true;
                case SendOutcome.Rejected:
                    Remove(entries, oldest);
                    log.Write("ThingSpeak rejects " + entries.ToString() + " entries (" + client.LastReply + "): dropped.");
                    return false;
                case SendOutcome.Refused:
                    pauseMs = RefusedPauseMs;
                    notBeforeMs = nowMs + pauseMs;
                    log.Write("ThingSpeak refuses this device (" + client.LastReply + "): check key, channel and quota; next try in an hour.");
                    return false;
                default:
                    return Pause(nowMs, "ThingSpeak did not take the entry: " + client.LastReply);
            }
        }

        private SendOutcome SendMany(int entries)
        {
            StringBuilder body = client.BeginMany();
            for (int k = 0; k < entries; k++)
            {
                Record record;
                if (queue.TryPeek(k, out record))
                {
                    ThingSpeakClient.Add(body, record, CreatedAt(record));
                }
            }

            return client.SendMany(body);
        }

        private void Remove(int entries, Record oldest)
        {
            for (int k = 0; k < entries; k++)
            {
                queue.Remove(oldest);
                if (!queue.TryPeek(0, out oldest))
                {
                    return;
                }
            }
        }

        private DateTime CreatedAt(Record record)
        {
            return clock.UtcNow.AddMilliseconds(record.UptimeMs - clock.UptimeMs);
        }

        private bool Pause(long nowMs, string reason)
        {
            pauseMs = pauseMs == 0 ? FirstPauseMs : Math.Min(pauseMs * 2, LongestPauseMs);
            notBeforeMs = nowMs + pauseMs;
            log.Write(reason + "; " + queue.Count.ToString() + " entries wait, next try in " + (pauseMs / 1000).ToString() + " s.");
            return false;
        }
    }
}
