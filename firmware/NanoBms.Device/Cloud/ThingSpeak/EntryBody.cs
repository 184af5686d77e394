using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Cloud.ThingSpeak
{
    /// <summary>
    /// Entries as a request holds them, a piece each: one as a form for "update", or some as JSON for "bulk_update". Which field holds
    /// what:
    /// <see cref="ChannelField"/>.
    /// </summary>
    internal sealed class EntryBody : IRequestBody
    {
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
            for (int field = 1; field <= ChannelField.Count; field++)
            {
                if (HasField(record, field))
                {
                    body.Append(before).Append(field.ToString()).Append(after).Append(Field(record, field));
                }
            }
        }

        // While nothing is known there is a reading and no more.
        private static bool HasField(Record record, int field)
        {
            return (field != ChannelField.Soc || record.SocCentiPercent >= 0) && (field != ChannelField.Bar || record.BarDeciPercent >= 0)
                && (field != ChannelField.NetworkSoc || record.NetworkCentiPercent >= 0)
                && (field != ChannelField.Capacity || record.CapacityCentiAh >= 0);
        }

        private static string Field(Record record, int field)
        {
            switch (field)
            {
                case ChannelField.Voltage:
                    return DecimalText.Format(record.Reading.VoltageMilliV, 3);
                case ChannelField.Current:
                    return DecimalText.Format(record.Reading.CurrentMilliA, 3);
                case ChannelField.Temperature:
                    return DecimalText.Format(record.Reading.TemperatureCentiC, 2);
                case ChannelField.Soc:
                    return DecimalText.Format(record.SocCentiPercent, 2);
                case ChannelField.Bar:
                    return DecimalText.Format(record.BarDeciPercent, 1);
                case ChannelField.NetworkSoc:
                    return DecimalText.Format(record.NetworkCentiPercent, 2);
                case ChannelField.Status:
                    return record.Status.ToString();
                default:
                    return DecimalText.Format(record.CapacityCentiAh, 2);
            }
        }
    }
}
