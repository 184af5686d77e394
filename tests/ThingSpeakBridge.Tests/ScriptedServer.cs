using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>A server on loopback that holds entries as ThingSpeak does, and answers badly when it is told to.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedServer(WebApplication app) => this.app = app;

    public Uri Url => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The channel's entries: number, time, fields as JSON values.</summary>
    public List<(long Id, DateTimeOffset Time, object?[] Fields)> Entries { get; } = [];

    /// <summary>Answers to the next requests, in place of the true ones.</summary>
    public Queue<Func<HttpContext, Task>> Script { get; } = new();

    /// <summary>Told of each request.</summary>
    public Action Asked { get; set; } = () => { };

    /// <summary>Requests so far, path and query.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<ScriptedServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var server = new ScriptedServer(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public void Add(int k, params object?[] more) => Entries.Add((k + 1, Samples.Time(k), [.. Samples.Fields(k), .. more]));

    public void AddRange(int first, int count)
    {
        for (int k = first; k < first + count; k++)
        {
            Add(k);
        }
    }

    /// <summary>An answer of any status and body.</summary>
    public static Func<HttpContext, Task> Answer(int status, string body, string? header = null, string? value = null) => context =>
    {
        context.Response.StatusCode = status;
        if (header is not null)
        {
            context.Response.Headers[header] = value;
        }

        return context.Response.WriteAsync(body);
    };

    public string Feed(int results, DateTimeOffset? end = null)
    {
        var feeds = Entries.Where(entry => end is null || entry.Time <= end).OrderBy(entry => entry.Time).TakeLast(results).Select(entry =>
        {
            var members =
                new Dictionary<string, object?>
                {
                    [
                    "created_at"] = entry.Time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                    ["entry_id"] = entry.Id
                };
            for (int k = 0; k < entry.Fields.Length; k++)
            {
                members[k < 8 ? $"field{k + 1}" : "status"] = entry.Fields[k];
            }

            return members;
        });
        return JsonSerializer.Serialize(
            new { channel = new { id = 1, last_entry_id = Entries.Count == 0 ? 0 : Entries.Max(entry => entry.Id) }, feeds });
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        lock (Requests)
        {
            Requests.Add(context.Request.Path + context.Request.QueryString.ToString());
        }

        Asked();
        if (Script.TryDequeue(out Func<HttpContext, Task>? answer))
        {
            return answer(context);
        }

        IQueryCollection query = context.Request.Query;
        DateTimeOffset? end = query.TryGetValue("end", out var text) ? DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture) : null;
        return context.Response.WriteAsync(Feed(Math.Min(int.Parse(query["results"]!, CultureInfo.InvariantCulture), 8000), end));
    }
}
