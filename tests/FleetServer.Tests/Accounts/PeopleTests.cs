using System.Net;
using NanoBms.TestSupport;
using Npgsql;

namespace NanoBms.FleetServer.Tests.Accounts;

public class PeopleTests
{
    [Fact]
    public async Task Each_role_may_what_it_may_and_nothing_else_and_a_removed_member_nothing_at_once()
    {
        await using SignedInFleet fleet = await SignedInFleet.StartAsync();
        using Visitor ann = await fleet.VisitAsync("ann");
        foreach ((string name, string role) in ((string, string)[])[("olga", "operator"), ("vera", "viewer")])
        {
            await ann.OpenAsync(fleet.Url("fleet/people"));
            await ann.SendAsync("/fleet/people/role", ("email", $"{name}@example.org"), ("role", role));
            Assert.Contains($"{name}@example.org is {role} now.", ann.Page, StringComparison.Ordinal);
        }

        using Visitor olga = await fleet.VisitAsync("olga"), vera = await fleet.VisitAsync("vera");
        (Visitor Who, string Path, HttpStatusCode Status)[] pages =
        [
            (ann, "fleet/people", HttpStatusCode.OK), (ann, "fleet/audit", HttpStatusCode.OK), (ann, "fleet/new", HttpStatusCode.OK),
            (ann, "fleet/channels/1", HttpStatusCode.OK), (ann, "fleet/channels/77", HttpStatusCode.NotFound),
            (olga, "fleet/channels/1", HttpStatusCode.OK), (olga, "fleet/alarms", HttpStatusCode.OK),
            (olga, "fleet/people", HttpStatusCode.Forbidden), (olga, "fleet/audit", HttpStatusCode.Forbidden),
            (olga, "fleet/new", HttpStatusCode.Forbidden), (vera, "fleet", HttpStatusCode.OK), (vera, "fleet/alarms", HttpStatusCode.OK),
            (vera, "fleet/channels/1", HttpStatusCode.Forbidden), (vera, "channels/1/page.json", HttpStatusCode.OK),
        ];
        foreach ((Visitor who, string path, HttpStatusCode status) in pages)
        {
            Assert.Equal((path, status), (path, await who.OpenAsync(fleet.Url(path))));
        }

        // A form that the page does not show is refused too.
        await vera.OpenAsync(fleet.Url("fleet"));
        string token = vera.Page.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        Assert.Equal(HttpStatusCode.Forbidden, await vera.PostAsync(
            "/fleet/channels/1/key", new() { ["__RequestVerificationToken"] = token, ["kind"] = "write" }));

        await ann.OpenAsync(fleet.Url("fleet/people"));
        string person = (await fleet.TextsAsync("SELECT id::text FROM people WHERE email = 'vera@example.org'"))[0];
        await ann.SendAsync("/fleet/people/remove", ("person", person));
        Assert.Equal(HttpStatusCode.Forbidden, await vera.OpenAsync(fleet.Url("fleet")));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(fleet, "channels/1/feeds.json"));

