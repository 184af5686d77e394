using Microsoft.Playwright;
using NanoBms.Cells.Virtual;
using NanoBms.Device.Settings;
using NanoBms.LocalChannel.Tests;
using NanoBms.Model;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.Scenes;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Documents;

/// <summary>Makes the README's pictures of the page, when it is asked for by eng/page-picture: the simulator's day, as it is.</summary>
public class PagePicture(Browser browser) : IClassFixture<Browser>
{
    // In the evening's drive.
    private static readonly TimeSpan Length = TimeSpan.FromHours(17.6);

    [Fact(Explicit = true)]
    public async Task The_page_is_pictured_after_a_day_of_the_simulator()
    {
        Scene scene = Scene.Find("day")!;
        var truth = new TruthTrack();
        await using Channel channel = await Channel.StartAsync(0, truth.At, TestContext.Current.CancellationToken);
        var settings = new DeviceSettings();
        channel.Apply(settings);
        var simulation = new PackSimulation(
            new SceneCell(scene, CellParametersFile.Default(), 25, 1), new GeneratedModel(),
            new PackSimulationOptions
            {
                Settings = settings,
                StartUtc = DateTime.UtcNow - Length,
                Faults = scene,
                IsOffline = uptimeMs => scene.ActAt(uptimeMs)?.IsOffline == true,
            },
            new LiveConsole(TextWriter.Null, null, all: true, quiet: true), channel.Http);
        while (simulation.UptimeMs < Length.TotalMilliseconds && simulation.TryStep())
        {
            truth.Add(simulation.UtcNow, simulation.Sample.SocPercent);
        }

        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            IPage page = await browser.OpenAsync(1240, 1130, scheme);
            await page.GotoAsync(channel.Url.ToString());
            await Assertions.Expect(page.Locator("#gauge-mode")).ToContainTextAsync("Discharging");
            await Browser.SettleAsync(page);
            await page.ScreenshotAsync(
                new PageScreenshotOptions { Path = Repository.File("docs", $"page-{scheme.ToString().ToLowerInvariant()}.png") });
        }
    }
}
