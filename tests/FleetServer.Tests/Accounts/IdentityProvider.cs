using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace NanoBms.FleetServer.Tests.Accounts;

/// <summary>
/// A small identity provider, in the form of OpenID Connect Core 1.0 (https://openid.net/specs/openid-connect-core-1_0.html: 3.1.2
/// authorization endpoint, 3.1.3 token endpoint, 3.1.3.6 ID Token), OpenID Connect Discovery 1.0
/// (https://openid.net/specs/openid-connect-discovery-1_0.html: 3 provider metadata), RFC 7636 (PKCE, S256), RFC 7515 (JWS, RS256) and
/// RFC 7517 (JWK Set). It signs in whom the test names, without asking.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "fleet", ClientSecret = "client secret of the fleet";

    private readonly WebApplication app;
    private readonly RSA key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, GivenCode> codes = new();

    private IdentityProvider(WebApplication app) => this.app = app;

    /// <summary>Its address.</summary>
    public Uri Issuer { get; private set; } = null!;

    /// <summary>Who is signed in next: subject, address and whether it is verified.</summary>
    public (string Subject, string Email, bool IsVerified) Person { get; set; } = ("1", "ann@example.org", true);

    /// <summary>What is changed of the next ID Token before it is signed, or of its signature.</summary>
    public string? Forgery { get; set; }

    /// <summary>The parameters of the last authorization request.</summary>
    public IReadOnlyDictionary<string, string> LastRequest { get; private set; } = new Dictionary<string, string>();

    public static async Task<IdentityProvider> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var provider = new IdentityProvider(builder.Build());
        provider.Map();
        await provider.app.StartAsync(TestContext.Current.CancellationToken);
        provider.Issuer = new Uri(
            provider.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        key.Dispose();
    }

    private string Address(string path) => new Uri(Issuer, path).ToString();

    private void Map()
    {
        app.UseRouting();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Issuer.ToString().TrimEnd('/'),
            authorization_endpoint = Address("authorize"),
            token_endpoint = Address("token"),
            jwks_uri = Address("jwks"),
            response_types_supported = (string[])["code"],
            subject_types_supported = (string[])["public"],
            id_token_signing_alg_values_supported = (string[])["RS256"],
        }));
        app.MapGet("/jwks", () =>
        {
            RSAParameters parameters = key.ExportParameters(false);
            return Results.Json(new
            {
                keys = (object[])
                [
                    new
                    {
                        kty = "RSA", use = "sig", alg = "RS256", kid = "test", n = WebEncoders.Base64UrlEncode(parameters.Modulus!),
                        e = WebEncoders.Base64UrlEncode(parameters.Exponent!),
                    },
                ],
            });
        });
        app.MapGet("/authorize", Authorize);
        app.MapPost("/token", TokenAsync);
    }

    private IResult Authorize(HttpRequest request)
    {
        Dictionary<string, string> asked = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        LastRequest = asked;
        if (asked.GetValueOrDefault("client_id") != ClientId || asked.GetValueOrDefault("response_type") != "code"
            || asked.GetValueOrDefault("code_challenge_method") != "S256" || !asked.ContainsKey("nonce")
            || !asked["scope"].Split(' ').Contains("openid"))
        {
            return Results.BadRequest();
        }

        string code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        codes[code] = new GivenCode(asked["nonce"], asked["code_challenge"], asked["redirect_uri"], new Dictionary<string, object>
        {
            ["sub"] = Person.Subject,
            ["email"] = Person.Email,
            ["email_verified"] = Person.IsVerified,
        });
        return Results.Redirect(QueryHelpers.AddQueryString(
            asked["redirect_uri"], new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        IFormCollection form = await request.ReadFormAsync();
        if (form["grant_type"] != "authorization_code" || form["client_id"] != ClientId || form["client_secret"] != ClientSecret
            || !codes.TryRemove(form["code"].ToString(), out GivenCode? code) || form["redirect_uri"] != code.RedirectUri
            || WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != code.Challenge)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        long nowS = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(code.Claims)
        {
            ["iss"] = Forgery == "issuer" ? "http://127.0.0.1:1" : Issuer.ToString().TrimEnd('/'),
            ["aud"] = Forgery == "audience" ? "another" : ClientId,
            ["iat"] = nowS - 7200,
            ["exp"] = Forgery == "expired" ? nowS - 3600 : nowS + 300,
            ["nonce"] = Forgery == "nonce" ? "another" : code.Nonce,
        };
        return Results.Json(new { access_token = "none", token_type = "Bearer", expires_in = 300, id_token = Sign(claims) });
    }

    private string Sign(Dictionary<string, object> claims)
    {
        string signed = WebEncoders.Base64UrlEncode("""{"alg":"RS256","typ":"JWT","kid":"test"}"""u8.ToArray()) + "."
            + WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(claims));
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signature[5] ^= (byte)(Forgery == "signature" ? 1 : 0);
        return $"{signed}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    /// <summary>A code, and what it was given for.</summary>
    private sealed record GivenCode(string Nonce, string Challenge, string RedirectUri, Dictionary<string, object> Claims);
}
