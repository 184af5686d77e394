using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Cloud.ThingSpeak
{
    /// <summary>
    /// Entries as requests hold them. Field map: 1 voltage (V), 2 current (A), 3 temperature (degC), 4 state of charge (%), 5 counted state
    /// of charge (%), 6 power (W), 7 status bits, 8 inference time (ms).
    /// </summary>
    internal static class EntryText
    {
        private const int Fields = 8;

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
