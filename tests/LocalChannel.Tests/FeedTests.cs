using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace NanoBms.LocalChannel.Tests;

public class FeedTests
{
    // Two spans of ten minutes with entries, one without between them; the third entry has a text and a null.
    private const string Entries = """
        {"write_api_key":"WRITEKEY00000001","updates":[
        {"created_at":"2026-01-31T08:01:00Z","field1":1,"field2":"10.5","field3":"x"},
        {"created_at":"2026-01-31T08:04:00Z","field1":2,"field2":null,"field3":"y"},
        {"created_at":"2026-01-31T08:09:59Z","field1":"4.5","field2":"n/a","field3":"z"},
        {"created_at":"2026-01-31T08:20:00Z","field1":-3,"field2":0.25},
        {"created_at":"2026-01-31T08:25:00Z","field1":8,"field2":0.5}]}
        """;

    [Theory]
    [InlineData("9,1,5", "5")]
    [InlineData("9,1,5,-2", "3")]
    [InlineData("2,10,9", "9")] // by number, not by text
    public async Task The_median_does_not_depend_on_the_order_of_entries(string values, string median)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        IEnumerable<string> updates = values.Split(',')
            .Select((value, k) => $$"""{"created_at":"2026-01-31T08:0{{k}}:00Z","field1":{{value}}}""");
        string body = $$"""{"write_api_key":"{{RunningChannel.WriteKey}}","updates":[{{string.Join(',', updates)}}]}""";
        Assert.Equal(202, (await channel.PostJsonAsync("channels/1/bulk_update.json", body)).Status);

