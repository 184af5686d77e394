using System.Net;
using System.Net.Sockets;
using NanoBms.ChannelServer;
using NanoBms.LocalChannel.Hosting;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Keys_are_made_once_printed_once_and_shown_by_keys()
    {
        await using var server = new ChannelProcess();
        await server.StartAsync("--channels", "2");
        string second = Assert.Single(server.Output, line => line.StartsWith("Channel 2", StringComparison.Ordinal));
        Assert.Matches("^Channel 2 \\(Battery 2\\): write key [A-Z2-9]{16}, read key [A-Z2-9]{16}$", second);
        Assert.DoesNotContain(server.Output, line => line.Contains(RunningChannel.WriteKey, StringComparison.Ordinal));
        server.Kill();
        await server.StartAsync("--channels", "2");
        Assert.DoesNotContain(server.Output, line => line.StartsWith("Channel 2", StringComparison.Ordinal));
        server.Kill();
        (int exitCode, string output, _) = await ChannelProcess.RunAsync("keys", "--db", server.DatabasePath);
        Assert.Equal(0, exitCode);
        Assert.Contains(second, output, StringComparison.Ordinal);
        Assert.Contains($"write key {RunningChannel.WriteKey}, read key {RunningChannel.ReadKey}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Server_stops_cleanly_also_with_a_page_open(string signal)
    {
        await using var server = new ChannelProcess();
        await server.StartAsync();
        Assert.Equal("1", await server.UpdateAsync("field1=1"));
        using Stream live = await server.Client.GetStreamAsync(
            new Uri(server.Url!, "channels/1/live"), TestContext.Current.CancellationToken);
        Assert.Equal(0, await server.StopAsync(signal));
        Assert.False(File.Exists(server.DatabasePath + "-wal"), "the log was not taken into the database");
    }

    [Fact]
    public async Task Settings_file_describes_channels()
    {
        string settings = folder.File("channels.json");
        await File.WriteAllTextAsync(settings, """
            { "Channels": [ { "Id": 1, "Name": "Garden", "IsPublic": false, "Fields": [ { "Name": "Charge", "Unit": "%", "Role": "StateOfCharge" } ] } ] }
            """, TestContext.Current.CancellationToken);
        await using var server = new ChannelProcess();
        await server.StartAsync("--settings", settings);
        Uri data = new(server.Url!, "channels/1/page.json");
        using (HttpResponseMessage refused = await server.Client.GetAsync(data, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        string json = await server.Client.GetStringAsync(
            new Uri(data, "?api_key=" + RunningChannel.ReadKey), TestContext.Current.CancellationToken);
        Assert.Contains("""
            "name":"Garden"
            """, json, StringComparison.Ordinal);
        Assert.Contains("""
            "fields":[{"name":"Charge","unit":"%","role":"StateOfCharge"}]
            """, json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_server_on_the_same_database_is_refused()
    {
        await using var server = new ChannelProcess();
        await server.StartAsync();
        await RefusedAsync(
            $"The database '{server.DatabasePath}' is in use by another server; stop that one, or name another file with --db.",
            "--db", server.DatabasePath, "--port", "0");
    }

    [Fact]
    public async Task Port_that_is_taken_is_refused()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        (int exitCode, _, string error) = await ChannelProcess.RunAsync("--db", Database, "--port", $"{port}");
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"error: Cannot listen on 127.0.0.1:{port} (", error, StringComparison.Ordinal);
        Assert.EndsWith("; choose another address or port.\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused_and_left_alone()
    {
        await File.WriteAllTextAsync(Database, new string('x', 4096), TestContext.Current.CancellationToken);
        await RefusedAsync($"'{Database}' is not an SQLite database; name another file with --db.", "--db", Database, "--port", "0");
        Assert.Equal(new string('x', 4096), await File.ReadAllTextAsync(Database, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Folder_that_is_not_there_is_refused()
    {
        string path = folder.File("none", "channel.db");
        await RefusedAsync($"The folder of the database '{path}' is not there; make it, or name another place with --db.", "--db", path);
    }

    [Fact]
    public async Task Keys_of_a_database_that_is_not_there_are_refused()
    {
        await RefusedAsync($"There is no database '{Database}'; name it with --db.", "keys", "--db", Database);
        Assert.Empty(Directory.GetFiles(folder.Root));
    }

    [Theory]
    [InlineData(
        "--listen", "everywhere", "--listen 'everywhere' is not an IP address; 127.0.0.1 is this machine only, 0.0.0.0 all its addresses.")]
    [InlineData("--rate-limit", "fast", "--rate-limit 'fast' is neither a number of seconds nor off.")]
    [InlineData("--max-ahead", "never", "--max-ahead 'never' is neither a number of seconds nor off.")]
    [InlineData("--port", "70000", "Port 70000 is not within 0..65535.")]
    [InlineData("--bulk-limit", "0", "A bulk limit of 0 entries lets nothing through; it is at least 1.")]
    [InlineData("--channels", "0", "--channels 0 is less than 1.")]
    [InlineData("--settings", "/no/such/file.json", "The settings file '/no/such/file.json' cannot be read: it is not there.")]
    public Task Options_that_cannot_be_are_refused(string option, string value, string sentence) =>
        RefusedAsync(sentence, "--db", Database, option, value);

    [Fact]
    public Task A_channel_whose_figures_only_another_server_computes_is_refused() => RefusedAsync(
        "Channel 1 has \"Estimate\", and this server computes no state of charge; take FleetServer, or the bridge.",
        "--db", Database, "--settings",
        folder.Write("settings.json", """{ "Channels": [ { "Id": 1, "Estimate": { "CellsInSeries": 2 } } ] }"""));

    [Fact]
    public async Task Keys_that_cannot_be_are_refused()
    {
        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(() => LocalChannelServer.StartAsync(
            new LocalChannelOptions { DatabasePath = Database, WriteKey = "a b" }, TestContext.Current.CancellationToken));
        Assert.Equal("The write key of channel 1 is not 8 to 64 letters and digits; leave it out to have one made.", exception.Message);
        exception = await Assert.ThrowsAsync<ArgumentException>(() => LocalChannelServer.StartAsync(
            new LocalChannelOptions
            {
                DatabasePath = Database,
                WriteKey = "SAMESAME",
                Channels = [new ChannelSettings { Id = 2, WriteKey = "SAMESAME" }]
            },
            TestContext.Current.CancellationToken));
        Assert.Equal("Channels 1 and 2 have the same write key; a key belongs to one channel.", exception.Message);
    }

    public void Dispose() => folder.Dispose();

    private string Database => folder.File("channel.db");

    private static async Task RefusedAsync(string sentence, params string[] arguments)
    {
        (int exitCode, _, string error) = await ChannelProcess.RunAsync(arguments);
        Assert.Equal($"error: {sentence}\n", error);
        Assert.Equal(1, exitCode);
    }
}
