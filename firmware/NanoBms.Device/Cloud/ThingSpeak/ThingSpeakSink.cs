using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Cloud.ThingSpeak
{
    /// <summary>A ThingSpeak channel, or one of a server that speaks like it (LocalChannel).</summary>
    /// <remarks>Its answers are those of tools/ThingSpeakContract, which says where each is known from.</remarks>
    public sealed class ThingSpeakSink : IRecordSink
    {
        /// <summary>Characters of a request's body at most.</summary>
        public const int LongestBody = EntryText.HeadOfBody + UploadLoop.MaxEntries * EntryText.LongestEntry;

        private readonly IHttp http;
        private readonly string url, writeKey, readKey;
        private readonly int channelId, periodMs;
        private bool canAsk, hasAnswered = true;
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
            get { return writeKey.Length == 0 ? 0 : channelId > 0 ? UploadLoop.MaxEntries : 1; }
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
        public bool HasAnswered
        {
            get { return hasAnswered; }
        }

        /// <inheritdoc/>
        public string LastReply
        {
            get { return lastReply; }
        }

        /// <inheritdoc/>
        public SendOutcome Send(RecordQueue queue, int first, int entries)
        {
            HttpReply reply = entries == 1
                ? http.Post(url + "/update", "application/x-www-form-urlencoded", EntryText.Form(writeKey, queue, first))
                : http.Post(Channel() + "/bulk_update.json", "application/json", EntryText.Bulk(writeKey, queue, first, entries));
            Note(reply, "; check key and address (cloudWriteKey, cloudChannelId, cloudUrl)");
            switch (reply.Status)
            {
                case 200:
                case 202:
                    return entries == 1 ? JudgeNumber(reply.Body.Trim()) : JudgeSuccess(reply.Body);
                case 408:
                    return SendOutcome.Unknown;
                case 409:
                case 413:
                case 421:
                case 422:
                    return SendOutcome.Rejected;
                case 429:
                    return SendOutcome.Retry;
                default:
                    // A wrong key is a 400, and so are words of servers in between: they say nothing of an entry.
                    return IsRefusal(reply.Status)
                        ? SendOutcome.Refused
                        : IsRedirect(reply.Status)
                        ? SendOutcome.Retry
                        : SendOutcome.Unknown;
            }
        }

        /// <inheritdoc/>
        /// <remarks>
        /// Asks for one field of the time that the batch spans: some 30 bytes an entry. "results" of at most 100 keeps the server from
        /// answering what it knew five minutes ago (cache_feeds? of feed_factory.rb in the published server).
        /// </remarks>
        public bool TryFind(RecordQueue queue, int entries, out int arrived)
        {
            arrived = 0;
            HttpReply reply = http.Get(
                Channel() + "/fields/1.csv?results=100&start=" + TimeText.Of(queue.Batch(0).UnixS - 1, "%20")
                + "&end=" + TimeText.Of(queue.Batch(entries - 1).UnixS + 1, "%20") + (readKey.Length > 0 ? "&api_key=" + readKey : ""));
            Note(reply, "; set cloudReadKey");
            if (reply.Status != 200)
            {
                // Without its read key a private channel says "-1", and that will not change.
                canAsk = reply.Status == 400 ? reply.Body.Trim() != "-1" : reply.Status == 402 || !IsRefusal(reply.Status);
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
                if (reply.Body.IndexOf("\n" + TimeText.Of(queue.Batch(k).UnixS, " ") + " UTC,") > 0)
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
            return entryId == 0 ? SendOutcome.Rejected : SendOutcome.Accepted;
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

        private void Note(HttpReply reply, string advice)
        {
            hasAnswered = reply.Status != 0;
            lastReply = hasAnswered ? "HTTP " + reply.Status.ToString() : reply.Body;
            if (IsRedirect(reply.Status))
            {
                // What stands behind the question mark may hold a key.
                int end = reply.Body.IndexOf('?');
                lastReply += ", redirects to " + (end < 0 ? reply.Body : reply.Body.Substring(0, end)) + "; set cloudUrl";
            }
            else if (reply.Status == 402)
            {
                lastReply += "; the quota is spent";
            }
            else if (IsRefusal(reply.Status))
            {
                lastReply += advice;
            }
        }

        private static bool IsRedirect(int status)
        {
            return status >= 300 && status < 400;
        }

        private static bool IsRefusal(int status)
        {
            return status >= 400 && status < 406;
        }
    }
}
