using System.Globalization;
using System.Net;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Hosting;
using NanoBms.ChannelServer.Memory;
using NanoBms.CommandLine;
using NanoBms.PackSimulator.Commands;
using NanoBms.PackSimulator.Sensors.Catalog;
using NanoBms.TestSupport;

namespace NanoBms.PackSimulator.Tests.Commands;

public class RunCommandTests
{
    [Theory]
    [InlineData("--speed must be 0 (as fast as possible) or more.", "--speed", "-1")]
    [InlineData("--hours must be above 0.", "--hours", "0")]
    [InlineData("--ambient must be -20 to 30 degrees Celsius, the range the cell was recorded in.", "--ambient", "60")]
    [InlineData("--scene must be day or faults, not 'week'.", "--scene", "week")]
    [InlineData("--scene says what happens to the cell; leave --csv and --once out.", "--scene", "day", "--once")]
    [InlineData("--initial-soc must be 10 to 100 percent.", "--initial-soc", "5")]
    [InlineData(
        "--initial-soc is of the virtual cell alone: a recording and a scene begin where they begin.", "--initial-soc", "50", "--scene",
        "day")]
    [InlineData("There is no file 'nowhere.csv'.", "--csv", "nowhere.csv")]
    [InlineData("There is no file 'nowhere.json'.", "--virtual-cell", "nowhere.json")]
    [InlineData("--url 'here' is not an address such as http://127.0.0.1:8080.", "--url", "here")]
    [InlineData(
        "--port is of the run's own channel; leave it out with --url.", "--url", "http://127.0.0.1:8080", "--port", "80")]
    [InlineData(
        "--url needs the channel's write key: --write-key, or NANOBMS_WRITE_KEY.", "--url", "http://127.0.0.1:8080", "--write-key", "")]
    [InlineData(
        "--channel 'http://127.0.0.1:8080' is not a channel's number; the address of its server goes to --url.", "--channel",
        "http://127.0.0.1:8080", "--write-key", "KEY")]
    [InlineData("--channel is a channel's number at the server of --url; give that, too.", "--channel", "2")]
    [InlineData("--swapped goes with --set-up alone.", "--swapped", "--no-channel")]
    [InlineData("--set-up needs a channel to be set up for; leave --no-channel out.", "--set-up", "--no-channel")]
    [InlineData("Port 65536 is not within 0..65535.", "--port", "65536")]
    [InlineData("--csv and --virtual-cell exclude each other: a recording has a cell of its own.", "--csv", "a", "--virtual-cell", "b")]
    public void What_cannot_be_is_refused_in_a_sentence(string sentence, params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Equal($"error: {sentence}{Environment.NewLine}", error);
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused_in_a_sentence()
    {
        (int code, _, string error) = Run("--no-channel", "--model", Repository.File("README.md"));
        Assert.Equal(1, code);
        Assert.StartsWith("error: ", error);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public void A_scene_is_played_to_its_end_with_the_name_of_each_act()
    {
        (int code, string output, string error) = Run("--no-channel", "--quiet", "--speed", "0", "--scene", "faults");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            [
                "== 00:00:00 Driving", "== 00:10:00 The network is lost: entries wait", "== 00:20:00 The network is back",
                "== 00:25:00 The sensor's plug is pulled", "== 00:27:00 Driving", "== 00:37:00 Both at once", "== 00:40:00 Driving",
            ],
            output.Split(Environment.NewLine)[..7]);
        Assert.StartsWith("== end after 01:00:00: driven ", output.Split(Environment.NewLine)[7]);
    }

    [Fact]
    public void Interpreted_and_generated_model_give_the_same_log()
    {
        string[] run = ["--no-channel", "--speed", "0", "--hours", "0.1", "--start", "2026-01-31T12:00:00"];
        (int code, string generated, _) = Run(run);
        (int other, string interpreted, _) = Run([.. run, "--model", Repository.File("models", "panasonic18650pf-128-64.int8.tflite")]);
        Assert.Equal(0, code);
        Assert.Equal(0, other);
        Assert.Contains("[2026-01-31 12:00:11] ", generated);
        Assert.Contains("== end after 00:06:00: driven ", generated);
        Assert.Equal(generated, interpreted);
    }

    [Fact]
    public void The_gauge_runs_at_each_chip_and_knows_the_same_of_the_cell()
    {
        var figures = new List<double>();
        foreach (string chip in EmulatorCatalog.All.Select(chip => chip.Name))
        {
            (int code, string output, string error) =
                Run("--no-channel", "--speed", "0", "--hours", "0.1", "--sensor-errors", "0", "--sensor", chip);
            Assert.Equal((0, ""), (code, error));
            Assert.Contains($"no reading, {chip} is taking its first reading", output);
            Assert.Single(output.Split('\n'), line => line.Contains("no reading", StringComparison.Ordinal));
            string last = output.Split('\n').Last(line => line.Contains("| SOC: ", StringComparison.Ordinal));
            figures.Add(double.Parse(last.Split("| SOC: ")[1].Split('%')[0], CultureInfo.InvariantCulture));
        }

        // Steps of 4 mV are worth up to half a percent.
        Assert.InRange(figures.Max() - figures.Min(), 0, 1);
    }

    [Fact]
    public void A_chip_that_is_not_there_is_refused_with_the_names_of_those_that_are()
    {
        (int code, _, string error) = Run("--no-channel", "--sensor", "INA999");
        Assert.Equal(1, code);
        Assert.Matches("^error: --sensor must be \"[A-Z0-9]+\"( or \"[A-Z0-9]+\")*\\.\\s*$", error);
    }

    [Fact]
    public void Entries_reach_the_channel()
    {
        (int code, string output, string error) = Run("--speed", "0", "--hours", "0.05", "--quiet");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.StartsWith("Channel page: http://127.0.0.1:", output);

        // 180 s, the first estimate after 11, one each 15.
        Assert.Contains("; 12 entries sent", output);
    }

    [Fact]
    public async Task Entries_reach_a_channel_that_runs_already()
    {
        var rules = new ChannelRules { RateLimit = TimeSpan.Zero, MaxAhead = null };
        var channel = new MemoryChannel(new ChannelSettings { Id = 7 }, rules);
        await using ChannelHost host = await ChannelHost.StartAsync(
            new ChannelInterface(channel, channel, channel, channel.Signals, rules), IPAddress.Loopback, 0,
            ct: TestContext.Current.CancellationToken);
        (int code, string output, string error) = Run(
            "--speed", "0", "--hours", "0.05", "--quiet", "--url", host.Url.ToString(), "--channel", "7",
            "--write-key", channel.Access.WriteKey);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("; 12 entries sent", output);
        Assert.Equal(12, await channel.LastEntryIdAsync(7));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = CommandProgram.Run(RunCommand.Create(), arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
