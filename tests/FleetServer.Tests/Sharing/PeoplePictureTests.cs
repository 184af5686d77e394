using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NanoBms.FleetServer.Tests.Accounts;
using NanoBms.FleetServer.Tests.Fleet;
using NanoBms.LocalChannel.Tests;

namespace NanoBms.FleetServer.Tests.Sharing;

public class PeoplePictureTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task The_pages_of_people_fit_and_everybody_can_read_them()
    {
        const string Size = "phone-dark";
        IPage page = await browser.OpenAsync(390, 844, ColorScheme.Dark);
        await using SignedInFleet fleet = await SignedInFleet.StartAsync(channels: 3);
        for (int k = 0; k < 40; k++)
        {
            string time = $"{DateTime.UtcNow.AddSeconds(-15 * k):yyyy-MM-ddTHH:mm:ssZ}";
            await fleet.Fleet.UpdateAsync($"created_at={time}&field1=3.7&field2=-1.5&field4=71.5&field5=2&field7=0");
        }

        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : Array.Empty<string>());
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(fleet.Url("fleet").ToString());
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await FinishAsync(page, errors, $"people-fleet-{Size}");
        await page.GotoAsync(fleet.Url("fleet/people").ToString());
        await page.GetByLabel("Address").FillAsync("bob@example.org");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".notice")).ToHaveTextAsync("bob@example.org is viewer now.");
        await FinishAsync(page, errors, $"people-members-{Size}");
        await page.GetByRole(AriaRole.Link, new() { Name = "New channel" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Harbour ferry, second battery");
        await page.GetByLabel("Rated capacity, Ah").FillAsync("100");
        await FinishAsync(page, errors, $"people-new-{Size}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make channel" }).ClickAsync();
        await Assertions.Expect(page.Locator(".once")).ToHaveCountAsync(2);
        await FinishAsync(page, errors, $"people-keys-{Size}");
        await page.GotoAsync(fleet.Url("fleet/alarms").ToString());
        await page.GetByLabel("Limit").FillAsync("80");
        await page.GetByLabel("Webhook, https").FillAsync("https://alarms.example.org/a");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make rule" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("The rule is made.");
        await FinishAsync(page, errors, $"people-alarms-{Size}");
        await page.GotoAsync(fleet.Url("fleet/audit").ToString());
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("Alarm rule made");
        await FinishAsync(page, errors, $"people-audit-{Size}");
        await page.GotoAsync(fleet.Url("fleet/channels/1").ToString());
        await page.GetByLabel("For whom").FillAsync("The harbour master");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make link" }).ClickAsync();
        string link = await page.Locator(".once").InnerTextAsync();
        await FinishAsync(page, errors, $"people-channel-{Size}");

        // Somebody else, who has the link and nothing more.
        IPage guest = await browser.OpenAsync(390, 844, ColorScheme.Dark);
        guest.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : Array.Empty<string>());
        var asked = new List<string>();
        guest.Request += (_, request) => asked.Add(request.Url);
        await guest.GotoAsync(link);
        await Assertions.Expect(guest.Locator("#gauge-text")).ToHaveTextAsync("State of charge 71.5 percent");
        await Assertions.Expect(guest.Locator("#export-csv")).ToBeHiddenAsync();
        await Assertions.Expect(guest.Locator("#channel-picker")).ToBeHiddenAsync();
        await fleet.Fleet.UpdateAsync("field1=3.6&field4=70.5");
        await Assertions.Expect(guest.Locator("#gauge-text")).ToHaveTextAsync("State of charge 70.5 percent");
        await FinishAsync(guest, errors, $"shared-{Size}");
        string token = new Uri(link).Fragment[1..];
        Assert.All(asked, url => Assert.DoesNotContain(token, url.Split('#')[0], StringComparison.Ordinal));
        await fleet.TextsAsync("UPDATE share_links SET revoked_at_ms = 1 RETURNING ''");
        await Assertions.Expect(guest.Locator("#notice")).ToHaveTextAsync(
            new Regex("This link does not show a channel"), new() { Timeout = 30000 });
        await Assertions.Expect(guest.Locator("#content")).ToBeHiddenAsync();
    }

    private static Task FinishAsync(IPage page, List<string> errors, string name) => FleetPictureTests.FinishAsync(page, errors, name);
}
