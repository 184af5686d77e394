using System;
using System.Text;

namespace NanoBms.Device
{
    /// <summary>
    /// Writes entries to a ThingSpeak channel. Field map: 1 voltage (V), 2 current (A), 3 temperature (degC), 4 state of charge (%), 5 counted
    /// state of charge (%), 6 power (W), 7 status bits, 8 inference time (ms).
    /// </summary>
    public sealed class ThingSpeakClient
    {
        private readonly IHttp http;
        private readonly string url, writeKey;
        private readonly int channelId;

        /// <summary>A client of the channel of the settings.</summary>
        public ThingSpeakClient(IHttp http, DeviceSettings settings)
        {
            this.http = http;
            url = settings.CloudUrl;
            writeKey = settings.CloudWriteKey;
            channelId = settings.CloudChannelId;
        }

        /// <summary>Whether there is a key to write with.</summary>
        public bool CanSend
        {
            get { return writeKey.Length > 0; }
        }

        /// <summary>Whether several entries can go out at once: only with a channel number.</summary>
        public bool CanSendMany
        {
            get { return channelId > 0; }
        }

        /// <summary>What the server said to the last write, for the log; never holds the key.</summary>
        public string LastReply { get; private set; } = "";

        /// <summary>Writes one entry.</summary>
        /// <param name="record">The entry.</param>
        /// <param name="createdAt">Its time in UTC; DateTime.MinValue: the server's own time.</param>
        public SendOutcome Send(Record record, DateTime createdAt)
        {
            var body = new StringBuilder();
            body.Append("api_key=").Append(writeKey);
            for (int field = 1; field <= 8; field++)
            {
                body.Append("&field").Append(field.ToString()).Append("=").Append(Field(record, field));
            }

            if (createdAt != DateTime.MinValue)
            {
                body.Append("&created_at=").Append(Iso(createdAt));
            }

            HttpReply reply = http.Post(url + "/update", "application/x-www-form-urlencoded", body.ToString());
            SendOutcome outcome = Judge(reply);

            // Status 200 with body "0" is how ThingSpeak says no, nearly always for being too fast.
            return outcome == SendOutcome.Accepted && reply.Body.Trim() == "0" ? SendOutcome.Retry : outcome;
        }

        /// <summary>Starts the body of a write of several entries.</summary>
        public StringBuilder BeginMany()
        {
            return new StringBuilder("{\"write_api_key\":\"" + writeKey + "\",\"updates\":[");
        }

        /// <summary>Adds an entry to the body.</summary>
        public static void Add(StringBuilder body, Record record, DateTime createdAt)
        {
            if (body[body.Length - 1] == '}')
            {
                body.Append(",");
            }

            body.Append("{\"created_at\":\"").Append(Iso(createdAt)).Append("\"");
            for (int field = 1; field <= 8; field++)
            {
                body.Append(",\"field").Append(field.ToString()).Append("\":").Append(Field(record, field));
            }

            body.Append("}");
        }

        /// <summary>Writes the entries of a body.</summary>
        public SendOutcome SendMany(StringBuilder body)
        {
            body.Append("]}");
            HttpReply reply = http.Post(url + "/channels/" + channelId.ToString() + "/bulk_update.json", "application/json", body.ToString());
            return Judge(reply);
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
                default:
                    return SendOutcome.Retry;
            }
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

        private static string Iso(DateTime time)
        {
            return time.ToString("yyyy-MM-dd") + "T" + time.ToString("HH:mm:ss") + "Z";
        }
    }
}
