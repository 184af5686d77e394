using System.Globalization;
using NanoBms.FleetServer.Audit;
using NanoBms.FleetServer.Pages;

namespace NanoBms.FleetServer.Accounts;

/// <summary>Members of organisations, and the audit: for owners.</summary>
internal sealed class PeoplePages(PeopleDoor door, PeopleStore people, AuditTrail audit)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        door.MapPage(routes, "/fleet/people", Role.Owner, (context, person) => ShowAsync(context, person, null));
        door.MapForm(routes, "/fleet/people/role", Role.Owner, GiveRoleAsync);
        door.MapForm(routes, "/fleet/people/remove", Role.Owner, RemoveAsync);
        door.MapForm(routes, "/fleet/people/organisation", Role.Owner, MakeOrganisationAsync);
        door.MapPage(routes, "/fleet/audit", Role.Owner, async (context, person) => await context.WritePageAsync<AuditView>(
            new Dictionary<string, object?>
            {
                [nameof(AuditView.Frame)] = PeopleDoor.FrameOf(context, person),
                [nameof(AuditView.Rows)] = await audit.NewestAsync(Owned(person), AuditView.Most).ConfigureAwait(false),
            }).ConfigureAwait(false));
        door.MapForm(routes, "/sign-out", Role.Viewer, async (context, _, _) =>
        {
            await SignIn.EndAsync(context).ConfigureAwait(false);
            await context.RefusePageAsync(200, "Signed out", "You are signed out here.", null, ("/sign-in", "Sign in"))
                .ConfigureAwait(false);
        });
    }

    private async Task GiveRoleAsync(HttpContext context, Person person, IFormCollection form)
    {
        string email = form["email"].ToString().Trim();
        if (Organisation(form) is not { } organisationId || !person.Is(Role.Owner, organisationId))
        {
            await PeopleDoor.RefuseAsync(context, person).ConfigureAwait(false);
        }
        else if (email.Length > 200 || email.Split('@') is not [{ Length: > 0 }, { Length: > 0 }]
            || !Enum.TryParse(form["role"], ignoreCase: true, out Role role) || !Enum.IsDefined(role))
        {
            await ShowAsync(context, person, "Nothing changed: that is no address, or no role.").ConfigureAwait(false);
        }
        else
        {
            await ShowAsync(context, person, await people.SetRoleAsync(person.Email, organisationId, email, role).ConfigureAwait(false)
                ? $"{email} is {PeopleStore.Name(role)} now."
                : "Nothing changed: that is their role, or they are the last owner, whom an organisation keeps.").ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync(HttpContext context, Person person, IFormCollection form)
    {
        if (Organisation(form) is not { } organisationId || !person.Is(Role.Owner, organisationId)
            || !long.TryParse(form["person"], NumberStyles.None, CultureInfo.InvariantCulture, out long removed))
        {
            await PeopleDoor.RefuseAsync(context, person).ConfigureAwait(false);
            return;
        }

        await ShowAsync(context, person, await people.RemoveAsync(person.Email, organisationId, removed).ConfigureAwait(false)
            ? "They are not a member any more."
            : "Nothing changed: they are none, or the last owner, whom an organisation keeps.").ConfigureAwait(false);
    }

    private async Task MakeOrganisationAsync(HttpContext context, Person person, IFormCollection form)
    {
        string name = form["name"].ToString().Trim();
        if (!person.Is(Role.Owner, PeopleStore.FirstOrganisation))
        {
            await PeopleDoor.RefuseAsync(context, person).ConfigureAwait(false);
            return;
        }

        bool isMade = name.Length is > 0 and <= 100 && await people.MakeOrganisationAsync(person, name).ConfigureAwait(false);
        await ShowAsync(context, person, isMade
            ? $"{name} is made, and you own it."
            : "Nothing changed: there is one of this name, or it is none.").ConfigureAwait(false);
    }

    private async Task ShowAsync(HttpContext context, Person before, string? said)
    {
        // As they are now: what was just changed may have been their own.
        Person? person = said is null ? before : await people.FindAsync(before.Id).ConfigureAwait(false);
        if (person is null || !person.IsAnywhere(Role.Owner))
        {
            await PeopleDoor.RefuseAsync(context, before).ConfigureAwait(false);
            return;
        }

        await context.WritePageAsync<PeopleView>(new Dictionary<string, object?>
        {
            [nameof(PeopleView.Frame)] = PeopleDoor.FrameOf(context, person) with { Path = "/fleet/people" },
            [nameof(PeopleView.Organisations)] = (Membership[])[.. person.Memberships.Where(one => one.Role == Role.Owner)],
            [nameof(PeopleView.Members)] = await people.MembersAsync(Owned(person)).ConfigureAwait(false),
            [nameof(PeopleView.Said)] = said,
        }).ConfigureAwait(false);
    }

    private static long[] Owned(Person person) =>
        [.. person.Memberships.Where(one => one.Role == Role.Owner).Select(one => one.OrganisationId)];

    private static long? Organisation(IFormCollection form) =>
        long.TryParse(form["organisation"], NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;
}
