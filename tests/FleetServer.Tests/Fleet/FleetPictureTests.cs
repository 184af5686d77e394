using Microsoft.Playwright;
using NanoBms.ChannelServer;
using NanoBms.LocalChannel.Tests;

namespace NanoBms.FleetServer.Tests.Fleet;

public class FleetPictureTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("phone-dark", 390, 844, ColorScheme.Dark)]
    [InlineData("desktop", 1280, 900, ColorScheme.Light)]
    public async Task The_fleet_is_a_page_that_fits_and_that_everybody_can_read(string size, int width, int height, ColorScheme scheme)
    {
        IPage page = await browser.OpenAsync(width, height, scheme);
        await using RunningFleet fleet = await RunningFleet.StartAsync(null, described:
            [.. Enumerable.Range(1, 120).Select(id => new ChannelSettings
            {
                Id = id, Name = $"Cargo bike {id}", Model = id % 2 == 0 ? "LG 18650HG2, 7 x 6" : "LFP 100 Ah", RatedCapacityAh = 20,
                IsPublic = id != 50, WriteKey = RunningFleet.KeyOf(id),
            })]);
        for (int id = 1; id <= 20; id++)
        {
            string time = id == 3 ? $"&created_at={DateTime.UtcNow.AddHours(-5):yyyy-MM-ddTHH:mm:ssZ}" : "";
            await fleet.UpdateAsync($"field4={98 - id}.25&field5=1.5&field7={(id == 2 ? 129 : id == 4 ? 8 : 0)}&field8=18{time}", id);
        }

        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : Array.Empty<string>());
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(fleet.Client.BaseAddress + "fleet");
        ILocator rows = page.Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(50);
        await Assertions.Expect(rows.Nth(0).Locator("td").Nth(3)).ToHaveTextAsync("97.3 % ±1.5");
        await Assertions.Expect(rows.Nth(1).Locator(".badge")).ToHaveTextAsync(["Alarm", "Sensor fault", "Charge is low"]);
        await Assertions.Expect(rows.Nth(2).Locator("td").Nth(6)).ToHaveTextAsync("5 h ago");
        await FinishAsync(page, errors, $"fleet-page-{size}");

        // By the keyboard alone: search, send, order, next part.
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Searchbox).FocusAsync();
        await page.Keyboard.TypeAsync("lfp");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#fleet-matching")).ToHaveTextAsync("60 channels");
        await page.GetByRole(AriaRole.Link, new() { Name = "State of charge" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("State of charge");
        await Assertions.Expect(rows.Nth(0).Locator("td").Nth(1)).ToHaveTextAsync("Cargo bike 19");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".parts span")).ToHaveTextAsync("Part 2 of 2");
        await FinishAsync(page, errors, $"fleet-page-found-{size}");
    }

    internal static async Task FinishAsync(IPage page, List<string> errors, string name)
    {
        await Browser.SettleAsync(page);
        await Browser.PictureAsync(page, name);
        Assert.Empty(errors);
        Assert.True(
            await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            "the page is wider than the screen");
        Assert.Empty(await Browser.ViolationsAsync(page));
    }
}
