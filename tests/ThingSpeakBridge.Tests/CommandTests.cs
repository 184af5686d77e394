using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.ThingSpeakBridge.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "No channel is named; give --channel ID, or \"Channels\" in the settings file.")]
    [InlineData("--channel one", "Channel 'one' is not a number; a channel's ID is one.")]
    [InlineData("--channel 1 --channel 1", "Channels 1, 1: numbers are 1 or more, each once.")]
    [InlineData("--channel 1 --interval 5", "A poll interval of 5 s is not within 15 s (the rate limit) and a day.")]
    [InlineData("--channel 1 --url nowhere", "The server's address is none; write it as in http://192.168.1.20:8080.")]
    [InlineData(
        "--channel 1 --url http://localhost/?api_key=ABC",
        "The server 'http://localhost' is not to be had; give http:// or https:// with a host, and no key in it.")]
    [InlineData("--channel 1 --history 9000", "--history 9000 is not within 0..8000.")]
    [InlineData("--channel 1 --write-back 2", "Write-back '2' is not understood; write SOURCE=TARGET:FIELD, as in 1=2:4.")]
    [InlineData(
        "--channel 1 --write-back 2:9",
        "Write-back 1=2:9 cannot be; it is SOURCE=TARGET:FIELD with a polled channel, a channel, and a field 1 to 8.")]
    [InlineData("--channel 1 --write-back 1:1", "Write-back 1=1:1 would overwrite a measured value; take field 4 to 8 or another channel.")]
    [InlineData(
        "--channel 1 --channel 2 --write-back 1=3:1 --write-back 2=3:2",
        "Two channels are written back to channel 3, and a channel takes a time only once; give each a channel of its own.")]
    [InlineData(
        "--channel 1 --write-back 77:1",
        "There is no write key for channel 77; set NANOBMS_WRITE_KEY_77, or \"WriteKeys\" in the settings file or the user secrets.")]
    [InlineData("--channel 1 --settings none.json", "There is no settings file 'none.json'.")]
    [InlineData("--channel 1 --model none.tflite", "There is no file 'none.tflite'.")]
    [InlineData("replay none.csv", "There is no file 'none.csv'.")]
    public async Task What_cannot_be_is_refused_with_one_sentence(string line, string sentence)
    {
        (int code, string output, string error) = await Run.CommandAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal($"error: {sentence}{Environment.NewLine}", error);
        Assert.Equal("", output);
        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData(
        "{\"Chanels\":[1]}",
        "The settings file '*' has an unknown entry \"Chanels\"; there are Url, Channels, IntervalS, History, Log, Model, CellsInSeries, "
            + "CellsInParallel, CellCapacityAh, WriteBack, Mqtt, MqttCa, MqttName, ReadKeys, WriteKeys.")]
    [InlineData("{\"Channels\":[1],\"IntervalS\":\"often\"}", "\"IntervalS\" in the settings file is not a number.")]
    [InlineData("{\"Channels\":[1],\"IntervalS\":3}", "A poll interval of 3 s is not within 15 s (the rate limit) and a day.")]
    public async Task Settings_that_cannot_be_are_refused(string json, string sentence)
    {
        string path = folder.File("bridge.json");
        File.WriteAllText(path, json);
        (int code, _, string error) = await Run.CommandAsync("--settings", path);
        Assert.Equal($"error: {sentence.Replace("*", path, StringComparison.Ordinal)}{Environment.NewLine}", error);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_server_that_refuses_the_channel_is_asked_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        server.Script.Enqueue(ScriptedServer.Answer(401, ""));
        string path = folder.File("bridge.json");
        File.WriteAllText(path, $$"""{ "Url": "{{server.Url}}", "Channels": [12], "ReadKeys": { "12": "READKEY000000012" } }""");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        server.Asked = () => stop.CancelAfter(TimeSpan.FromSeconds(5));

        (int code, string output, string error) = await Run.CommandAsync(stop.Token, "--settings", path, "--plain");

        Assert.Equal(0, code);
        Assert.Equal("", error);
        Assert.Contains("HTTP 401, the key is wrong or missing; again in 16 s.", output, StringComparison.Ordinal);
        Assert.Contains("Stopped.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("READKEY", output, StringComparison.Ordinal);
        Assert.Equal("/channels/12/feeds.json?results=100&status=true&api_key=READKEY000000012", Assert.Single(server.Requests));
    }

    [Fact]
    public async Task No_option_takes_a_key()
    {
        (int code, string help, _) = await Run.CommandAsync("--help");
        Assert.Equal(0, code);
        Assert.DoesNotMatch(new Regex(@"--\S*key", RegexOptions.IgnoreCase), help);
        Assert.Contains("--write-back", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_export_is_refused()
    {
        string path = folder.File("x.csv");
        File.WriteAllText(path, "a,b\n1,2\n");
        (int code, _, string error) = await Run.CommandAsync("replay", path);
        Assert.Equal(1, code);
        Assert.Equal(
            $"error: '{path}' is no export of a channel; it is CSV with the columns created_at, entry_id, field1.., or JSON with a list "
                + $"\"feeds\".{Environment.NewLine}", error);
    }

    [Fact]
    public async Task An_export_that_the_model_does_not_fit_is_said()
    {
        string path = folder.File("x.csv");
        File.WriteAllLines(path, ["created_at,entry_id,field1,field2,field3,field4", .. Enumerable.Range(0, 20).Select(k =>
            $"{Samples.Start.AddMinutes(k):yyyy-MM-dd HH:mm:ss} UTC,{k + 1},{string.Join(',', Samples.Fields(k))},55.00")]);
        (int code, string output, _) = await Run.CommandAsync("replay", path, "--model", Run.OneSecondModel);
        Assert.Equal(2, code);
        Assert.Contains(
            "No estimate: the window never filled. The model wants a sample each 1 s without gaps of more than 3; give a model that fits "
                + "with --model.", output, StringComparison.Ordinal);
        Assert.Contains(
            "Compared with the device's field4: 0, not comparable while the window fills: 20", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_service_files_name_the_program_as_it_is_called()
    {
        string service = File.ReadAllText(Repository.File("tools", "ThingSpeakBridge", "Service", "nanobms-bridge.service"));
        string docker = File.ReadAllText(Repository.File("tools", "ThingSpeakBridge", "Service", "Dockerfile"));
        string name = typeof(Bridge).Assembly.GetName().Name!;
        Assert.Contains($"/{name} --plain", service, StringComparison.Ordinal);
        Assert.Contains($"/{name}\", \"--plain\"", docker, StringComparison.Ordinal);
    }
}
