using Microsoft.Extensions.Time.Testing;
using NanoBms.GaugeEstimates;
using NanoBms.ThingSpeakBridge.Views;
using Spectre.Console;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>The table on terminals of several sizes.</summary>
public class LiveViewTests
{
    private static readonly Uri Server = new("http://127.0.0.1:8080");

    private readonly FakeTimeProvider clock = new(Samples.Start);

    [Fact]
    public async Task Table_shows_each_channel_and_what_happened()
    {
        LiveView view = await FilledAsync(1, 2);
        view.Say(2, Samples.Start, "HTTP 500, the server fails; again in 16 s.");

        string screen = Screen(view, 160, 24);
        Assert.Contains("Channel ID: 1, 2", screen, StringComparison.Ordinal);
        Assert.Matches(@"│ 1 +│ 2026-01-31 08:00:11 │ +3\.958 │ +-1\.400 │ +24\.61 │ █+░+ " + LastFigure() + " │", screen);
        Assert.Matches(@"│ 2 +│ waiting", screen);
        Assert.Contains("[2026-01-31 08:00:00] channel 2: HTTP 500, the server fails; again in 16 s.", screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(160, @"^│ 123456 +│ 2026-01-31 08:00:11 │ +3\.958 │ +-1\.400 │ +24\.61 │ [█░]{20} SOC │ +- │ +│$")]
    [InlineData(126, @"^│ 123456 +│ 2026-01-31 08:00:11 │ +3\.958 │ +-1\.400 │ +24\.61 │ [█░]{20} SOC │ +- │ +│$")]
    [InlineData(125, @"^│ 123456 +│ 08:00:11 │ +3\.958 │ +-1\.400 │ +24\.61 │ [█░]{10} SOC │ +- │$")]
    [InlineData(96, @"^│ 123456 +│ 08:00:11 │ +3\.958 │ +-1\.400 │ +24\.61 │ [█░]{10} SOC │ +- │$")]
    [InlineData(95, @"^123456 +08:00:11 +3\.958 +-1\.400 +24\.61 +SOC +- *$")]
    [InlineData(70, @"^123456 +08:00:11 +3\.958 +-1\.400 +24\.61 +SOC +- *$")]
    [InlineData(66, @"^123456 +08:00:11 +3\.958 +-1\.400 +24\.61 +SOC +- *$")]
    [InlineData(65, @"^123456 +08:00:11 +SOC +- *$")]
    [InlineData(44, @"^123456 +08:00:11 +SOC +- *$")]
    [InlineData(43, @"^123456 +08:00:11 +[0-9.]+% +- *$")]
    [InlineData(36, @"^123456 +08:00:11 +[0-9.]+% +- *$")]
    public async Task A_channel_is_one_line_whatever_the_width(int width, string row)
    {
        string[] lines = Lines(await FilledAsync(123456), width, 24);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.Matches(
            row.Replace("SOC", LastFigure(), StringComparison.Ordinal),
            Assert.Single(lines, line => line.Contains("08:00:11", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains('…', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Channels_that_find_no_room_are_counted()
    {
        LiveView view = await FilledAsync([.. Enumerable.Range(1, 40).Select(id => (long)id)]);
        string[] low = Lines(view, 100, 24), high = Lines(view, 100, 80);
        Assert.InRange(low.Length, 20, 24);
        int shown = low.Count(line => line.StartsWith("│ ", StringComparison.Ordinal)) - 1;
        Assert.Contains($"and {40 - shown} more channels; a higher window shows them.", low);
        Assert.Equal(41, high.Count(line => line.StartsWith("│ ", StringComparison.Ordinal)));
        Assert.DoesNotContain(high, line => line.Contains("more channels", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(160, "Buffering data... (3/10)")]
    [InlineData(100, "Buffering (3/10)")]
    [InlineData(60, "3/10")]
    public async Task Filling_the_window_is_told_as_the_width_allows(int width, string text)
    {
        LiveView view = await FilledAsync([1], samples: 3);
        Assert.Contains(text, Screen(view, width, 24), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_narrow_terminal_a_note_stands_below_the_table()
    {
        LiveView view = await FilledAsync(7);
        view.Show(
            new Estimate(
                7, new FeedEntry(1, Samples.Start, new string?[8]), default, 5000, 20, null, null, 10, 10,
                "2 samples missing, bridged"));
        Assert.Contains(Lines(view, 70, 24), line => line == "2 samples missing, bridged");
        Assert.Contains(Lines(view, 150, 24), line => line.EndsWith("│ 2 samples missing, bridged │", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_drawn_again_only_after_a_change()
    {
        LiveView view = await FilledAsync(1);
        Assert.True(view.TakeChange());
        Assert.False(view.TakeChange());
        view.Say(null, Samples.Start, "Stopped.");
        Assert.True(view.TakeChange());
    }

    [Fact]
    public async Task What_is_old_says_so()
    {
        LiveView view = await FilledAsync(7);
        Assert.DoesNotContain("ago", Screen(view, 160, 24), StringComparison.Ordinal);
        Assert.True(view.TakeChange());
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.False(view.TakeChange());
        clock.Advance(TimeSpan.FromHours(3));
        Assert.True(view.TakeChange());
        Assert.Contains(Lines(view, 160, 24), line => line.EndsWith("│ as it was 3 h ago │", StringComparison.Ordinal));
        Assert.Contains("as it was 3 h ago", Lines(view, 70, 24));
        Assert.False(view.TakeChange());
    }

    private Task<LiveView> FilledAsync(params long[] channels) => FilledAsync(channels, 12);

    // The first channel has entries, the others wait.
    private async Task<LiveView> FilledAsync(long[] channels, int samples)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        server.AddRange(0, samples);
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url, channels[0]));
        await bridge.StepAsync();
        var view = new LiveView(clock);
        view.Start(RunningBridge.Setup(Server, channels), "m (int8)", TimeSpan.FromSeconds(15), 10);
        view.Show(bridge.Recorded.Estimates[^1]);
        return view;
    }

    private static string LastFigure() =>
        $"{Samples.Expected(Enumerable.Range(0, 12))[^1]}% \\+-{Samples.ExpectedBars(Enumerable.Range(0, 12))[^1]}";

    private static string[] Lines(LiveView view, int width, int height) =>
        [.. Screen(view, width, height).TrimEnd().Split('\n').Select(line => line.TrimEnd())];

    private static string Screen(LiveView view, int width, int height)
    {
        using var text = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Write(view.Render(width, height));
        return text.ToString();
    }
}
