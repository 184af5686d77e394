using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using NanoBms.FleetServer.Accounts;
using NanoBms.FleetServer.Pages;

namespace NanoBms.FleetServer.Alarms;

/// <summary>The page of alarms and their rules.</summary>
internal sealed class AlarmPages(PeopleDoor door, AlarmStore alarms, IDataProtectionProvider protection, FleetOptions options)
{
    private const int MaxFound = 200, SecretBytes = 32;

    public void Map(IEndpointRouteBuilder routes)
    {
        door.MapPage(routes, "/fleet/alarms", Role.Viewer, (context, person) => ShowAsync(context, person, null));
        door.MapForm(routes, "/fleet/alarms", Role.Operator, MakeAsync);
        door.MapForm(routes, "/fleet/alarms/delete", Role.Operator, DeleteAsync);
    }

    private async Task MakeAsync(HttpContext context, Person person, IFormCollection form)
    {
        if (!long.TryParse(form["organisation"], NumberStyles.None, CultureInfo.InvariantCulture, out long organisationId)
            || !person.Is(Role.Operator, organisationId))
        {
            await PeopleDoor.RefuseAsync(context, person).ConfigureAwait(false);
            return;
        }

        string channel = form["channel"].ToString().Trim(), webhook = form["webhook"].ToString().Trim();
        bool isPublished = form["published"] == "yes";
        long? channelId = long.TryParse(channel, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;
        double threshold = 0;
        bool isRule = Enum.TryParse(form["kind"], ignoreCase: true, out AlarmKind kind) && Enum.IsDefined(kind)
            && double.TryParse(form["threshold"], NumberStyles.Float, CultureInfo.InvariantCulture, out threshold)
            && IsLimit(kind, threshold) && (channel.Length == 0 || channelId is not null);
        string? fault = !isRule
            ? "Nothing is made: a limit is 0 to 100 %, 1 to 100000 minutes, or a sum of status bits; a channel is a number."
            : webhook.Length > 500 ? "Nothing is made: the webhook's address is longer than 500 letters."
            : webhook.Length > 0 ? WebhookSender.FaultOf(webhook, options.IsWebhookPrivate)
            : null;
        fault ??= isPublished && options.Mqtt is null ? "Nothing is made: the servers know no broker; --mqtt names one." : null;
        if (fault is not null)
        {
            await ShowAsync(context, person, fault).ConfigureAwait(false);
            return;
        }

        string? secret = webhook.Length > 0 ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)) : null;
        var rule = new AlarmRule(0, organisationId, channelId, kind, threshold, webhook.Length > 0 ? webhook : null, isPublished);
        string? kept = secret is null ? null : protection.CreateProtector(AlarmEngine.SealPurpose).Protect(secret);
        bool isMade = await alarms.MakeAsync(person, rule, kept).ConfigureAwait(false);
        await ShowAsync(
            context, person, isMade ? "The rule is made." : "Nothing is made: the channel is none of this organisation.",
            isMade ? secret : null).ConfigureAwait(false);
    }

    private static bool IsLimit(AlarmKind kind, double threshold) => kind switch
    {
        AlarmKind.Bits => threshold is > 0 and < 65536 && Math.Floor(threshold) == threshold,
        AlarmKind.Silence => threshold is >= 1 and <= 100_000,
        _ => threshold is > 0 and <= 100,
    };

    private async Task DeleteAsync(HttpContext context, Person person, IFormCollection form)
    {
        List<AlarmRule> rules = await alarms.RulesAsync(Seen(person)).ConfigureAwait(false);
        if (rules.Find(one => one.Id.ToString(CultureInfo.InvariantCulture) == form["rule"]) is not { } rule)
        {
            await PeopleDoor.MissAsync(context, person).ConfigureAwait(false);
        }
        else if (!person.Is(Role.Operator, rule.OrganisationId))
        {
            await PeopleDoor.RefuseAsync(context, person).ConfigureAwait(false);
        }
        else
        {
            await alarms.DeleteAsync(person, rule).ConfigureAwait(false);
            await ShowAsync(context, person, "The rule is deleted; what it has found is over.").ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(HttpContext context, Person person, string? said, string? secret = null) =>
        await context.WritePageAsync<AlarmsView>(new Dictionary<string, object?>
        {
            [nameof(AlarmsView.Frame)] = PeopleDoor.FrameOf(context, person) with { Path = "/fleet/alarms" },
            [nameof(AlarmsView.Found)] = await alarms.FoundAsync(Seen(person), MaxFound).ConfigureAwait(false),
            [nameof(AlarmsView.Rules)] = await alarms.RulesAsync(Seen(person)).ConfigureAwait(false),
            [nameof(AlarmsView.Organisations)] = person.Memberships,
            [nameof(AlarmsView.Said)] = said,
            [nameof(AlarmsView.Secret)] = secret,
        }).ConfigureAwait(false);

    private static long[] Seen(Person person) => [.. person.Memberships.Select(one => one.OrganisationId)];
}
