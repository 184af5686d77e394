using Microsoft.AspNetCore.Server.Kestrel.Core;
using NanoBms.ChannelServer.Api;
using NanoBms.ChannelServer.Page;
using NanoBms.ChannelServer.Requests;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Hosting;

/// <summary>The ThingSpeak-compatible interface and the page of a channel, over whatever keeps channels and entries.</summary>
/// <param name="channels">The channels.</param>
/// <param name="reader">Reads their entries.</param>
/// <param name="writer">Writes their entries.</param>
/// <param name="signals">Tells of new entries.</param>
/// <param name="rules">What is let through.</param>
/// <param name="truthPercent">True state of charge in percent at a time, where something knows it; null: nothing does.</param>
/// <param name="hours">Reads whole hours, which long spans are drawn from; null: from their entries.</param>
public sealed class ChannelInterface(
    IChannelDirectory channels, IEntryReader reader, IEntryWriter writer, IEntrySignals signals, ChannelRules rules,
    Func<long, double?>? truthPercent = null, IHourReader? hours = null)
{
    private const string SharedPath = "/shared";

    /// <summary>Whether who asks may read a channel without its key; null: nobody may.</summary>
    public Func<HttpContext, long, ValueTask<bool>>? Admits { get; init; }

    /// <summary>
    /// Finds the channel that a request's link shows, null where it shows none; the page and its data are at /shared then. Null: there are
    /// no links.
    /// </summary>
    public Func<HttpContext, ValueTask<IServedChannel?>>? Shared { get; init; }

    /// <summary>Limits of the web server.</summary>
    public static void Limit(KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = WriteBody.Most;
    }

    /// <summary>Serves the addresses; what is mapped to the program beside them is guarded in the same way.</summary>
    public void Serve(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger<ChannelInterface>();
        var names = new HostNames(rules.HostNames);
        var door = new ChannelDoor(channels, new KeyThrottle(rules.TimeProvider), Admits);
        app.Use((context, next) => AnswerErrorsAsync(context, next, log));
        app.Use((context, next) =>
        {
            names.Check(context.Request);
            return next(context);
        });
        app.UseRouting();
        new WriteEndpoints(door, writer, rules).Map(app);
        new ReadEndpoints(door, reader, rules).Map(app);
        var page = new PageEndpoints(door, reader, signals, rules, truthPercent, hours);
        page.Map(app);
        if (Shared is { } shared)
        {
            app.Use((context, next) =>
            {
                if (context.Request.Path.StartsWithSegments(SharedPath))
                {
                    context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
                    context.Response.Headers["Referrer-Policy"] = "no-referrer";
                }

                return next(context);
            });
            page.MapChannel(app, SharedPath, async (context, _) =>
                await shared(context).ConfigureAwait(false) ?? throw new ApiException(ApiError.NotFound(
                    "This link does not show a channel: it has come to its end, was taken back, or is not whole.")));
        }
    }

    private static async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentType == null)
            {
                await context.RefuseAsync(ApiError.FromStatus(context.Response.StatusCode)).ConfigureAwait(false);
            }
        }
        catch (ApiException exception) when (!context.Response.HasStarted)
        {
            await context.RefuseAsync(exception.Error).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
        }
        catch (StorageBusyException exception) when (!context.Response.HasStarted)
        {
            await context.RefuseAsync(ApiError.Busy(exception.Message)).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // The path, not the query: that may hold a key. As it came, for what was decoded may hold control characters.
            log.LogError(exception, "{Method} {Path} failed.", context.Request.Method, context.Request.Path.ToUriComponent());
            await context.RefuseAsync(ApiError.Internal()).ConfigureAwait(false);
        }
    }
}
