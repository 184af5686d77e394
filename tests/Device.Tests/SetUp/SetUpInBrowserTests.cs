using System.Text.Json;
using Microsoft.Playwright;
using NanoBms.LocalChannel;
using NanoBms.LocalChannel.Hosting;
using NanoBms.LocalChannel.Tests;
using NanoBms.Platform;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.SetUp;

/// <summary>From a board without settings to entries in a channel, in a browser of a phone's size, without a file.</summary>
public sealed class SetUpInBrowserTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private const int MaxClicks = 10;

    private readonly PageListener listener = new();
    private readonly CancellationTokenSource end = new();
    private readonly TemporaryFolder folder = new();
    private SetUpBoard board = null!;
    private LocalChannelServer channel = null!;
    private Task loop = Task.CompletedTask;
    private IPage page = null!;
    private int clicks;

    public async ValueTask InitializeAsync()
    {
        channel = await LocalChannelServer.StartAsync(
            new LocalChannelOptions { DatabasePath = folder.File("channel.db"), RateLimit = TimeSpan.Zero },
            TestContext.Current.CancellationToken);
        board = new SetUpBoard(listener);

        // Both wires of the shunt are swapped, and a load is on.
        board.Measure(3.7, 1.0);
        board.Start();
        loop = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                board.Run(1);

                // While it is not there for the browser, its time flies.
                Thread.Sleep(board.AccessPoint.IsOpen ? 20 : 1);
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await loop.WaitAsync(WaitLimit.Time);
        listener.Close();
        end.Dispose();
        await channel.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task From_no_settings_to_entries_in_the_channel_in_ten_clicks_with_every_mistake_told_on_the_page()
    {
        page = await browser.OpenAsync(360, 740);

        // What the browser asks the user for as soon as the page has a password.
        string letter = "Basic " + Convert.ToBase64String("gauge:my gauge page"u8);
        await page.Context.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["Authorization"] = letter });

        // With a name in the address, as some type it: a browser keeps it, and takes no fetch of an address that has it.
        await page.GotoAsync(Address.Replace("://", "://gauge:typed@", StringComparison.Ordinal));
        await AssertAccessibleAsync("first");

        // The wiring.
        await page.GetByLabel("The battery", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("load");
        clicks++;
        await WaitForAsync("#hint", "The sense wires are swapped");
        Assert.Contains("3.70", await page.Locator("#live").TextContentAsync(), StringComparison.Ordinal);
        await ClickAsync(page.GetByLabel("Current reversed"));

        // A mistake in the form, with the Wi-Fi's password wrong and the key wrong.
        await FillAsync("wifiSsid", SetUpBoard.Ssid);
        await FillAsync("wifiPassword", "wrong password");
        await FillAsync("cloudUrl", channel.Url.ToString().TrimEnd('/'));
        await FillAsync("cloudChannelId", "1");
        await FillAsync("cloudWriteKey", "WRONGKEY");
        await FillAsync("pagePassword", "my gauge page");
        await FillAsync("cellsInSeries", "0");
        await SaveAsync();
        await WaitForAsync("[role=alert]", "cellsInSeries must be 1 to 16.");
        await AssertAccessibleAsync("refused");
        Assert.Null(board.SettingsText);

        // All else is as it was typed, on a phone too: only what was wrong is typed anew.
        await Assertions.Expect(page.Locator("#wifiPassword")).ToHaveValueAsync("wrong password");
        await Assertions.Expect(page.Locator("#cloudWriteKey")).ToHaveValueAsync("WRONGKEY");
        await Assertions.Expect(page.GetByLabel("Current reversed")).ToBeCheckedAsync();
        await FillAsync("cellsInSeries", "1");
        await SaveAsync();
        await WaitForAsync("[role=status]", "The gauge starts again and measures on.");

        // The Wi-Fi does not let it in: the page comes back and says so.
        await OpenAgainAsync("The network \"Home & garden\" does not let the gauge in");
        await AssertAccessibleAsync("back");
        Assert.Equal("", await page.Locator("#wifiPassword").InputValueAsync());
        await FillAsync("wifiPassword", SetUpBoard.WifiPassword);
        await SaveAsync();
        await WaitForAsync("[role=status]", "The gauge starts again and measures on.");

        // The channel does not know the key.
        await OpenAgainAsync("ThingSpeak takes nothing from this device: HTTP 401; check key and address");
        await FillAsync("cloudWriteKey", channel.Channels[0].WriteKey);
        await SaveAsync();
        await WaitForAsync("[role=status]", "The gauge starts again and measures on.");

        int entries = 0;
        while (entries == 0)
        {
            await Task.Delay(100, WaitLimit.Token);
            entries = await EntriesAsync();
        }

        Assert.InRange(clicks, 1, MaxClicks);
        TestContext.Current.TestOutputHelper!.WriteLine($"{clicks} clicks");
    }

    [Fact]
    public async Task A_form_of_before_a_restart_and_a_gauge_that_is_gone_are_told_on_the_page_and_leave_it_as_it_was_filled_in()
    {
        page = await browser.OpenAsync(360, 740);
        await page.GotoAsync(Address);
        await FillAsync("wifiSsid", "a long name to type");
        await page.Locator("[name=token]").EvaluateAsync("field => field.value = 'OLD'");
        await SaveAsync();
        await WaitForAsync("[role=alert]", "The form is of another page, or of before a restart: open the page anew.");
        await page.RouteAsync("**/save", route => route.AbortAsync());
        await SaveAsync();
        await WaitForAsync("[role=alert]", "The gauge does not answer: save again.");
        await Assertions.Expect(page.Locator("#wifiSsid")).ToHaveValueAsync("a long name to type");
        await Assertions.Expect(page.GetByRole(AriaRole.Button)).ToBeEnabledAsync();
        Assert.Null(board.SettingsText);

        // Nor does it go on to show what the gauge said before.
        await WaitForAsync("#soc", "State of charge: ");
        await page.RouteAsync("**/live*", route => route.AbortAsync());
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("the gauge does not answer");
        await Assertions.Expect(page.Locator("#soc")).ToHaveTextAsync("");
    }

    private async Task AssertAccessibleAsync(string name)
    {
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await Browser.PictureAsync(page, $"set-up-{name}-{scheme.ToString().ToLowerInvariant()}");
            Assert.Empty(await Browser.ViolationsAsync(page));
        }
    }

    private string Address => $"http://127.0.0.1:{board.Port}/";

    // The page of before the restart may still be there for a moment.
    private async Task OpenAgainAsync(string reason)
    {
        CancellationToken limit = WaitLimit.Token;
        string said = "";
        while (!said.StartsWith(reason, StringComparison.Ordinal))
        {
            Assert.False(limit.IsCancellationRequested, $"The page says '{said}', not '{reason}'.");
            await Task.Delay(100, WaitLimit.Token);
            try
            {
                await page.GotoAsync(Address, new PageGotoOptions { Timeout = 5000 });
                ILocator alert = page.Locator("[role=alert]");
                said = await alert.CountAsync() > 0 ? await alert.TextContentAsync() ?? "" : "";
            }
            catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
            {
                // Its Wi-Fi is closed just now.
            }
        }
    }

    private async Task SaveAsync() =>
        await ClickAsync(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save and restart" }));

    private async Task ClickAsync(ILocator control)
    {
        clicks++;
        await control.ClickAsync();
    }

    private Task FillAsync(string setting, string text) => page.Locator("#" + setting).FillAsync(text);

    private Task WaitForAsync(string selector, string text) =>
        page.Locator(selector).Filter(new LocatorFilterOptions { HasText = text }).First.WaitForAsync(
            new LocatorWaitForOptions { Timeout = (float)WaitLimit.Time.TotalMilliseconds });

    private async Task<int> EntriesAsync()
    {
        using var client = new HttpClient();
        string feed = await client.GetStringAsync(
            new Uri(channel.Url, $"channels/1/feeds.json?results=10&api_key={channel.Channels[0].ReadKey}"), WaitLimit.Token);
        using JsonDocument document = JsonDocument.Parse(feed);
        return document.RootElement.GetProperty("feeds").GetArrayLength();
    }
}
