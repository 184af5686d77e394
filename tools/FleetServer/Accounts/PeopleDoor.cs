using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Extensions;
using NanoBms.FleetServer.Fleet;
using NanoBms.FleetServer.Pages;
using NanoBms.FleetServer.Postgres;

namespace NanoBms.FleetServer.Accounts;

/// <summary>Lets people in to pages and forms by what they are at this moment.</summary>
internal sealed class PeopleDoor(PeopleStore people, FleetDatabase database, IAntiforgery forms) : IFleetAccess
{
    /// <summary>Who asks; null: nobody who is signed in and a member.</summary>
    public async ValueTask<Person?> PersonAsync(HttpContext context) =>
        long.TryParse(
            context.User.FindFirst(SignIn.PersonClaim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? await people.FindAsync(id).ConfigureAwait(false)
            : null;

    /// <summary>The organisation of a channel; null: there is no such channel.</summary>
    public async ValueTask<long?> OrganisationOfAsync(long channelId) => (await database.ReadAsync(
        "SELECT organisation_id FROM fleet_channels WHERE channel_id = $1", row => row.GetInt64(0), channelId).ConfigureAwait(false))
        is [long found] ? found : null;

    /// <summary>Whether who asks may read a channel without its key: its members may.</summary>
    public async ValueTask<bool> AdmitsAsync(HttpContext context, long channelId) =>
        await PersonAsync(context).ConfigureAwait(false) is { } person
            && await OrganisationOfAsync(channelId).ConfigureAwait(false) is { } organisationId && person.Is(Role.Viewer, organisationId);

    /// <inheritdoc/>
    public async ValueTask<FleetViewer?> ViewerAsync(HttpContext context)
    {
        if (await AskAsync(context).ConfigureAwait(false) is not { } person)
        {
            return null;
        }

        return new FleetViewer(
            new FleetScope([.. person.Memberships.Select(one => one.OrganisationId)]), FrameOf(context, person),
            person.IsAnywhere(Role.Operator));
    }

    /// <summary>Serves a page to those who have a role anywhere; others are sent to sign in, or told that it is not for them.</summary>
    public void MapPage(IEndpointRouteBuilder routes, string pattern, Role role, Func<HttpContext, Person, Task> answer) =>
        routes.MapGet(pattern, async context =>
        {
            if (await AskAsync(context).ConfigureAwait(false) is { } person)
            {
                await (person.IsAnywhere(role) ? answer(context, person) : RefuseAsync(context, person)).ConfigureAwait(false);
            }
        });

    /// <summary>
    /// Takes a form of those who have a role anywhere, where it came from a page of this server: the token in it belongs to the cookie.
    /// </summary>
    public void MapForm(IEndpointRouteBuilder routes, string pattern, Role role, Func<HttpContext, Person, IFormCollection, Task> take) =>
        routes.MapPost(pattern, async context =>
        {
            if (await AskAsync(context).ConfigureAwait(false) is not { } person)
            {
                return;
            }

            if (!context.Request.HasFormContentType || !await forms.IsRequestValidAsync(context).ConfigureAwait(false))
            {
                await context.RefusePageAsync(
                    400, "Not taken", "This form did not come from a page of this server, or is too old; open its page again.",
                    person.Email, ("/fleet", "To the fleet")).ConfigureAwait(false);
                return;
            }

            await (person.IsAnywhere(role)
                ? take(context, person, await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false))
                : RefuseAsync(context, person)).ConfigureAwait(false);
        });

    /// <summary>Says that something is not for who asks.</summary>
    public static Task RefuseAsync(HttpContext context, Person person) => context.RefusePageAsync(
        403, "Not yours to do", "Your role in this organisation does not allow this; an owner can give you another one.", person.Email,
        ("/fleet", "To the fleet"));

    /// <summary>Says that something is not there, or not for who asks: they do not learn which.</summary>
    public static Task MissAsync(HttpContext context, Person person) => context.RefusePageAsync(
        404, "Not there", "There is no such thing here, or it belongs to an organisation that you are not a member of.", person.Email,
        ("/fleet", "To the fleet"));

    /// <summary>What stands around a page.</summary>
    public static PageFrame FrameOf(HttpContext context, Person person)
    {
        List<(string, string)> menu = [("/fleet", "Fleet"), ("/fleet/alarms", "Alarms")];
        if (person.IsAnywhere(Role.Owner))
        {
            menu.AddRange([("/fleet/new", "New channel"), ("/fleet/people", "People"), ("/fleet/audit", "Audit")]);
        }

        return new PageFrame(context.Request.Path, person.Email, menu);
    }

    private async ValueTask<Person?> AskAsync(HttpContext context)
    {
        if (await PersonAsync(context).ConfigureAwait(false) is { } person)
        {
            return person;
        }

        if (context.User.Identity?.IsAuthenticated == true)
        {
            await SignIn.EndAsync(context).ConfigureAwait(false);
            await context.RefusePageAsync(403, "Not a member", SignIn.NobodyHere).ConfigureAwait(false);
        }
        else if (HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.Value!.EndsWith(".json", StringComparison.Ordinal))
        {
            var way = new QueryBuilder { { "return", context.Request.Path + context.Request.QueryString } };
            context.Response.Redirect("/sign-in" + way.ToQueryString());
        }
        else
        {
            await Results.Json(new { error = "Sign in first: at /sign-in." }, statusCode: 401).ExecuteAsync(context).ConfigureAwait(false);
        }

        return null;
    }
}
