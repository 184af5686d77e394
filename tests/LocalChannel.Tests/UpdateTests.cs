using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace NanoBms.LocalChannel.Tests;

public class UpdateTests
{
    [Fact]
    public async Task Get_writes_an_entry_and_answers_its_number()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        Assert.Equal("1", await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=3.850"));
        Assert.Equal("2", await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=3.849"));
        Assert.Equal(["3.850", "3.849"], (await channel.FeedsAsync()).Select(entry => entry.GetProperty("field1").GetString()));
    }

    [Fact]
    public async Task Form_values_come_back_as_the_text_that_was_written()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        (int status, string text) = await channel.PostFormAsync("update",
            $"api_key={RunningChannel.WriteKey}&field1=3.850&field2=-2.300&field3=&field4=abc%20%C2%B0&field8=007" +
            "&lat=52.5&long=13.4&elevation=34&status=on+bench&created_at=2026-01-31T08:00:00Z");
        Assert.Equal((200, "1"), (status, text));
        JsonElement entry = Assert.Single(await channel.FeedsAsync());
        Assert.Equal(
            """{"created_at":"2026-01-31T08:00:00Z","entry_id":1,"field1":"3.850","field2":"-2.300","field3":null,"field4":"abc °","""
            + "\"field5\":" + """null,"field6":null,"field7":null,"field8":"007","latitude":"52.5","longitude":"13.4","elevation":"34","""
            + "\"status\":\"on bench\"}",
            entry.GetRawText());
    }

