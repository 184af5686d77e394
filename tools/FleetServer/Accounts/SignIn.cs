using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using NanoBms.FleetServer.Pages;

namespace NanoBms.FleetServer.Accounts;

/// <summary>
/// Signs people in by OpenID Connect (authorization code with PKCE) and keeps them by a cookie, which holds their number only: what they
/// may do is looked up at each request.
/// </summary>
internal static class SignIn
{
    /// <summary>Claim that holds a person's number.</summary>
    public const string PersonClaim = "nanobms_person";

    /// <summary>What somebody is told who has no role anywhere.</summary>
    public const string NobodyHere =
        "Nobody has made you a member here; an owner of the fleet does so with the address that you sign in with.";

    private static readonly TimeSpan StaysFor = TimeSpan.FromHours(12);

    /// <summary>Adds what signing in needs.</summary>
    public static void AddSignIn(this IServiceCollection services, SignInOptions options, Uri? publicUrl)
    {
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "__Host-nanobms-form";
            forms.SuppressXFrameOptionsHeader = true;
        });
        services.AddAuthentication(scheme =>
        {
            scheme.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            scheme.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
        }).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "__Host-nanobms";
            cookie.ExpireTimeSpan = StaysFor;
            cookie.SlidingExpiration = true;
        }).AddOpenIdConnect(oidc => Configure(oidc, options, publicUrl));
    }

    /// <summary>Puts signing in before the addresses.</summary>
    public static void UseSignIn(this WebApplication app)
    {
        // Whoever makes a cookie: it goes by TLS only, no script reads it, and no other site's form sends it.
        app.UseCookiePolicy(new CookiePolicyOptions
        {
            Secure = CookieSecurePolicy.Always,
            HttpOnly = HttpOnlyPolicy.Always,
            MinimumSameSitePolicy = SameSiteMode.Lax,
        });
        app.UseAuthentication();
        app.MapGet("/sign-in", context => context.ChallengeAsync(new AuthenticationProperties { RedirectUri = WayBack(context) }));
    }

    /// <summary>Ends the session.</summary>
    public static Task EndAsync(HttpContext context) => context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    // A path of this server, and nobody else's address.
    private static string WayBack(HttpContext context) =>
        context.Request.Query["return"].ToString() is ['/', not ('/' or '\\'), ..] path && !path.AsSpan().ContainsAny('\\', '\r', '\n')
            ? path
            : "/fleet";

    private static void Configure(OpenIdConnectOptions oidc, SignInOptions options, Uri? publicUrl)
    {
        oidc.Authority = options.Authority.ToString();
        oidc.ClientId = options.ClientId;
        oidc.ClientSecret = options.ClientSecret;
        oidc.RequireHttpsMetadata = options.Authority.Scheme == Uri.UriSchemeHttps;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.CallbackPath = "/signed-in";
        oidc.Scope.Clear();
        foreach (string scope in (string[])["openid", "email"])
        {
            oidc.Scope.Add(scope);
        }

        oidc.MapInboundClaims = false;
        oidc.SaveTokens = false;

        // Some providers tell the address there only.
        oidc.GetClaimsFromUserInfoEndpoint = true;
        oidc.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
        oidc.NonceCookie.SameSite = oidc.CorrelationCookie.SameSite = SameSiteMode.Lax;
        oidc.Events.OnRedirectToIdentityProvider = context =>
        {
            if (publicUrl is not null)
            {
                context.ProtocolMessage.RedirectUri = new Uri(publicUrl, "signed-in").ToString();
            }

            return Task.CompletedTask;
        };
        oidc.Events.OnTicketReceived = TakeAsync;
        oidc.Events.OnRemoteFailure = async context =>
        {
            context.HandleResponse();
            context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SignIn)).LogWarning(
                "A sign-in failed: {Reason}", context.Failure?.GetBaseException().Message);
            await context.HttpContext.RefusePageAsync(
                400, "Not signed in", "The sign-in did not come to its end; try it again.", null, ("/sign-in", "Sign in"))
                .ConfigureAwait(false);
        };
    }

    private static async Task TakeAsync(TicketReceivedContext context)
    {
        string? subject = context.Principal?.FindFirstValue("sub"), email = context.Principal?.FindFirstValue("email");
        string? sentence = null;
        long? personId = null;
        if (subject is null || email is null)
        {
            sentence = "The identity provider tells no address of you; the claim email is needed.";
        }
        else if (!string.Equals(context.Principal!.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase))
        {
            sentence = "The identity provider has not verified your address; have it do so, then come again.";
        }
        else
        {
            personId = await context.HttpContext.RequestServices.GetRequiredService<PeopleStore>().SignInAsync(subject, email)
                .ConfigureAwait(false);
            sentence = NobodyHere;
        }

        if (personId is not { } id)
        {
            context.HandleResponse();
            await context.HttpContext.RefusePageAsync(403, "Not a member", sentence).ConfigureAwait(false);
            return;
        }

        context.Principal = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(PersonClaim, id.ToString(CultureInfo.InvariantCulture))], CookieAuthenticationDefaults.AuthenticationScheme));
    }
}
