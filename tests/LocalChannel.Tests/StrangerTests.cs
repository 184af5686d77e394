using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests;

/// <summary>Who has no key, sends too much, too slowly, too early, or comes under another name.</summary>
public sealed class StrangerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_official_clients_write_and_reads_are_answered_byte_for_byte()
    {
        // Requests as src/ThingSpeak.h makes them: always under ThingSpeak's own name, with the key in X-THINGSPEAKAPIKEY.
        await using RunningChannel channel = await RunningChannel.StartAsync(isPublic: false);
        const string body = "field1=3.850&field4=72.45&status=on+bench&headers=false";
        Assert.Equal("1", await RawAsync(
            channel, $"POST /update HTTP/1.1\r\n{Head(RunningChannel.WriteKey)}Content-Type: application/x-www-form-urlencoded\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{body}"));
        Assert.Equal("72.45", await ReadAsync("/fields/4/last"));
        string entry = await ReadAsync("/feeds/last.txt?status=true&location=true");
        foreach (string member in (string[])["\"field1\":\"3.850\"", "\"status\":\"on bench\"", "\"latitude\":null", "\"created_at\":\""])
        {
            Assert.Contains(member, entry, StringComparison.Ordinal);
        }

        Task<string> ReadAsync(string path) =>
            RawAsync(channel, $"GET /channels/1{path} HTTP/1.1\r\n{Head(RunningChannel.ReadKey)}\r\n");
    }

    [Theory]
    [InlineData("127.0.0.1:8080", 200)]
    [InlineData("localhost", 200)]
    [InlineData("raspberrypi", 200)]
    [InlineData("raspberrypi.local:8080", 200)]
    [InlineData("api.thingspeak.com", 200)]
    [InlineData("[::1]", 200)]
    [InlineData("battery.example.org", 200)]
    [InlineData("attacker.example", 400)]
    [InlineData("localhost.attacker.example", 400)]
    [InlineData("fritz.box", 400)]
    public async Task A_name_that_somebody_else_may_own_is_not_answered(string host, int status)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync(hostNames: ["battery.example.org"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "channels/1/feeds.json") { Headers = { Host = host } };
        using HttpResponseMessage reply = await channel.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)reply.StatusCode);
        if (status == 400)
        {
            JsonElement json = await RunningChannel.JsonOfAsync(reply);
            Assert.Equal(
                $"This server does not answer to the name '{host}'; use its IP address, or start it with --host {host}.",
                json.GetProperty("error").GetProperty("details").GetString());
        }
    }

    [Fact]
    public async Task After_ten_wrong_keys_no_key_is_looked_at_until_time_has_passed()
    {
        var clock = new FakeTimeProvider(Now);
        await using RunningChannel channel = await RunningChannel.StartAsync(clock: clock);
        for (int k = 0; k < 10; k++)
        {
            Assert.Equal("0", await channel.GetTextAsync($"update?api_key=WRONGKEY{k}&field1=1"));
        }

        using (HttpResponseMessage spent = await channel.Client.GetAsync(
            $"update?api_key={RunningChannel.WriteKey}&field1=1", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, spent.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(6), spent.Headers.RetryAfter!.Delta);
        }

        // A public channel is read all the while: no key is needed.
        Assert.Empty(await channel.FeedsAsync());
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("1", await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1"));
        Assert.Equal("0", await channel.GetTextAsync("update?api_key=WRONGKEY11&field1=1"));
        Assert.Equal(429,
            (await channel.PostJsonAsync("channels/1/bulk_update.json", """{"write_api_key":"WRONG","updates":[]}""")).Status);
    }

    [Fact]
    public async Task A_request_without_a_key_writes_nothing_and_is_not_counted_as_a_guess()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        for (int k = 0; k < 20; k++)
        {
            Assert.Equal("0", await channel.GetTextAsync("update?field1=1"));
        }

        Assert.Equal("1", await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1"));
    }

    [Theory]
    [InlineData("{\"write_api_key\":\"WRONGKEY00000001\",\"updates\":[", "missing or not the one")]
    [InlineData("{\"updates\":[", "not within the first 64 KB")]
    [InlineData("no json at all", "not within the first 64 KB")]
    public async Task Of_a_stranger_no_more_than_64_kilobytes_are_read(string start, string sentence)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        const int promised = 4 << 20;
        using Socket socket = await ConnectAsync(channel);
        await SendAsync(
            socket, $"POST /channels/1/bulk_update.json HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {promised}\r\n\r\n{start}");
        await SendAsync(socket, new string(' ', 80 << 10));

        // The answer comes although the rest of the body never does.
        string reply = await ReceiveAsync(socket);
        Assert.StartsWith("HTTP/1.1 401 ", reply, StringComparison.Ordinal);
        Assert.Contains(sentence, reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_in_the_header_is_judged_before_the_body_comes()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        using Socket socket = await ConnectAsync(channel);
        await SendAsync(
            socket, "POST /update HTTP/1.1\r\nHost: localhost\r\nX-THINGSPEAKAPIKEY: WRONGKEY00000001\r\nContent-Length: 1000\r\n\r\n");
        string reply = await ReceiveAsync(socket);
        Assert.StartsWith("HTTP/1.1 400 ", reply, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n0", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_that_drips_is_cut_off_when_its_time_is_over()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync(bodyTimeout: TimeSpan.FromSeconds(1));
        using Socket socket = await ConnectAsync(channel);
        await SendAsync(
            socket, $"POST /channels/1/bulk_update.json HTTP/1.1\r\nHost: localhost\r\nX-THINGSPEAKAPIKEY: {RunningChannel.WriteKey}\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n");
        Task<string> reply = ReceiveAsync(socket);

        // Far more than the server's own least rate, which alone would let this go on.
        for (int k = 0; k < 100 && !reply.IsCompleted; k++)
        {
            await SendAsync(socket, new string(' ', 200));
            await Task.WhenAny(reply, Task.Delay(50, TestContext.Current.CancellationToken));
        }

        Assert.StartsWith("HTTP/1.1 408 ", await reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3600, true)]
    [InlineData(3601, false)]
    public async Task An_entry_of_the_future_is_refused(int aheadS, bool isTaken)
    {
        await using RunningChannel channel = await RunningChannel.StartAsync(clock: new FakeTimeProvider(Now));
        string time = Now.AddSeconds(aheadS).ToString("yyyy-MM-ddTHH:mm:ssZ", null);
        (int status, JsonElement json) = await channel.PostJsonAsync(
            "channels/1/bulk_update.json",
            $$"""
            {
              "write_api_key": "{{RunningChannel.WriteKey}}",
              "updates": [{ "created_at": "2026-01-31T07:00:00Z", "field1": 1 }, { "created_at": "{{time}}", "field1": 2 }]
            }
            """);
        Assert.Equal(isTaken ? 202 : 422, status);
        Assert.Equal(isTaken ? 2 : 0, (await channel.FeedsAsync()).Length);
        if (!isTaken)
        {
            Assert.Equal(
                $"{time} is more than 3600 s ahead of this server's clock (2026-01-31T08:00:00Z); set the device's clock, or start the "
                    + "server with another --max-ahead.",
                json.GetProperty("error").GetProperty("details").GetString());
        }
    }

    [Fact]
    public async Task Where_any_time_is_taken_an_entry_of_the_future_hides_no_later_one()
    {
        var clock = new FakeTimeProvider(Now);
        await using RunningChannel channel = await RunningChannel.StartAsync(clock: clock, maxAhead: null);
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1&created_at=2036-01-01T00:00:00Z");
        for (int k = 2; k <= 4; k++)
        {
            clock.Advance(TimeSpan.FromSeconds(15));
            await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1={k}");
        }

        Assert.Equal("4", await channel.GetTextAsync("channels/1/fields/1/last.txt"));
        (_, JsonElement page) = await channel.GetJsonAsync("channels/1/page.json?hours=24");
        Assert.Equal(3, page.GetProperty("rows").GetArrayLength());
        Assert.Equal("[1]", page.GetProperty("ahead").GetRawText());
    }

    [Fact]
    public async Task The_keys_owner_deletes_an_entry_whose_number_is_not_given_again()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        for (int k = 1; k <= 3; k++)
        {
            await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1={k}");
        }

        Assert.Equal(401, (await DeleteAsync("channels/1/feeds/3.json")).Status);
        Assert.Equal(401, (await DeleteAsync($"channels/1/feeds/3.json?api_key={RunningChannel.ReadKey}")).Status);
        Assert.Equal((404, "Channel 1 has no entry 4."), await DeleteAsync($"channels/1/feeds/4.json?api_key={RunningChannel.WriteKey}"));
        Assert.Equal(200, (await DeleteAsync($"channels/1/feeds/3.json?api_key={RunningChannel.WriteKey}")).Status);
        Assert.Equal(["1", "2"], (await channel.FeedsAsync()).Select(entry => entry.GetProperty("field1").GetString()));
        await channel.RestartAsync();
        (_, JsonElement json) = await channel.GetJsonAsync("channels/1/feeds.json");
        Assert.Equal(3, json.GetProperty("channel").GetProperty("last_entry_id").GetInt64());
        Assert.Equal("4", await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=4"));

        async Task<(int Status, string? Details)> DeleteAsync(string path)
        {
            using HttpResponseMessage reply = await channel.Client.DeleteAsync(path, TestContext.Current.CancellationToken);
            JsonElement answer = await RunningChannel.JsonOfAsync(reply);
            return ((int)reply.StatusCode,
                answer.TryGetProperty("error", out JsonElement error) ? error.GetProperty("details").GetString() : null);
        }
    }

    [Fact]
    public async Task The_database_is_its_owners_alone_also_where_an_older_server_left_it_open()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip.Unless(false, "needs file modes, which Windows does not have");
            return;
        }

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1");
        foreach (string file in Directory.GetFiles(channel.Folder, "channel.db").Concat(Directory.GetFiles(channel.Folder, "channel.db-*")))
        {
            Assert.Equal(owner, File.GetUnixFileMode(file));
        }

        await channel.RestartAsync(() => Open(channel.DatabasePath));
        Assert.Equal(owner, File.GetUnixFileMode(channel.DatabasePath));
    }

    [Fact]
    public async Task A_database_of_the_version_before_keeps_its_entries()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1");
        await channel.RestartAsync(() =>
        {
            using var connection = new SqliteConnection($"Data Source={channel.DatabasePath};Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE channels DROP COLUMN last_entry_id; DROP TABLE channel_states; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        });
        Assert.Equal("2", await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=2"));
        Assert.Equal(2, (await channel.FeedsAsync()).Length);
    }

    private static void Open(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        }
    }

    private static string Head(string key) =>
        $"Host: api.thingspeak.com\r\nUser-Agent: tslib-arduino/2.0.2 (ESP32)\r\nX-THINGSPEAKAPIKEY: {key}\r\n";

    private static async Task<string> RawAsync(RunningChannel channel, string request)
    {
        using Socket socket = await ConnectAsync(channel);
        await SendAsync(socket, request);
        string reply = await ReceiveAsync(socket);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", reply, StringComparison.Ordinal);
        return reply[(reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }

    private static async Task<Socket> ConnectAsync(RunningChannel channel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, channel.Server.Url.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            // The server has had enough; what it said is to be read.
        }
    }

    // One answer, by the length that it names.
    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var reply = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (true)
        {
            int read = await socket.ReceiveAsync(buffer, limit.Token);
            reply.Append(Encoding.UTF8.GetString(buffer, 0, read));
            string text = reply.ToString();
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            const string length = "Content-Length: ";
            int at = text.IndexOf(length, StringComparison.Ordinal);
            if (read == 0 || (end > 0 && at > 0 && text.Length >= end + 4 + int.Parse(text[(at + length.Length)..].Split('\r')[0], null)))
            {
                return text;
            }
        }
    }
}
