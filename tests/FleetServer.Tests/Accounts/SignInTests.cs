using System.Net;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Hosting;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Accounts;

public class SignInTests
{
    [Fact]
    public async Task People_sign_in_at_the_provider_with_code_and_PKCE_and_come_back_to_the_page_they_asked_for()
    {
        await using SignedInFleet fleet = await SignedInFleet.StartAsync();
        fleet.Provider.Person = ("subject", "ann@example.org", true);
        using var ann = new Visitor();
        Assert.Equal(HttpStatusCode.OK, await ann.OpenAsync(fleet.Url("fleet?order=name&direction=down")));
        Assert.Equal(fleet.Url("fleet?order=name&direction=down"), ann.At);
        Assert.Contains("ann@example.org", ann.Page, StringComparison.Ordinal);
        Assert.Equal("S256", fleet.Provider.LastRequest["code_challenge_method"]);
        Assert.Equal(fleet.Url("signed-in").ToString(), fleet.Provider.LastRequest["redirect_uri"]);

        // Each cookie goes by TLS only, is read by no script, and is not sent with another site's form.
        Assert.NotEmpty(ann.SetCookies);
        Assert.All(ann.SetCookies, line =>
        {
            Assert.Contains("; secure", line, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", line, StringComparison.OrdinalIgnoreCase);
            Assert.Matches("(?i); samesite=(lax|strict)", line);
        });

        Assert.Equal(HttpStatusCode.OK, await ann.SendAsync("/sign-out"));
        fleet.Provider.Person = ("nobody", "nobody@example.org", true);
        Assert.Equal(HttpStatusCode.Forbidden, await ann.OpenAsync(fleet.Url("fleet")));
    }

    [Fact]
    public async Task Another_address_than_one_of_this_server_is_not_gone_back_to()
    {
        await using SignedInFleet fleet = await SignedInFleet.StartAsync();
        foreach (string address in (string[])["https://example.org/", "//example.org/", "/\\example.org", "fleet"])
        {
            using var ann = new Visitor();
            Assert.Equal(HttpStatusCode.OK, await ann.OpenAsync(fleet.Url("sign-in?return=" + Uri.EscapeDataString(address))));
            Assert.Equal(fleet.Url("fleet"), ann.At);
        }
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("issuer")]
    [InlineData("audience")]
    [InlineData("expired")]
    [InlineData("nonce")]
    public async Task A_token_that_is_not_of_the_provider_for_this_server_and_now_opens_nothing(string forgery)
    {
        await using SignedInFleet fleet = await SignedInFleet.StartAsync();
        fleet.Provider.Forgery = forgery;
        using var ann = new Visitor();
        Assert.Equal(HttpStatusCode.BadRequest, await ann.OpenAsync(fleet.Url("fleet")));
        Assert.Contains("The sign-in did not come to its end; try it again.", ann.Page, StringComparison.Ordinal);
        Assert.DoesNotContain(ann.SetCookies, line => line.StartsWith("__Host-nanobms=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_not_a_member_or_not_verified_or_comes_with_somebody_elses_address_is_told_so()
    {
        await using SignedInFleet fleet = await SignedInFleet.StartAsync();
        using (Visitor ann = await fleet.VisitAsync("ann"))
        {
            Assert.Contains("Battery", ann.Page, StringComparison.Ordinal);
        }

        (string, string, bool, string)[] cases =
        [
            ("2", "eve@example.org", true, "Nobody has made you a member here"),
            ("2", "ann@example.org", false, "The identity provider has not verified your address"),

            // The address was given to somebody else: the subject is another one.
            ("2", "ann@example.org", true, "Nobody has made you a member here"),
        ];
        foreach ((string subject, string email, bool isVerified, string sentence) in cases)
        {
            fleet.Provider.Person = (subject, email, isVerified);
            using var visitor = new Visitor();
            Assert.Equal(HttpStatusCode.Forbidden, await visitor.OpenAsync(fleet.Url("fleet")));
            Assert.Contains(sentence, visitor.Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Programs_without_sign_in_are_told_to_and_see_nothing()
    {
        await using SignedInFleet fleet = await SignedInFleet.StartAsync();
        using HttpResponseMessage reply = await fleet.Fleet.Client.GetAsync("fleet.json", WaitLimit.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Equal(
            """{"error":"Sign in first: at /sign-in."}""", await reply.Content.ReadAsStringAsync(WaitLimit.Token));
    }

    [Fact]
    public async Task Without_an_identity_provider_nothing_can_be_changed_and_no_cookie_is_set()
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(
            await (await PostgresServer.SharedAsync()).NewDatabaseAsync());
        using (HttpResponseMessage page = await fleet.Client.GetAsync("fleet", WaitLimit.Token))
        {
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.False(page.Headers.Contains("Set-Cookie"));
        }

        foreach (string path in (string[])["fleet/people", "fleet/audit", "fleet/new", "fleet/alarms", "fleet/channels/1", "sign-in"])
        {
            using HttpResponseMessage reply = await fleet.Client.GetAsync(path, WaitLimit.Token);
            Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        }
    }

    [Fact]
    public async Task Sign_in_without_PostgreSQL_is_refused_in_one_sentence() => Assert.Equal(
        "Sign-in needs PostgreSQL, where people and the audit are kept; name it with --postgres.",
        (await Assert.ThrowsAsync<ArgumentException>(() => FleetHost.StartAsync(
            new FleetOptions { Channels = [new ChannelSettings()], SignIn = new SignInOptions(new Uri("https://x"), "x", null, []) },
            TestContext.Current.CancellationToken))).Message);
}
