using System;
using System.Text;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Cloud
{
    /// <summary>
    /// Writes entries to a ThingSpeak channel. Field map: 1 voltage (V), 2 current (A), 3 temperature (degC), 4 state of charge (%), 5 counted
    /// state of charge (%), 6 power (W), 7 status bits, 8 inference time (ms).
    /// </summary>
    public sealed class ThingSpeakClient
    {
        private const int Fields = 8;
        private const int LongestEntry = 190;
        private const int LongestForm = 320, HeadOfBody = 96;

        /// <summary>Characters of a request's body at most.</summary>
        public const int LongestBody = HeadOfBody + RecordQueue.MostAtOnce * LongestEntry;

        private readonly IHttp http;
        private readonly string url, writeKey, readKey;
        private readonly int channelId;

        /// <summary>A client of the channel of the settings.</summary>
        public ThingSpeakClient(IHttp http, DeviceSettings settings)
        {
            this.http = http;
            url = settings.CloudUrl;
            writeKey = settings.CloudWriteKey;
            readKey = settings.CloudReadKey;
            channelId = settings.CloudChannelId;
            CanAsk = channelId > 0;
        }

        /// <summary>Whether there is a key to write with.</summary>
        public bool CanSend
        {
            get { return writeKey.Length > 0; }
        }

        /// <summary>Whether several entries can go out at once, and the channel can be asked: only with its number.</summary>
        public bool CanSendMany
        {
            get { return channelId > 0; }
        }

        /// <summary>Whether the channel can be asked what it holds, as far as is known.</summary>
        public bool CanAsk { get; private set; }

        /// <summary>What the server said to the last write, for the log; never holds the key.</summary>
        public string LastReply { get; private set; } = "";

        /// <summary>Writes the first entries of the queue's batch: one by "update", several by "bulk_update".</summary>
        /// <param name="queue">Its batch; each entry with its clock time.</param>
        /// <param name="entries">How many, above 0; more than one only where <see cref="CanSendMany"/>.</param>
        public SendOutcome Send(RecordQueue queue, int entries)
        {
            return entries == 1 ? SendOne(queue.Batch(0)) : SendMany(queue, entries);
        }

        /// <summary>Asks for the time of the channel's newest entry; false where it does not tell. An empty channel tells "".</summary>
        /// <param name="createdAt">As in <see cref="CreatedAt"/>.</param>
        public bool TryReadNewest(out string createdAt)
        {
            createdAt = "";
            HttpReply reply;
            if (!TryGet("/feeds/last.json" + (readKey.Length > 0 ? "?api_key=" + readKey : ""), out reply))
            {
                return false;
            }

            // A channel without entries answers "-1".
            string body = reply.Body.Trim();
            if (body == "\"-1\"" || body == "-1")
            {
                return true;
            }

            byte[] bytes = Encoding.UTF8.GetBytes(body);
            var reader = new JsonReader(bytes, bytes.Length);
            while (reader.TryReadName() && reader.TryReadValue())
            {
                if (reader.Name == "created_at" && reader.Kind == JsonKind.Text)
                {
                    createdAt = reader.Text;
                }
            }

            if (reader.Error != null || createdAt.Length == 0)
            {
                LastReply += " with a body that is no entry";
                return false;
            }

            return true;
        }

        /// <summary>Asks whether the channel has an entry; false where it does not tell.</summary>
        /// <param name="record">The entry, with its clock time.</param>
        /// <param name="has">Whether an entry of this time is there.</param>
        public bool TryHas(Record record, out bool has)
        {
            has = false;
            HttpReply reply;
            if (!TryGet(
                "/feeds.csv?start=" + Time(record.UnixS - 1, "%20") + "&end=" + Time(record.UnixS + 1, "%20")
                + (readKey.Length > 0 ? "&api_key=" + readKey : ""), out reply))
            {
                return false;
            }

            // A line of names, and one for each entry: "2026-01-31 12:34:56 UTC,17,3.701,..".
            if (!reply.Body.StartsWith("created_at,"))
            {
                LastReply += " with a body that is no list of entries";
                return false;
            }

            has = reply.Body.IndexOf("\n" + Time(record.UnixS, " ") + " UTC,") > 0;
            return true;
        }

        /// <summary>An entry's time as the channel writes it: "2026-01-31T12:34:56Z".</summary>
        public static string CreatedAt(Record record)
        {
            return Time(record.UnixS, "T") + "Z";
        }

        private static string Time(long unixS, string separator)
        {
            DateTime time = new DateTime(2020, 1, 1).AddSeconds(unixS - Record.EpochUnixS);
            return time.ToString("yyyy-MM-dd") + separator + time.ToString("HH:mm:ss");
        }

        private bool TryGet(string resource, out HttpReply reply)
        {
            reply = http.Get(url + "/channels/" + channelId.ToString() + resource);
            LastReply = reply.Status == 0 ? reply.Body : "HTTP " + reply.Status.ToString();

            // No read key for a private channel: that will not change.
            CanAsk = reply.Status != 400 && reply.Status != 401 && reply.Status != 403 && reply.Status != 404;
            return reply.Status == 200;
        }

        private SendOutcome SendOne(Record record)
        {
            HttpReply reply = http.Post(url + "/update", "application/x-www-form-urlencoded", FormBody(record));
            SendOutcome outcome = Judge(reply);
            if (outcome != SendOutcome.Accepted)
            {
                return outcome;
            }

            // Success is the number of the entry; "0" is how ThingSpeak says no, nearly always for being too fast.
            int entryId;
            if (!int.TryParse(reply.Body.Trim(), out entryId) || entryId < 0)
            {
                LastReply += " with a body that is no entry number";
                return SendOutcome.Unknown;
            }

            LastReply += entryId == 0 ? " with body 0" : "";
            return entryId == 0 ? SendOutcome.Retry : SendOutcome.Accepted;
        }

        private string FormBody(Record record)
        {
            var body = new AsciiText(LongestForm);
            body.Append("api_key=").Append(writeKey).Append("&created_at=").Append(CreatedAt(record));
            for (int field = 1; field <= Fields; field++)
            {
                if (HasField(record, field))
                {
                    body.Append("&field").Append(field.ToString()).Append("=").Append(Field(record, field));
                }
            }

            return body.ToString();
        }

        private SendOutcome SendMany(RecordQueue queue, int entries)
        {
            HttpReply reply = http.Post(url + "/channels/" + channelId.ToString() + "/bulk_update.json", "application/json", BulkBody(queue, entries));
            SendOutcome outcome = Judge(reply);
            if (outcome == SendOutcome.Accepted && reply.Body.IndexOf("\"success\":true") < 0 && reply.Body.IndexOf("\"success\": true") < 0)
            {
                LastReply += " without success";
                return SendOutcome.Unknown;
            }

            return outcome;
        }

        private string BulkBody(RecordQueue queue, int entries)
        {
            var body = new AsciiText(HeadOfBody + entries * LongestEntry);
            body.Append("{\"write_api_key\":\"").Append(writeKey).Append("\",\"updates\":[");
            for (int k = 0; k < entries; k++)
            {
                Record record = queue.Batch(k);
                body.Append(k > 0 ? ",{" : "{").Append("\"created_at\":\"").Append(CreatedAt(record)).Append("\"");
                for (int field = 1; field <= Fields; field++)
                {
                    if (HasField(record, field))
                    {
                        body.Append(",\"field").Append(field.ToString()).Append("\":").Append(Field(record, field));
                    }
                }

                body.Append("}");
            }

            return body.Append("]}").ToString();
        }

        private SendOutcome Judge(HttpReply reply)
        {
            LastReply = reply.Status == 0 ? reply.Body : "HTTP " + reply.Status.ToString();
            switch (reply.Status)
            {
                case 200:
                case 202:
                    return SendOutcome.Accepted;
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

        // While the window fills there is a reading and no estimate.
        private static bool HasField(Record record, int field)
        {
            return field == 5 ? record.CountedCentiPercent >= 0 : (field != 4 && field != 8) || record.SocCentiPercent >= 0;
        }

        private static string Field(Record record, int field)
        {
            switch (field)
            {
                case 1:
                    return DecimalText.Format(record.Reading.VoltageMilliV, 3);
                case 2:
                    return DecimalText.Format(record.Reading.CurrentMilliA, 3);
                case 3:
                    return DecimalText.Format(record.Reading.TemperatureCentiC, 2);
                case 4:
                    return DecimalText.Format(record.SocCentiPercent, 2);
                case 5:
                    return DecimalText.Format(record.CountedCentiPercent, 2);
                case 6:
                    long microWatt = (long)record.Reading.VoltageMilliV * record.Reading.CurrentMilliA;
                    return DecimalText.Format((int)(microWatt / 1000), 3);
                case 7:
                    return record.Status.ToString();
                default:
                    return record.InferenceMs.ToString();
            }
        }
    }
}
