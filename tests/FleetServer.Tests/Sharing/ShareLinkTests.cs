using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using NanoBms.FleetServer.Tests.Accounts;
using NanoBms.FleetServer.Tests.Fleet;
using NanoBms.LocalChannel.Tests;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Sharing;

public class ShareLinkTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_link_shows_its_channel_read_only_and_nothing_else_until_it_ends_or_is_taken_back()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using SignedInFleet fleet = await SignedInFleet.StartAsync(
            channels: 2, change: options => options with { Rules = options.Rules with { TimeProvider = clock } });
        await fleet.Fleet.UpdateAsync("field4=71.5");
        using Visitor ann = await fleet.VisitAsync("ann");
        await ann.OpenAsync(fleet.Url("fleet/channels/1"));
        await ann.SendAsync("/fleet/channels/1/links", ("label", "Bob"));
        var link = new Uri(Assert.Single(SignedInFleet.Shown(ann)));
        string token = link.Fragment[1..];
        Assert.Equal(22, token.Length);
        Assert.Equal(
            [Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))],
            await fleet.TextsAsync("SELECT encode(token_hash, 'hex') FROM share_links"));
        Assert.DoesNotContain(token, string.Join('\n', await fleet.TextsAsync("SELECT audit::text FROM audit")), StringComparison.Ordinal);
        using (HttpResponseMessage page = await fleet.Fleet.Client.GetAsync("shared", WaitLimit.Token))
        {
            Assert.Equal("noindex, nofollow", page.Headers.GetValues("X-Robots-Tag").Single());
            Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        }

        (HttpStatusCode status, string text) = await GetAsync(fleet, "shared/page.json", token);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"71.5\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("READKEY", text, StringComparison.Ordinal);
        foreach (string path in (string[])["channels/1/page.json", "channels/2/page.json", "channels/1/feeds.json", "fleet.json"])
        {
            Assert.NotEqual(HttpStatusCode.OK, (await GetAsync(fleet, path, token)).Status);
        }

        foreach (string wrong in (string[])["", token[..21], token + "A", "' OR 1=1"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(fleet, "shared/page.json", wrong)).Status);
        }

        await ann.SendAsync("/fleet/channels/1/links", ("label", "Eve"), ("until", clock.GetUtcNow().ToString("yyyy-MM-dd", null)));
        string ending = new Uri(Assert.Single(SignedInFleet.Shown(ann))).Fragment[1..];
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(fleet, "shared/page.json", ending)).Status);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(fleet, "shared/page.json", ending)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(fleet, "shared/page.json", token)).Status);
        await ann.OpenAsync(fleet.Url("fleet/channels/1"));
        string id = (await fleet.TextsAsync("SELECT id::text FROM share_links WHERE label = 'Bob'"))[0];
        await ann.SendAsync("/fleet/channels/1/links/revoke", ("link", id));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(fleet, "shared/page.json", token)).Status);
    }

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

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(SignedInFleet fleet, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-NanoBms-Share", token);
        using HttpResponseMessage reply = await fleet.Fleet.Client.SendAsync(request, WaitLimit.Token);
        return (reply.StatusCode, await reply.Content.ReadAsStringAsync(WaitLimit.Token));
    }
}
