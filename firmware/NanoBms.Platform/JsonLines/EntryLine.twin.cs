using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Platform.JsonLines
{
    /// <summary>An entry as a line of JSON.</summary>
    internal static class EntryLine
    {
        /// <summary>The line, without its end. What is not known of the entry is not in it.</summary>
        /// <param name="record">The entry.</param>
        /// <param name="number">Its number, and what is missing before it: <see cref="RecordQueue.NumberText"/>.</param>
        public static string Of(Record record, string number)
        {
            return Known(record) + ",\"number\":\"" + number + "\"}";
        }

        /// <summary>
        /// Whether lines hold an entry. Its number is not looked at: a start after a power cut gives another one to what waited.
        /// </summary>
        public static bool IsIn(string lines, Record record)
        {
            return lines.Contains(Known(record), StringComparison.Ordinal);
        }

        /// <summary>The begin of its line: all but its number.</summary>
        private static string Known(Record record)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                if (record.UnixS != 0)
                {
                    json.WriteString(
                        "created_at",
                        DateTimeOffset.FromUnixTimeSeconds(record.UnixS).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
                }
                else
                {
                    json.WriteNumber("uptime_s", record.UptimeMs / 1000);
                }

                Write(json, "voltage_v", record.Reading.VoltageMilliV, 3);
                Write(json, "current_a", record.Reading.CurrentMilliA, 3);
                Write(json, "temperature_c", record.Reading.TemperatureCentiC, 2);
                if (record.SocCentiPercent >= 0)
                {
                    Write(json, "soc_percent", record.SocCentiPercent, 2);
                    Write(json, "soc_bar_percent", record.BarDeciPercent, 1);
                }

                if (record.NetworkCentiPercent >= 0)
                {
                    Write(json, "network_soc_percent", record.NetworkCentiPercent, 2);
                }

                if (record.CapacityCentiAh >= 0)
                {
                    Write(json, "capacity_ah", record.CapacityCentiAh, 2);
                }

                json.WriteNumber("status", record.Status);
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('}');
        }

        private static void Write(Utf8JsonWriter json, string name, int value, int decimals)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(DecimalText.Format(value, decimals));
        }
    }
}
