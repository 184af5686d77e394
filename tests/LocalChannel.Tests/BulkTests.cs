using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace NanoBms.LocalChannel.Tests;

public class BulkTests
{
    private const string Path = "channels/1/bulk_update.json";

    private static readonly DateTimeOffset Now = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Entries_with_times_are_stored_and_given_in_the_order_of_time()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        (int status, JsonElement json) = await channel.PostJsonAsync(Path, Body(
            """{"created_at":"2026-01-31T08:00:15Z","field1":3.849,"latitude":52.5,"longitude":-13.4,"elevation":34,"status":"second"}""",
            """{"created_at":"2026-01-31T08:00:00Z","field1":"3.850","field8":null}"""));
        Assert.Equal(202, status);
        Assert.Equal("""{"success":true}""", json.GetRawText());
        Assert.Equal(
            [
                """{"created_at":"2026-01-31T08:00:00Z","entry_id":2,"field1":"3.850","field2":null,"field3":null,"field4":null,"field5":"""
                    + """null,"field6":null,"field7":null,"field8":null,"latitude":null,"longitude":null,"elevation":null,"status":null}""",
                """{"created_at":"2026-01-31T08:00:15Z","entry_id":1,"field1":"3.849","field2":null,"field3":null,"field4":null,"field5":"""
                    + """null,"field6":null,"field7":null,"field8":null,"latitude":"52.5","longitude":"-13.4","elevation":"34","""
                    + "\"status\":\"second\"}",
            ],
            (await channel.FeedsAsync()).Select(entry => entry.GetRawText()));
    }

    [Fact]
    public async Task Seconds_since_the_entry_before_date_the_last_entry_now()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync(clock: new FakeTimeProvider(Now));
        Assert.Equal(202, (await channel.PostJsonAsync(Path, Body(
            """{"delta_t":0,"field1":1}""", """{"delta_t":15,"field1":2}""", """{"delta_t":"20","field1":3}"""))).Status);
        Assert.Equal(
            [("2026-01-31T07:59:25Z", "1"), ("2026-01-31T07:59:40Z", "2"), ("2026-01-31T08:00:00Z", "3")],
            (await channel.FeedsAsync()).Select(
                entry => (entry.GetProperty("created_at").GetString(), entry.GetProperty("field1").GetString())));
    }

    [Fact]
    public async Task Csv_is_read_with_absolute_and_relative_times()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync(clock: new FakeTimeProvider(Now));
        Assert.Equal((202, """{"success":true}"""), await channel.PostFormAsync("channels/1/bulk_update.csv",
            $"write_api_key={RunningChannel.WriteKey}&time_format=absolute&"
                + "updates=2026-01-31T06:00:00Z,3.85,-2.3,,,,,,,52.5,13.4,34,fine|2026-01-31T06:00:15Z,3.84"));
        Assert.Equal((202, """{"success":true}"""), await channel.PostFormAsync("channels/1/bulk_update.csv",
            $"write_api_key={RunningChannel.WriteKey}&time_format=relative&updates=0,3.83|15,3.82"));
        JsonElement[] feeds = await channel.FeedsAsync();
        Assert.Equal(
            [("2026-01-31T06:00:00Z", "3.85"), ("2026-01-31T06:00:15Z", "3.84"), ("2026-01-31T07:59:45Z", "3.83"),
                ("2026-01-31T08:00:00Z", "3.82")],
            feeds.Select(entry => (entry.GetProperty("created_at").GetString(), entry.GetProperty("field1").GetString())));
        Assert.Equal("-2.3", feeds[0].GetProperty("field2").GetString());
        Assert.Equal("fine", feeds[0].GetProperty("status").GetString());
        Assert.Equal("34", feeds[0].GetProperty("elevation").GetString());
    }

    [Fact]
    public async Task Entries_that_are_sent_again_are_stored_once_and_the_new_ones_among_them_too()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        const string First = """{"created_at":"2026-01-31T08:00:00Z","field1":1}""",
            Second = """{"created_at":"2026-01-31T08:00:15Z","field1":2}""";
        Assert.Equal(202, (await channel.PostJsonAsync(Path, Body(First))).Status);
        Assert.Equal(202, (await channel.PostJsonAsync(Path, Body(First))).Status);
        Assert.Equal(202, (await channel.PostJsonAsync(Path, Body(First, Second))).Status);
        Assert.Equal(
            [(1, "1"), (2, "2")],
            (await channel.FeedsAsync()).Select(
                entry => (entry.GetProperty("entry_id").GetInt32(), entry.GetProperty("field1").GetString())));
    }

    [Fact]
    public async Task As_many_entries_as_allowed_are_taken_and_one_more_is_refused_whole()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync(clock: new FakeTimeProvider(Now));
        (int status, JsonElement json) = await channel.PostJsonAsync(
            Path, Body([.. Enumerable.Range(0, 961).Select(_ => """{"delta_t":1,"field1":1}""")]));
        Assert.Equal(413, status);
        Assert.Equal(
            "961 updates are more than the 960 that one bulk write may hold; send them in parts.",
            json.GetProperty("error").GetProperty("details").GetString());
        Assert.Empty(await channel.FeedsAsync());
        Assert.Equal(
            202,
            (await channel.PostJsonAsync(Path, Body([.. Enumerable.Range(0, 960).Select(_ => """{"delta_t":1,"field1":1}""")]))).Status);
        Assert.Equal(960, (await channel.FeedsAsync()).Length);
    }

    [Theory]
    [InlineData(
        """{"write_api_key":"WRONG","updates":[{"delta_t":0,"field1":1}]}""", 401,
        "The write key (api_key or header THINGSPEAKAPIKEY) is missing or not the one of this channel.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001"}""", 400,
        "The body is not {\"write_api_key\":\"..\",\"updates\":[..]} with content type application/json.")]
    [InlineData("""{"write_api_key":"WRITEKEY00000001","updates":[]}""", 421, "The list of updates is empty.")]
    [InlineData("""{"write_api_key":"WRITEKEY00000001","updates":[1]}""", 400, "Update 1 is not a JSON object.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":0,"field1":1},{"field1":1}]}""", 400,
        "Update 2 needs one of created_at and delta_t.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":0,"field1":1},{"delta_t":0,"field1":1}]}""", 400,
        "delta_t of update 2 is 0; only the first one may be, as times are unique.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":1.5,"field1":1}]}""", 400,
        "delta_t of update 1 is not a whole number of seconds, 0 or more.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":0,"field1":1},{"created_at":"2026-01-31T08:00:00Z","field1":1}]}""",
        400, "Update 2 mixes created_at and delta_t; use one of them in a write.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001","updates":[{"created_at":"2026-01-31T08:00:00Z"},"""
            + """{"created_at":"2026-01-31 09:00:00+01:00"}]}""",
        400, "Update 2 has the time of another one (2026-01-31T08:00:00Z); times are unique in a channel.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001","updates":[{"created_at":"31.1.2026","field1":1}]}""", 400,
        "'31.1.2026' is not a time; write it as 2026-01-31T08:00:00Z.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":0,"field1":[1]}]}""", 400, "field1 is neither a text nor a number.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":0,"latitude":"north"}]}""", 400,
        "The latitude is not a number within -90..90.")]
    [InlineData(
        """{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":0,"field1":1}""", 400, "The body is not JSON (line 1, byte 72).")]
    public async Task Refusals_say_what_is_wrong_and_store_nothing(string body, int status, string details)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        (int answered, JsonElement json) = await channel.PostJsonAsync(Path, body);
        Assert.Equal(details, json.GetProperty("error").GetProperty("details").GetString());
        Assert.Equal(status, answered);
        Assert.Empty(await channel.FeedsAsync());
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        (int status, string text) = await channel.PostAsync(Path, "application/json", [.. "{\"updates\":\""u8, 0xFF, .. "\"}"u8]);
        Assert.Equal(422, status);
        Assert.Contains("error_invalid_byte_sequence", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":0,"status":"\ud800"}]}""")]
    [InlineData("""{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":0,"\udc00":1}]}""")]
    public async Task Half_a_surrogate_pair_is_refused(string body)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        (int status, string text) = await channel.PostAsync(Path, "application/json", Encoding.UTF8.GetBytes(body));
        Assert.Equal(422, status);
        Assert.Contains("error_invalid_byte_sequence", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Channel_that_is_not_there_is_refused()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        (int status, JsonElement json) = await channel.PostJsonAsync("channels/7/bulk_update.json", Body("""{"delta_t":0,"field1":1}"""));
        Assert.Equal(404, status);
        Assert.Equal("There is no channel 7 on this server.", json.GetProperty("error").GetProperty("details").GetString());
    }

    private static string Body(params string[] updates) =>
        $$"""{"write_api_key":"{{RunningChannel.WriteKey}}","updates":[{{string.Join(',', updates)}}]}""";
}
