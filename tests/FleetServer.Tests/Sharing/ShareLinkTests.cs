using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using NanoBms.FleetServer.Tests.Accounts;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Sharing;

public class ShareLinkTests
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

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(SignedInFleet fleet, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-NanoBms-Share", token);
        using HttpResponseMessage reply = await fleet.Fleet.Client.SendAsync(request, WaitLimit.Token);
        return (reply.StatusCode, await reply.Content.ReadAsStringAsync(WaitLimit.Token));
    }
}