        // The last owner stays one.
        person = (await fleet.TextsAsync("SELECT id::text FROM people WHERE email = 'ann@example.org'"))[0];
        await ann.SendAsync("/fleet/people/remove", ("person", person));
        Assert.Contains("Nothing changed", ann.Page, StringComparison.Ordinal);
        await ann.SendAsync("/fleet/people/role", ("email", "ann@example.org"), ("role", "viewer"));
        Assert.Contains("Nothing changed", ann.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_the_token_of_its_page_is_not_taken()
    {
        await using SignedInFleet fleet = await SignedInFleet.StartAsync();
        using Visitor ann = await fleet.VisitAsync("ann");
        string before = (await fleet.TextsAsync("SELECT encode(write_key_hash, 'hex') FROM channels"))[0];
        foreach (string path in (string[])
            ["/fleet/channels/1/key", "/fleet/channels/1/links", "/fleet/channels/1/links/revoke", "/fleet/channels/1/move", "/fleet/new",
                "/fleet/people/role", "/fleet/people/remove", "/fleet/people/organisation", "/fleet/alarms", "/fleet/alarms/delete",
                "/sign-out"])
        {
            Assert.Equal(
                (path, HttpStatusCode.BadRequest), (path, await ann.PostAsync(path, new() { ["kind"] = "write", ["organisation"] = "1" })));
            Assert.Contains("This form did not come from a page of this server", ann.Page, StringComparison.Ordinal);
        }

        Assert.Equal(before, (await fleet.TextsAsync("SELECT encode(write_key_hash, 'hex') FROM channels"))[0]);
    }

    [Fact]
    public async Task A_channel_made_and_a_key_renewed_on_one_server_hold_at_once_on_all_and_are_written_down_without_keys()
    {
        await using SignedInFleet fleet = await SignedInFleet.StartAsync(count: 2);
        using Visitor ann = await fleet.VisitAsync("ann");
        await ann.OpenAsync(fleet.Url("fleet/new"));
        await ann.SendAsync("/fleet/new", ("name", "Boat <b>"), ("model", "LFP 100"), ("rated", "100"), ("organisation", "1"));
        string[] keys = SignedInFleet.Shown(ann);
        Assert.Equal(2, keys.Length);
        Assert.Equal("1", await TextAsync(fleet, 1, $"update?api_key={keys[0]}&field4=70&field8=80"));
        Assert.Equal("2", await TextAsync(fleet, 0, $"update?api_key={keys[0]}&field4=71&field8=81"));
        Assert.Contains("\"71\"", await TextAsync(fleet, 1, $"channels/2/feeds.json?api_key={keys[1]}"), StringComparison.Ordinal);
        await ann.OpenAsync(fleet.Url("fleet", 0));
        Assert.Contains("81 %", ann.Page, StringComparison.Ordinal);

        await ann.OpenAsync(fleet.Url("fleet/channels/2"));
        await ann.SendAsync("/fleet/channels/2/key", ("kind", "write"));
        string renewed = Assert.Single(SignedInFleet.Shown(ann));

        // The news of it goes through the database, in a moment.
        await UntilAsync(async () =>
            await TextAsync(fleet, 1, $"update?api_key={keys[0]}&field4=1") is "0" or "-1" or "error_auth_required");
        Assert.NotEqual("0", await TextAsync(fleet, 1, $"update?api_key={renewed}&field4=72"));
        await ann.SendAsync("/fleet/channels/2/key", ("kind", "read"));
        string read = Assert.Single(SignedInFleet.Shown(ann));

        await ann.OpenAsync(fleet.Url("fleet/audit"));
        foreach (string deed in (string[])["Role given", "Channel made", "Write key renewed", "Read key renewed"])
        {
            Assert.Contains(deed, ann.Page, StringComparison.Ordinal);
        }

        string all = string.Join('\n', await fleet.TextsAsync("SELECT audit::text FROM audit"));
        Assert.All((string[])[.. keys, renewed, read], key => Assert.DoesNotContain(key, all, StringComparison.Ordinal));
        foreach (string change in (string[])["UPDATE audit SET person = ''", "DELETE FROM audit", "TRUNCATE audit"])
        {
            PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(() => fleet.TextsAsync(change));
            Assert.Equal("The audit only grows: its rows are neither changed nor deleted.", refusal.MessageText);
        }
    }

    [Fact]
    public async Task Organisations_see_their_own_channels_and_changes_only()
    {
        await using SignedInFleet fleet = await SignedInFleet.StartAsync(channels: 2);
        using Visitor ann = await fleet.VisitAsync("ann");
        await ann.OpenAsync(fleet.Url("fleet/people"));
        await ann.SendAsync("/fleet/people/organisation", ("name", "Harbour"));
        Assert.Contains("Harbour is made, and you own it.", ann.Page, StringComparison.Ordinal);
        await ann.PostAsync("/fleet/people/role", new()
        {
            ["__RequestVerificationToken"] = ann.Page.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0],
            ["organisation"] = "2",
            ["email"] = "bob@example.org",
            ["role"] = "owner",
        });
        await ann.OpenAsync(fleet.Url("fleet/channels/2"));
        await ann.SendAsync("/fleet/channels/2/move", ("organisation", "2"));

        using Visitor bob = await fleet.VisitAsync("bob");
        Assert.Contains("/channels/2\"", bob.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("/channels/1\"", bob.Page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await bob.OpenAsync(fleet.Url("fleet/channels/1")));
        Assert.Equal(HttpStatusCode.OK, await bob.OpenAsync(fleet.Url("channels/2/page.json")));
        Assert.Equal(HttpStatusCode.Unauthorized, await bob.OpenAsync(fleet.Url("channels/1/page.json")));
        await bob.OpenAsync(fleet.Url("fleet/audit"));
        Assert.Contains("bob@example.org: owner", bob.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@example.org: owner", bob.Page, StringComparison.Ordinal);
        await bob.OpenAsync(fleet.Url("fleet/people"));
        Assert.Equal(HttpStatusCode.Forbidden, await bob.SendAsync("/fleet/people/role", ("organisation", "1"),
            ("email", "bob@example.org"), ("role", "owner")));
    }

    internal static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        CancellationToken limit = WaitLimit.Token;
        while (!await isSo())
        {
            await Task.Delay(50, limit);
        }
    }

    private static async Task<string> TextAsync(SignedInFleet fleet, int server, string path)
    {
        using HttpResponseMessage reply = await fleet.Fleet.Clients[server].GetAsync(path, WaitLimit.Token);
        return await reply.Content.ReadAsStringAsync(WaitLimit.Token);
    }

    private static async Task<HttpStatusCode> Status(SignedInFleet fleet, string path)
    {
        using HttpResponseMessage reply = await fleet.Fleet.Client.GetAsync(path, WaitLimit.Token);
        return reply.StatusCode;
    }
}