        Assert.Equal([median], (await channel.FeedsAsync("median=10")).Select(span => span.GetProperty("field1").GetString()));
    }

    [Fact]
    public async Task Feed_has_the_channel_with_its_field_names_and_the_newest_entries_oldest_first()
    {
        await using RunningChannel channel = await StartAsync();
        (int status, JsonElement json) = await channel.GetJsonAsync("channels/1/feeds.json?results=2");
        Assert.Equal(200, status);
        Assert.Equal(
            """{"id":1,"name":"Battery","field1":"Voltage","field2":"Current","field3":"Temperature","field4":"State of """
            + """charge","field5":"Error bar","field6":"State of charge by the network","field7":"Status","field8":"""
            + "\"Learnt capacity\",\"created_at\":"
            + "\"2026-01-31T09:00:00Z\",\"updated_at\":\"2026-01-31T08:25:00Z\",\"last_entry_id\":5}",
            json.GetProperty("channel").GetRawText());
        Assert.Equal(["-3", "8"], json.GetProperty("feeds").EnumerateArray().Select(entry => entry.GetProperty("field1").GetString()));
    }

    [Fact]
    public async Task Span_is_chosen_with_start_and_end_both_included()
    {
        await using RunningChannel channel = await StartAsync();
        JsonElement[] entries = await channel.FeedsAsync("start=2026-01-31%2008:04:00&end=2026-01-31T08:20:00Z");
        Assert.Equal([2, 3, 4], entries.Select(entry => entry.GetProperty("entry_id").GetInt32()));
        Assert.Equal([2, 3, 4], (await channel.FeedsAsync("start=2026-01-31%2009:04:00&end=2026-01-31%2009:20:00&timezone=Europe/Berlin"))
            .Select(entry => entry.GetProperty("entry_id").GetInt32()));
        Assert.Equal([4, 5], (await channel.FeedsAsync("minutes=45")).Select(entry => entry.GetProperty("entry_id").GetInt32()));
        Assert.Equal(5, (await channel.FeedsAsync("days=1")).Length);
        Assert.Empty(await channel.FeedsAsync("results=0"));
    }

    [Fact]
    public async Task Hundred_entries_are_given_where_nothing_is_asked_for()
    {
        await using RunningChannel channel = await StartAsync();
        string updates = string.Join(',', Enumerable.Range(1, 120).Select(k => $$"""{"delta_t":1,"field1":{{k}}}"""));
        await channel.PostJsonAsync(
            "channels/1/bulk_update.json", $$"""{"write_api_key":"{{RunningChannel.WriteKey}}","updates":[{{updates}}]}""");
        JsonElement[] entries = await channel.FeedsAsync("");
        Assert.Equal(100, entries.Length);
        Assert.Equal(("21", "120"), (entries[0].GetProperty("field1").GetString(), entries[99].GetProperty("field1").GetString()));
    }

    [Fact]
    public async Task Times_are_given_in_the_zone_that_is_asked_for()
    {
        await using RunningChannel channel = await StartAsync();
        Assert.Equal(
            "2026-01-31T13:55:00+05:30",
            (await channel.FeedsAsync("results=1&timezone=Asia/Kolkata"))[0].GetProperty("created_at").GetString());
        Assert.Equal("2026-01-31T08:25:00Z", (await channel.FeedsAsync("results=1&timezone=UTC"))[0].GetProperty("created_at").GetString());
        Assert.Equal(
            "2026-01-31T03:25:00-05:00", (await channel.FeedsAsync("results=1&offset=-5"))[0].GetProperty("created_at").GetString());
        Assert.Equal("2026-01-31T08:25:00Z", (await channel.FeedsAsync("results=1&offset=0"))[0].GetProperty("created_at").GetString());
        Assert.Equal(
            [4, 5],
            (await channel.FeedsAsync("start=2026-01-31%2010:10:00&offset=2")).Select(entry => entry.GetProperty("entry_id").GetInt32()));
        (_, JsonElement last) = await channel.GetJsonAsync("channels/1/fields/2/last.json?offset=1");
        Assert.Equal("""{"created_at":"2026-01-31T09:25:00+01:00","entry_id":5,"field2":"0.5"}""", last.GetRawText());
    }

    [Fact]
    public async Task A_day_is_put_together_from_its_first_moment_on()
    {
        await using RunningChannel channel = await StartAsync();
        JsonElement day = Assert.Single(await channel.FeedsAsync("average=daily"));
        Assert.Equal("2026-01-31T00:00:00Z", day.GetProperty("created_at").GetString());
        Assert.Equal("2.5", day.GetProperty("field1").GetString()); // (1 + 2 + 4.5 - 3 + 8) / 5
        Assert.Equal("12.5", Assert.Single(await channel.FeedsAsync("sum=1440")).GetProperty("field1").GetString());
        Assert.Equal(["7.5", "5"], (await channel.FeedsAsync("sum=20")).Select(entry => entry.GetProperty("field1").GetString()));
    }

    [Theory]
    [InlineData("average", "2.5 2.5", "10.5 0.375")] // (1 + 2 + 4.5) / 3, (-3 + 8) / 2; 10.5 alone, (0.25 + 0.5) / 2
    [InlineData("sum", "7.5 5", "10.5 0.75")]
    [InlineData("median", "2 2.5", "10.5 0.375")]
    [InlineData("timescale", "1 -3", "10.5 0.25")]
    public async Task Spans_of_ten_minutes_are_put_together(string kind, string field1, string field2)
    {
        await using RunningChannel channel = await StartAsync();
        JsonElement[] spans = await channel.FeedsAsync(kind + "=10");
        Assert.Equal(["2026-01-31T08:00:00Z", "2026-01-31T08:20:00Z"], spans.Select(span => span.GetProperty("created_at").GetString()));
        Assert.Equal(field1.Split(' '), spans.Select(span => span.GetProperty("field1").GetString()));
        Assert.Equal(field2.Split(' '), spans.Select(span => span.GetProperty("field2").GetString()));
        Assert.All(spans, span => Assert.Equal(JsonValueKind.Null, span.GetProperty("field3").ValueKind));
        Assert.All(spans, span => Assert.False(span.TryGetProperty("entry_id", out _)));
    }

    [Fact]
    public async Task Values_are_rounded_where_asked_for()
    {
        await using RunningChannel channel = await StartAsync();
        JsonElement[] day = await channel.FeedsAsync("average=daily&round=2");
        Assert.Equal("2026-01-31T00:00:00Z", Assert.Single(day).GetProperty("created_at").GetString());
        Assert.Equal("2.50", day[0].GetProperty("field1").GetString()); // (1 + 2 + 4.5 - 3 + 8) / 5
        Assert.Equal("3.75", day[0].GetProperty("field2").GetString()); // (10.5 + 0.25 + 0.5) / 3
        Assert.Equal(
            ["10.5", "n/a"],
            (await channel.FeedsAsync("round=1")).Where((_, k) => k is 0 or 2).Select(entry => entry.GetProperty("field2").GetString()));
    }

    [Fact]
    public async Task One_field_is_given_alone()
    {
        await using RunningChannel channel = await StartAsync();
        (_, JsonElement json) = await channel.GetJsonAsync("channels/1/fields/2.json?results=2");
        Assert.Equal("Current", json.GetProperty("channel").GetProperty("field2").GetString());
        Assert.False(json.GetProperty("channel").TryGetProperty("field1", out _));
        Assert.Equal(
            """[{"created_at":"2026-01-31T08:20:00Z","entry_id":4,"field2":"0.25"},"""
            + """{"created_at":"2026-01-31T08:25:00Z","entry_id":5,"field2":"0.5"}]""",
            json.GetProperty("feeds").GetRawText());
        Assert.Equal(
            "created_at,entry_id,field2\n2026-01-31 08:20:00 UTC,4,0.25\n2026-01-31 08:25:00 UTC,5,0.5\n",
            await channel.GetTextAsync("channels/1/fields/2.csv?results=2"));
        Assert.Equal("0.5", await channel.GetTextAsync("channels/1/fields/2/last.txt"));
        Assert.Equal(
            """{"created_at":"2026-01-31T08:25:00Z","entry_id":5,"field2":"0.5"}""",
            await channel.GetTextAsync("channels/1/fields/2/last.json"));
    }

    [Fact]
    public async Task Csv_has_a_heading_and_quotes_what_needs_it()
    {
        await using RunningChannel channel = await StartAsync();
        await channel.PostFormAsync(
            "update", $"api_key={RunningChannel.WriteKey}&field1=a%2Cb&field8=%22&status=ok&created_at=2026-01-31T08:30:00Z");
        Assert.Equal(
            "created_at,entry_id,field1,field2,field3,field4,field5,field6,field7,field8,latitude,longitude,elevation,status\n"
            + "2026-01-31 08:25:00 UTC,5,8,0.5,,,,,,,,,,\n"
            + "2026-01-31 08:30:00 UTC,6,\"a,b\",,,,,,,\"\"\"\",,,,ok\n",
            await channel.GetTextAsync("channels/1/feeds.csv?results=2&location=true&status=true"));
    }

    [Fact]
    public async Task Last_entry_is_the_one_that_came_last()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        Assert.Equal("\"-1\"", await channel.GetTextAsync("channels/1/feeds/last.json"));
        await channel.PostJsonAsync("channels/1/bulk_update.json", Entries);
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=0&created_at=2026-01-31T08:02:00Z");
        (_, JsonElement last) = await channel.GetJsonAsync("channels/1/feeds/last.json");
        Assert.Equal((6, "0"), (last.GetProperty("entry_id").GetInt32(), last.GetProperty("field1").GetString()));
        (_, JsonElement feed) = await channel.GetJsonAsync("channels/1/feeds.json");
        Assert.Equal(6, feed.GetProperty("channel").GetProperty("last_entry_id").GetInt32());
    }

    [Fact]
    public async Task Gaps_in_the_numbers_of_entries_are_named_in_the_order_of_time()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        string[] statuses = ["n1", "n2", "n5-2r", "n9"];
        for (int k = 0; k < statuses.Length; k++)
        {
            // An entry that comes late fills its gap.
            string late = k == 3 ? "&created_at=2026-01-31T08:00:50Z" : "";
            string time = late.Length > 0 ? late : $"&created_at=2026-01-31T08:00:{k * 15:00}Z";
            await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1&status={statuses[k]}{time}");
        }

        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1&status=n3&created_at=2026-01-31T08:00:20Z");
        (_, JsonElement gaps) = await channel.GetJsonAsync("channels/1/gaps.json");
        Assert.Equal(
            """[{"before":"2026-01-31T08:00:30Z","first":4,"last":4,"reason":"1 for which there was no room, or no time"},"""
                + """{"before":"2026-01-31T08:00:50Z","first":6,"last":8,"reason":"the device does not know why"}]""",
            gaps.GetRawText());
        (_, JsonElement page) = await channel.GetJsonAsync("channels/1/page.json?hours=24");
        Assert.True(page.GetProperty("numbered").GetBoolean());
        Assert.Equal(
            """{"before":1769846430000,"first":4,"last":4,"reason":"1 for which there was no room, or no time"}""",
            page.GetProperty("gaps")[0].GetRawText());
        Assert.Equal(2, page.GetProperty("gaps").GetArrayLength());
    }

    [Fact]
    public async Task Status_texts_are_given_alone()
    {
        await using RunningChannel channel = await StartAsync();
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&status=on&created_at=2026-01-31T08:30:00Z");
        (_, JsonElement json) = await channel.GetJsonAsync("channels/1/status.json");
        Assert.Equal("""[{"created_at":"2026-01-31T08:30:00Z","entry_id":6,"status":"on"}]""", json.GetProperty("feeds").GetRawText());
    }

    [Fact]
    public async Task Private_channel_is_read_with_its_keys_only()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync(isPublic: false);
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1");
        foreach ((string path, HttpStatusCode status, string? body) in new[]
        {
            ("feeds.json", HttpStatusCode.BadRequest, "-1"), ("feeds.csv", HttpStatusCode.BadRequest, "-1"),
            ("feeds/last.json", HttpStatusCode.OK, "\"-1\""), ("fields/1.json", HttpStatusCode.BadRequest, "-1"),
            ("fields/1/last.txt", HttpStatusCode.OK, "\"-1\""), ("status.json", HttpStatusCode.BadRequest, "-1"),
            ("page.json", HttpStatusCode.Unauthorized, null), ("live", HttpStatusCode.Unauthorized, null),
        })
        {
            using HttpResponseMessage refused = await channel.Client.GetAsync(
                $"channels/1/{path}?api_key=WRONG", TestContext.Current.CancellationToken);
            Assert.Equal(status, refused.StatusCode);
            string answer = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(body ?? answer, answer);
        }

        Assert.Equal(200, (await channel.GetJsonAsync($"channels/1/feeds.json?api_key={RunningChannel.ReadKey}")).Status);
        Assert.Equal(200, (await channel.GetJsonAsync($"channels/1/feeds.json?api_key={RunningChannel.WriteKey}")).Status);
        channel.Client.DefaultRequestHeaders.Add("THINGSPEAKAPIKEY", RunningChannel.ReadKey);
        Assert.Equal(200, (await channel.GetJsonAsync("channels/1/feeds.json")).Status);
    }

    [Theory]
    [InlineData("channels/2/feeds.json", 404, "There is no channel 2 on this server.")]
    [InlineData("channels/1/fields/9.json", 404, "Nothing is at this address; check channel number and path.")]
    [InlineData("channels/1/feeds.xml", 404, "Nothing is at this address; check channel number and path.")]
    [InlineData("channels/1/feeds.json?results=many", 400, "results is not a whole number from 0 to 2147483647.")]
    [InlineData("channels/1/feeds.json?start=soon", 400, "'soon' is not a time; write it as 2026-01-31T08:00:00Z.")]
    [InlineData("channels/1/feeds.json?average=7", 400, "average is not one of 10, 15, 20, 30, 60, 240, 720, 1440, daily (minutes).")]
    [InlineData("channels/1/feeds.json?average=10&sum=10", 400, "Only one of average, median, sum and timescale can be asked for.")]
    [InlineData("channels/1/feeds.json?timezone=Middle/Earth", 400, "There is no time zone 'Middle/Earth'; name one as in Europe/Berlin.")]
    [InlineData("channels/1/feeds.json?offset=late", 400, "offset is not a whole number of hours from -14 to 14.")]
    [InlineData("channels/1/feeds.json?round=-1", 400, "round is not a whole number from 0 to 15.")]
    public async Task Refusals_say_what_is_wrong(string path, int status, string details)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        (int answered, JsonElement json) = await channel.GetJsonAsync(path);
        Assert.Equal(details, json.GetProperty("error").GetProperty("details").GetString());
        Assert.Equal(status, answered);
        Assert.Equal(status.ToString(CultureInfo.InvariantCulture), json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Page_data_averages_what_is_too_much_to_draw_but_keeps_status_bits()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await SampleEntries.WriteAsync(channel, 8640, new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero));
        (_, JsonElement json) = await channel.GetJsonAsync("channels/1/page.json?hours=100");
        JsonElement[] rows = [.. json.GetProperty("rows").EnumerateArray()];
        Assert.Equal(120000, json.GetProperty("averageMs").GetInt64());
        Assert.InRange(rows.Length, 1000, 2000);

        // Power-up and restart share the first span, restart and backlog the one after the gap; a fault holds the value.
        Assert.Equal(
            ["0", "12", "20", "28", "3", "4", "8"], rows.Select(row => row[8].GetString()!).Distinct().Order(StringComparer.Ordinal));
        (_, JsonElement day) = await channel.GetJsonAsync("channels/1/page.json?hours=20");
        Assert.Equal(0, day.GetProperty("averageMs").GetInt64());
    }

    private static async Task<RunningChannel> StartAsync()
    {
        RunningChannel channel = await RunningChannel.StartAsync(
            clock: new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 9, 0, 0, TimeSpan.Zero)));
        Assert.Equal(202, (await channel.PostJsonAsync("channels/1/bulk_update.json", Entries)).Status);
        return channel;
    }
}
