using System.Globalization;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Accounts;
using NanoBms.FleetServer.Pages;
using NanoBms.FleetServer.Sharing;

namespace NanoBms.FleetServer.Management;

/// <summary>The pages that make channels, renew their keys and share them.</summary>
internal sealed class ManagementPages(PeopleDoor door, ChannelMaking channels, ShareLinks links, FleetOptions options)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        door.MapPage(routes, "/fleet/new", Role.Owner, (context, person) => ShowNewAsync(context, person, null));
        door.MapForm(routes, "/fleet/new", Role.Owner, MakeAsync);
        door.MapPage(routes, "/fleet/channels/{id:long}", Role.Operator, (context, person) =>
            WithChannelAsync(context, person, Role.Operator, channel => ShowAsync(context, person, channel, null)));
        MapChange(routes, "key", Role.Operator, RenewAsync);
        MapChange(routes, "links", Role.Operator, ShareAsync);
        MapChange(routes, "links/revoke", Role.Operator, RevokeAsync);
        MapChange(routes, "move", Role.Owner, MoveAsync);
    }

    private void MapChange(
        IEndpointRouteBuilder routes, string path, Role role, Func<HttpContext, Person, IFormCollection, ManagedChannel, Task> change) =>
        door.MapForm(routes, $"/fleet/channels/{{id:long}}/{path}", role, (context, person, form) =>
            WithChannelAsync(context, person, role, channel => change(context, person, form, channel)));

    private async Task WithChannelAsync(HttpContext context, Person person, Role role, Func<ManagedChannel, Task> go)
    {
        long id = long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        await (await channels.FindAsync(id).ConfigureAwait(false) is not { } channel || !person.Is(Role.Viewer, channel.OrganisationId)
            ? PeopleDoor.MissAsync(context, person)
            : person.Is(role, channel.OrganisationId) ? go(channel) : PeopleDoor.RefuseAsync(context, person)).ConfigureAwait(false);
    }

    private async Task MakeAsync(HttpContext context, Person person, IFormCollection form)
    {
        string name = form["name"].ToString().Trim(), model = form["model"].ToString().Trim(), rated = form["rated"].ToString().Trim();
        double? ratedAh = double.TryParse(rated, NumberStyles.Float, CultureInfo.InvariantCulture, out double capacityAh)
            && capacityAh > 0 && double.IsFinite(capacityAh) ? capacityAh : null;
        if (!long.TryParse(form["organisation"], NumberStyles.None, CultureInfo.InvariantCulture, out long organisationId)
            || !person.Is(Role.Owner, organisationId))
        {
            await PeopleDoor.RefuseAsync(context, person).ConfigureAwait(false);
        }
        else if (name.Length is 0 or > 100 || model.Length > 100)
        {
            await ShowNewAsync(context, person, "Nothing is made: a channel has a name, of 100 letters at most.").ConfigureAwait(false);
        }
        else if (rated.Length > 0 && ratedAh is null)
        {
            await ShowNewAsync(context, person, "Nothing is made: the rated capacity is a number of ampere-hours, more than 0.")
                .ConfigureAwait(false);
        }
        else
        {
            ChannelSettings made = await channels.MakeAsync(person, organisationId, new ChannelSettings
            {
                Name = name,
                Model = model,
                RatedCapacityAh = ratedAh,
                IsPublic = form["public"] == "yes",
            }).ConfigureAwait(false);
            await ShowAsync(
                context, person, new ManagedChannel(made.Id, made.Name, organisationId, made.IsPublic), "The channel is made.",
                ("Write key", made.WriteKey!), ("Read key", made.ReadKey!)).ConfigureAwait(false);
        }
    }

    private async Task RenewAsync(HttpContext context, Person person, IFormCollection form, ManagedChannel channel)
    {
        bool isWriteKey = form["kind"] == "write";
        string key = await channels.RenewKeyAsync(person, channel, isWriteKey).ConfigureAwait(false);
        await ShowAsync(
            context, person, channel, "The old key opens nothing any more.", (isWriteKey ? "Write key" : "Read key", key))
            .ConfigureAwait(false);
    }

    private async Task ShareAsync(HttpContext context, Person person, IFormCollection form, ManagedChannel channel)
    {
        string label = form["label"].ToString().Trim(), until = form["until"].ToString().Trim();
        DateOnly? lastDay = DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : null;
        if (label.Length is 0 or > 100 || (until.Length > 0 && lastDay is null))
        {
            await ShowAsync(context, person, channel, "No link is made: it says for whom it is, and its last day is a date.")
                .ConfigureAwait(false);
            return;
        }

        // To the end of that day.
        long? endsAtMs = lastDay is { } last
            ? new DateTimeOffset(last.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds()
            : null;
        string token = await links.MakeAsync(person, channel.OrganisationId, channel.Id, label, endsAtMs).ConfigureAwait(false);
        Uri here = options.PublicUrl ?? new Uri($"{context.Request.Scheme}://{context.Request.Host}");
        await ShowAsync(
            context, person, channel, "Whoever has this link sees the channel, and nothing else.",
            ("Link", new Uri(here, ShareLinks.PathOf(token)).ToString())).ConfigureAwait(false);
    }

    private async Task RevokeAsync(HttpContext context, Person person, IFormCollection form, ManagedChannel channel)
    {
        bool isRevoked = long.TryParse(form["link"], NumberStyles.None, CultureInfo.InvariantCulture, out long linkId)
            && await links.RevokeAsync(person, channel.OrganisationId, channel.Id, linkId).ConfigureAwait(false);
        await ShowAsync(context, person, channel, isRevoked ? "The link shows nothing any more." : "There is no such link.")
            .ConfigureAwait(false);
    }

    private async Task MoveAsync(HttpContext context, Person person, IFormCollection form, ManagedChannel channel)
    {
        if (!long.TryParse(form["organisation"], NumberStyles.None, CultureInfo.InvariantCulture, out long organisationId)
            || !person.Is(Role.Owner, organisationId))
        {
            await PeopleDoor.RefuseAsync(context, person).ConfigureAwait(false);
            return;
        }

        await channels.MoveAsync(person, channel, organisationId).ConfigureAwait(false);
        await ShowAsync(
            context, person, channel with { OrganisationId = organisationId },
            "It belongs to the other organisation now; its links and the rules for it alone have ended.").ConfigureAwait(false);
    }

    private static Task ShowNewAsync(HttpContext context, Person person, string? said) => context.WritePageAsync<NewChannelView>(
        new Dictionary<string, object?>
        {
            [nameof(NewChannelView.Frame)] = PeopleDoor.FrameOf(context, person),
            [nameof(NewChannelView.Organisations)] = Owned(person),
            [nameof(NewChannelView.Said)] = said,
        });

    private async Task ShowAsync(
        HttpContext context, Person person, ManagedChannel channel, string? said, params (string Name, string Value)[] shown) =>
        await context.WritePageAsync<ChannelView>(new Dictionary<string, object?>
        {
            [nameof(ChannelView.Frame)] = PeopleDoor.FrameOf(context, person),
            [nameof(ChannelView.Channel)] = channel,
            [nameof(ChannelView.Links)] = await links.OfAsync(channel.Id).ConfigureAwait(false),
            [nameof(ChannelView.Others)] = person.Is(Role.Owner, channel.OrganisationId)
                ? (Membership[])[.. Owned(person).Where(one => one.OrganisationId != channel.OrganisationId)]
                : [],
            [nameof(ChannelView.Said)] = said,
            [nameof(ChannelView.Shown)] = shown,
        }).ConfigureAwait(false);

    private static Membership[] Owned(Person person) => [.. person.Memberships.Where(one => one.Role == Role.Owner)];
}
