using NanoBms.Core;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Cloud.ThingSpeak
{
    /// <summary>Entries as requests hold them; which field holds what: <see cref="ChannelField"/>.</summary>
    internal static class EntryText
    {
        /// <summary>Characters of an entry, and of what stands before the first, at most.</summary>
        public const int LongestEntry = 200, HeadOfBody = 130;

        /// <summary>The body of "update": an entry of the queue's batch as a form.</summary>
        public static string Form(string writeKey, RecordQueue queue, int index)
        {
            Record record = queue.Batch(index);
            var body = new AsciiText(HeadOfBody + LongestEntry);
            body.Append("api_key=").Append(writeKey).Append("&created_at=").Append(TimeText.Of(record.UnixS, "T")).Append("Z");
            AppendFields(body, record, "&field", "=");
            return body.Append("&status=").Append(queue.NumberText(index)).ToString();
        }

        /// <summary>The body of "bulk_update": the first entries of the queue's batch as JSON.</summary>
        public static string Bulk(string writeKey, RecordQueue queue, int first, int entries)
        {
            var body = new AsciiText(HeadOfBody + entries * LongestEntry);
            body.Append("{\"write_api_key\":\"").Append(writeKey).Append("\",\"updates\":[");
            for (int k = 0; k < entries; k++)
            {
                Record record = queue.Batch(first + k);
                body.Append(k > 0 ? ",{" : "{").Append("\"created_at\":\"").Append(TimeText.Of(record.UnixS, "T")).Append("Z\"");
                AppendFields(body, record, ",\"field", "\":");
                body.Append(",\"status\":\"").Append(queue.NumberText(first + k)).Append("\"}");
            }

            return body.Append("]}").ToString();
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