    [Fact]
    public async Task Json_numbers_keep_their_digits_and_the_answer_is_the_entry()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        (int status, JsonElement json) = await channel.PostJsonAsync("update.json",
            $$"""{"api_key":"{{RunningChannel.WriteKey}}","field1":3.850,"field2":"-0.10","field3":"""
            + """null,"created_at":"2026-01-31T08:00:00Z"}""");
        Assert.Equal(200, status);
        Assert.Equal(1, json.GetProperty("channel_id").GetInt64());
        Assert.Equal(1, json.GetProperty("entry_id").GetInt64());
        Assert.Equal("3.850", json.GetProperty("field1").GetString());
        Assert.Equal("-0.10", json.GetProperty("field2").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("field3").ValueKind);
        Assert.Equal("2026-01-31T08:00:00Z", json.GetProperty("created_at").GetString());
    }

    [Fact]
    public async Task Key_may_be_in_the_header()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        channel.Client.DefaultRequestHeaders.Add("THINGSPEAKAPIKEY", RunningChannel.WriteKey);
        Assert.Equal((200, "1"), await channel.PostFormAsync("update", "field1=1"));
    }

    [Theory]
    [InlineData("1769846400")]
    [InlineData("2026-01-31 08:00:00")]
    [InlineData("2026-01-31 08:00:00 UTC")]
    [InlineData("2026-01-31T09:00:00%2B01:00")]
    [InlineData("2026-01-31 09:00:00&timezone=Europe/Berlin")]
    public async Task Times_are_understood_in_all_usual_forms(string time)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        Assert.Equal("1", await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1&created_at={time}"));
        Assert.Equal("2026-01-31T08:00:00Z", Assert.Single(await channel.FeedsAsync()).GetProperty("created_at").GetString());
    }

    [Fact]
    public async Task Taken_time_is_refused_and_the_first_entry_stays()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        string write = $"api_key={RunningChannel.WriteKey}&created_at=2026-01-31T08:00:00Z&field1=";
        Assert.Equal("1", await channel.GetTextAsync("update?" + write + "1"));
        Assert.Equal("0", await channel.GetTextAsync("update?" + write + "2"));
        (int status, JsonElement json) = await channel.GetJsonAsync("update.json?" + write + "2");
        Assert.Equal(409, status);
        AssertError(json, "409", "error_conflict", "Conflict");
        Assert.Equal("1", Assert.Single(await channel.FeedsAsync()).GetProperty("field1").GetString());
    }

    [Fact]
    public async Task Entries_without_a_time_are_all_kept_even_within_one_moment()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero));
        await using RunningChannel channel = await RunningChannel.StartAsync(clock: clock);
        for (int k = 1; k <= 3; k++)
        {
            Assert.Equal($"{k}", await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1={k}"));
        }

        Assert.Equal(["1", "2", "3"], (await channel.FeedsAsync()).Select(entry => entry.GetProperty("field1").GetString()));
    }

    [Theory]
    [InlineData("update?api_key=WRITEKEY00000001", 421, "error_no_action")]
    [InlineData("update?api_key=WRITEKEY00000001&field1=1&created_at=yesterday", 400, "error_bad_request")]
    [InlineData("update?api_key=WRITEKEY00000001&field1=1&lat=91", 400, "error_bad_request")]
    [InlineData("update?api_key=WRITEKEY00000001&field1=1&long=east", 400, "error_bad_request")]
    [InlineData("update?api_key=WRITEKEY00000001&field1=%FF", 422, "error_invalid_byte_sequence")]
    public async Task Refusals_have_status_and_code_and_store_nothing(string path, int status, string code)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        using HttpResponseMessage text = await channel.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode)status, text.StatusCode);
        Assert.Equal(code, await text.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (int jsonStatus, JsonElement json) = await channel.GetJsonAsync(path.Replace("update?", "update.json?", StringComparison.Ordinal));
        Assert.Equal(status, jsonStatus);
        Assert.Equal(code, json.GetProperty("error").GetProperty("error_code").GetString());
        Assert.Empty(await channel.FeedsAsync());
    }

    [Theory]
    [InlineData("field1=1")]
    [InlineData("api_key=WRONG&field1=1")]
    [InlineData("api_key=READKEY000000001&field1=1")]
    public async Task A_wrong_key_is_answered_400_and_0_at_both_addresses(string query)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        foreach (string address in (string[])["update", "update.json"])
        {
            using HttpResponseMessage reply = await channel.Client.GetAsync($"{address}?{query}", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
            Assert.Equal("0", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal((400, "0"), await channel.PostFormAsync(address, query));
        }

        Assert.Empty(await channel.FeedsAsync());
    }

    [Fact]
    public async Task Too_long_value_is_refused_with_its_length()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        string write = $"update.json?api_key={RunningChannel.WriteKey}&field2=";
        Assert.Equal(200, (await channel.GetJsonAsync(write + new string('1', 255))).Status);
        (int status, JsonElement json) = await channel.GetJsonAsync(write + new string('1', 256));
        Assert.Equal(400, status);
        Assert.Equal("field2 has 256 characters; a field holds at most 255.", json.GetProperty("error").GetProperty("details").GetString());
    }

    [Theory]
    [InlineData("field2")]
    [InlineData("status")]
    public async Task A_NUL_character_which_no_database_of_texts_holds_is_refused_at_every_address(string name)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        string sentence = $"{name} holds a NUL character; a field is a text.";

        Refused(await channel.GetJsonAsync($"update.json?api_key={RunningChannel.WriteKey}&field1=1&{name}=a%00b"));
        Refused(await channel.PostJsonAsync(
            "update.json", $$"""{"api_key":"{{RunningChannel.WriteKey}}","field1":1,"{{name}}":"a\u0000b"}"""));
        Refused(await channel.PostJsonAsync(
            "channels/1/bulk_update.json",
            $$"""{"write_api_key":"{{RunningChannel.WriteKey}}","updates":[{"delta_t":1,"field1":1,"{{name}}":"a\u0000b"}]}"""));

        Assert.Empty(await channel.FeedsAsync());

        void Refused((int Status, JsonElement Json) reply)
        {
            Assert.Equal(400, reply.Status);
            Assert.Equal(sentence, reply.Json.GetProperty("error").GetProperty("details").GetString());
        }
    }

    [Theory]
    [InlineData("{\"field1\":", 400, "error_bad_request")]
    [InlineData("[1]", 400, "error_bad_request")]
    public async Task Body_that_is_no_json_object_is_refused(string body, int status, string code)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        (int answered, JsonElement json) = await channel.PostJsonAsync("update.json?api_key=" + RunningChannel.WriteKey, body);
        Assert.Equal(status, answered);
        Assert.Equal(code, json.GetProperty("error").GetProperty("error_code").GetString());
    }

    [Fact]
    public async Task Other_methods_and_addresses_are_refused_in_json()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        using HttpResponseMessage put = await channel.Client.PutAsync("update", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
        AssertError(await RunningChannel.JsonOfAsync(put), "405", "error_method_invalid", "Method Not Allowed");
        (int status, JsonElement json) = await channel.GetJsonAsync("chanels/1/feeds.json");
        Assert.Equal(404, status);
        AssertError(json, "404", "error_resource_not_found", "Resource Not Found");
    }

    [Fact]
    public async Task Too_large_body_is_refused()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();

        // Asks before it sends, as the server closes the connection on who sends all the same.
        channel.Client.DefaultRequestHeaders.ExpectContinue = true;
        (int status, JsonElement json) = await channel.PostJsonAsync("channels/1/bulk_update.json", new string(' ', (8 << 20) + 1));
        Assert.Equal(413, status);
        AssertError(json, "413", "error_request_too_large", "Request Entity Too Large");
    }

    private static void AssertError(JsonElement json, string status, string code, string message)
    {
        Assert.Equal(status, json.GetProperty("status").GetString());
        Assert.Equal(code, json.GetProperty("error").GetProperty("error_code").GetString());
        Assert.Equal(message, json.GetProperty("error").GetProperty("message").GetString());
        Assert.NotEmpty(json.GetProperty("error").GetProperty("details").GetString()!);
    }
}
