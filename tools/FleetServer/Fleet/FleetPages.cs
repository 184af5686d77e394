using NanoBms.FleetServer.Pages;

namespace NanoBms.FleetServer.Fleet;

/// <summary>The fleet's page and the same for programs.</summary>
/// <param name="view">The fleet.</param>
/// <param name="access">Who may see what of it.</param>
internal sealed class FleetPages(IFleetView view, IFleetAccess access)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/fleet", PageAsync);
        routes.MapGet("/fleet.json", JsonAsync);
    }

    private async Task PageAsync(HttpContext context)
    {
        if (await access.ViewerAsync(context).ConfigureAwait(false) is not { } viewer)
        {
            return;
        }

        if (await ReadAsync(context, viewer, sentence => context.RefusePageAsync(
            400, "Fleet", sentence, viewer.Frame.Person, ("/fleet", "To the whole fleet"))).ConfigureAwait(false) is var (query, part))
        {
            await context.WritePageAsync<FleetTable>(new Dictionary<string, object?>
            {
                [nameof(FleetTable.Frame)] = viewer.Frame,
                [nameof(FleetTable.Query)] = query,
                [nameof(FleetTable.Part)] = part,
                [nameof(FleetTable.IsManaged)] = viewer.IsManaging,
            }).ConfigureAwait(false);
        }
    }

    private async Task JsonAsync(HttpContext context)
    {
        if (await access.ViewerAsync(context).ConfigureAwait(false) is not { } viewer)
        {
            return;
        }

        if (await ReadAsync(context, viewer, sentence => Results.Json(new { error = sentence }, statusCode: 400).ExecuteAsync(context))
            .ConfigureAwait(false) is var (query, part))
        {
            context.Response.Headers.CacheControl = "no-store";
            await Results.Json(new
            {
                now = part.NowMs,
                matching = part.Matching,
                page = query.Page,
                size = query.Size,
                counts = new
                {
                    all = part.Counts.All,
                    ok = part.Counts.Ok,
                    alarm = part.Counts.Alarm,
                    silent = part.Counts.Silent,
                    empty = part.Counts.Empty,
                    @private = part.Counts.Private,
                },
                channels = part.Rows.Select(row => new
                {
                    id = row.ChannelId,
                    name = row.Name,
                    model = row.Model,
                    state = FleetAddress.NameOf(row.State),
                    at = row.AtMs,
                    soc = row.SocPercent,
                    bar = row.BarPercent,
                    status = row.StatusBits,
                    health = row.HealthPercent,
                }),
            }).ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    private async Task<(FleetQuery Query, FleetPart Part)?> ReadAsync(HttpContext context, FleetViewer viewer, Func<string, Task> refuse)
    {
        try
        {
            FleetQuery query = FleetAddress.Read(context.Request.Query);
            return (query, await view.ReadAsync(query, viewer.Scope, context.RequestAborted).ConfigureAwait(false));
        }
        catch (FormatException exception)
        {
            await refuse(exception.Message).ConfigureAwait(false);
            return null;
        }
    }
}
