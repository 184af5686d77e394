using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Cloud.ThingSpeak
{
    /// <summary>
    /// Entries as a request holds them, a piece each: one as a form for "update", or some as JSON for "bulk_update". Field map: 1 voltage
    /// (V), 2 current (A), 3 temperature (degC), 4 state of charge (%), 5 counted state of charge (%), 6 power (W), 7 status bits, 8 inference
    /// time (ms).
    /// </summary>
    internal sealed class EntryBody : IRequestBody
    {
        private const int Fields = 8;

        // Characters of an entry, and of what stands before the first and behind the last, at most.
        private const int LongestEntry = 200, LongestHead = 130;

        private readonly AsciiText part = new AsciiText(LongestHead + LongestEntry);
        private readonly string writeKey;
        private readonly RecordQueue queue;
        private readonly int first;
        private int made = -1;

        /// <summary>Entries of a queue's batch.</summary>
        /// <param name="writeKey">Key of the channel.</param>
        /// <param name="queue">The queue.</param>
        /// <param name="first">The first entry.</param>
        /// <param name="entries">How many; a single one makes a form.</param>
        public EntryBody(string writeKey, RecordQueue queue, int first, int entries)
        {
            this.writeKey = writeKey;
            this.queue = queue;
            this.first = first;
            Parts = entries;
        }

        /// <inheritdoc/>
        public string ContentType
        {
            get { return Parts == 1 ? "application/x-www-form-urlencoded" : "application/json"; }
        }

        /// <inheritdoc/>
        public int Parts { get; }

        /// <inheritdoc/>
        public byte[] Part(int index, out int length)
        {
            if (index != made)
            {
                part.Clear();
                if (Parts == 1)
                {
                    AppendForm();
                }
                else
                {
                    AppendJson(index);
                }

                made = index;
            }

            length = part.Length;
            return part.Bytes;
        }

        private void AppendForm()
        {
            Record record = queue.Batch(first);
            part.Append("api_key=").Append(writeKey).Append("&created_at=").Append(TimeText.Of(record.UnixS, "T")).Append("Z");
            AppendFields(part, record, "&field", "=");
            part.Append("&status=").Append(queue.NumberText(first));
        }

        private void AppendJson(int index)
        {
            Record record = queue.Batch(first + index);
            if (index == 0)
            {
                part.Append("{\"write_api_key\":\"").Append(writeKey).Append("\",\"updates\":[");
            }

            part.Append(index > 0 ? ",{" : "{").Append("\"created_at\":\"").Append(TimeText.Of(record.UnixS, "T")).Append("Z\"");
            AppendFields(part, record, ",\"field", "\":");
            part.Append(",\"status\":\"").Append(queue.NumberText(first + index)).Append(index < Parts - 1 ? "\"}" : "\"}]}");
        }

        private static void AppendFields(AsciiText body, Record record, string before, string after)
        {
            for (int field = 1; field <= Fields; field++)
            {
                if (HasField(record, field))
                {
                    body.Append(before).Append(field.ToString()).Append(after).Append(Field(record, field));
                }
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
