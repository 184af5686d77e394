using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Cloud.ThingSpeak
{
    /// <summary>A ThingSpeak channel, or one of a server that speaks like it (LocalChannel).</summary>
    public sealed class ThingSpeakSink : IRecordSink
    {
        /// <summary>Characters of a request's body at most.</summary>
        public const int LongestBody = EntryText.HeadOfBody + RecordQueue.MostAtOnce * EntryText.LongestEntry;

        private readonly IHttp http;
        private readonly string url, writeKey, readKey;
        private readonly int channelId, periodMs;
        private bool canAsk;
        private string lastReply = "";

        /// <summary>A channel.</summary>
        /// <param name="http">The way to the server.</param>
        /// <param name="url">The server, without a slash at the end.</param>
        /// <param name="writeKey">The channel's write key; empty: nothing is sent.</param>
        /// <param name="readKey">Its read key; empty: the channel is public, or cannot be asked.</param>
        /// <param name="channelId">Its number; 0: not known, so that entries go out one by one, and the channel cannot be asked.</param>
        /// <param name="periodMs">Least time between two writes, milliseconds.</param>
        public ThingSpeakSink(IHttp http, string url, string writeKey, string readKey, int channelId, int periodMs)
        {
            this.http = http;
            this.url = url;
            this.writeKey = writeKey;
            this.readKey = readKey;
            this.channelId = channelId;
            this.periodMs = periodMs;
            canAsk = channelId > 0;
        }

        /// <inheritdoc/>
        public string Name
        {
            get { return "ThingSpeak"; }
        }

        /// <inheritdoc/>
        public int MaxEntries
        {
            get { return writeKey.Length == 0 ? 0 : channelId > 0 ? RecordQueue.MostAtOnce : 1; }
        }

        /// <inheritdoc/>
        public int PeriodMs
        {
            get { return periodMs; }
        }

        /// <inheritdoc/>
        public bool IsRemote
        {
            get { return true; }
        }

        /// <inheritdoc/>
        public bool CanAsk
        {
            get { return canAsk; }
        }

        /// <inheritdoc/>
        public string LastReply
        {
            get { return lastReply; }
        }

        /// <inheritdoc/>
        public SendOutcome Send(RecordQueue queue, int entries)
        {
            HttpReply reply = entries == 1
                ? http.Post(url + "/update", "application/x-www-form-urlencoded", EntryText.Form(writeKey, queue.Batch(0)))
                : http.Post(Channel() + "/bulk_update.json", "application/json", EntryText.Bulk(writeKey, queue, entries));
            Note(reply);
            switch (reply.Status)
            {
                case 200:
                case 202:
                    return entries == 1 ? JudgeNumber(reply.Body.Trim()) : JudgeSuccess(reply.Body);
                case 400:
                case 413:
                case 422:
                    return SendOutcome.Rejected;
                case 401:
                case 402:
                case 403:
                case 404:
                    return SendOutcome.Refused;
                case 429:
                    return SendOutcome.Retry;
                default:
                    return SendOutcome.Unknown;
            }
        }

        /// <inheritdoc/>
        /// <remarks>
        /// Asks for one field of the time that the batch spans: some 30 bytes an entry. "results" of at most 100 keeps the server from answering
        /// what it knew five minutes ago (cache_feeds? of feed_factory.rb in the published server).
        /// </remarks>
        public bool TryFind(RecordQueue queue, int entries, out int arrived)
        {
            arrived = 0;
            HttpReply reply = http.Get(
                Channel() + "/fields/1.csv?results=100&start=" + EntryText.Time(queue.Batch(0).UnixS - 1, "%20")
                + "&end=" + EntryText.Time(queue.Batch(entries - 1).UnixS + 1, "%20") + (readKey.Length > 0 ? "&api_key=" + readKey : ""));
            Note(reply);

            // No read key for a private channel: that will not change.
            canAsk = reply.Status != 400 && reply.Status != 401 && reply.Status != 403 && reply.Status != 404;
            if (reply.Status != 200)
            {
                return false;
            }

            // A line of names, and one for each entry: "2026-01-31 12:34:56 UTC,17,3.701".
            if (!reply.Body.StartsWith("created_at,") || !reply.Body.EndsWith("\n"))
            {
                lastReply += " with a body that is no list of entries";
                return false;
            }

            for (int k = 0; k < entries; k++)
            {
                if (reply.Body.IndexOf("\n" + EntryText.Time(queue.Batch(k).UnixS, " ") + " UTC,") > 0)
                {
                    arrived |= 1 << k;
                }
            }

            return true;
        }

        private SendOutcome JudgeNumber(string body)
        {
            // Success is the number of the entry; "0" is how ThingSpeak says no, nearly always for being too fast.
            int entryId;
            if (!int.TryParse(body, out entryId) || entryId < 0)
            {
                lastReply += " with a body that is no entry number";
                return SendOutcome.Unknown;
            }

            lastReply += entryId == 0 ? " with body 0" : "";
            return entryId == 0 ? SendOutcome.Retry : SendOutcome.Accepted;
        }

        private SendOutcome JudgeSuccess(string body)
        {
            if (body.IndexOf("\"success\":true") < 0 && body.IndexOf("\"success\": true") < 0)
            {
                lastReply += " without success";
                return SendOutcome.Unknown;
            }

            return SendOutcome.Accepted;
        }

        private string Channel()
        {
            return url + "/channels/" + channelId.ToString();
        }

        private void Note(HttpReply reply)
        {
            lastReply = reply.Status == 0 ? reply.Body : "HTTP " + reply.Status.ToString();
        }
    }
}
