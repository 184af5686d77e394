using System.Globalization;
using System.Net;
using System.Text;

namespace NanoBms.LocalChannel.Tests;

/// <summary>Entries such as a gauge writes: a cell that is drained in turns and charged, one entry each 15 s.</summary>
internal static class SampleEntries
{
    public const int PeriodS = 15, ADay = 5760;

    /// <summary>Writes entries up to a time, in bulk writes of 960, with a gap, values that are missing, and all status bits.</summary>
    public static Task WriteAsync(RunningChannel channel, int count, DateTimeOffset last) =>
        WriteAsync(channel.Client, RunningChannel.WriteKey, count, last);

    /// <summary>As above, to any server.</summary>
    public static async Task WriteAsync(HttpClient client, string writeKey, int count, DateTimeOffset last)
    {
        for (int start = 0; start < count; start += 960)
        {
            int end = Math.Min(start + 960, count);
            var body = new StringBuilder($$"""{"write_api_key":"{{writeKey}}","updates":[""");
            for (int k = start; k < end; k++)
            {
                // The device was off for 40 minutes.
                if (k is < 2000 or >= 2160)
                {
                    body.Append(Update(k, last.AddSeconds((k - count + 1) * PeriodS))).Append(',');
                }
            }

            body.Length--;
            using var content = new StringContent(body.Append("]}").ToString(), Encoding.UTF8, "application/json");
            using HttpResponseMessage reply = await client.PostAsync(
                new Uri("channels/1/bulk_update.json", UriKind.Relative), content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        }
    }

    private static string Update(int k, DateTimeOffset time)
    {
        double turn = k % 2880 / 2880.0;
        bool charges = turn > 0.7;
        double soc = charges ? 18 + ((turn - 0.7) / 0.3 * 78) : 96 - (turn / 0.7 * 78);
        double current = charges ? 1.35 : -0.9 - (0.6 * Math.Sin(k * 0.11)) - (0.4 * Math.Sin(k * 0.037));
        double voltage = 3.2 + (soc * 0.0095) + (current * 0.04);
        double temperature = 24 + (4 * Math.Sin(k * 0.0011)) + (Math.Abs(current) * 1.2);
        bool fills = k is >= 2160 and < 2170 or < 10;
        bool failed = k is (>= 3500 and < 3540) or (>= 5000 and < 5040);
        int status = (failed ? 1 + 2 : 0) | (fills ? 4 : 0) | (k is >= 2160 and < 2200 ? 8 : 0) | (k is 0 or 2160 ? 16 : 0);
        string soc4 = fills ? "null" : Text(soc + (0.5 * Math.Sin(k * 0.05)), 2);
        string temperature3 = failed ? "null" : Text(temperature, 2);
        string bar = Text(1.5 + (k % 7 * 0.1), 1), capacity = Text(2.6 + (k % 7 * 0.01), 2);
        return $$"""{"created_at":"{{time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}","field1":{{Text(voltage, 3)}},"field2":"""
            + $$"""{{Text(current, 3)}},"field3":{{temperature3}},"field4":{{soc4}},"field5":{{bar}},"field6":{{Text(soc, 2)}},"""
            + $$"""
               "field7":{{status}},"field8":{{capacity}}}
               """;
    }

    private static string Text(double value, int decimals) =>
        value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
