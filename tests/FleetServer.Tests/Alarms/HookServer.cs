using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Alarms;

/// <summary>Somebody's web server that alarms are told to.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private HookServer(WebApplication app) => this.app = app;

    public Uri Url { get; private set; } = null!;

    /// <summary>What came: signature, number of the message, and body.</summary>
    public ConcurrentQueue<(string Signature, string Message, string Body, DateTimeOffset At)> Came { get; } = new();

    /// <summary>How it answers; a place to go to for 302.</summary>
    public int Status { get; set; } = 200;

    public static async Task<HookServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new HookServer(builder.Build());
        server.app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            server.Came.Enqueue((
                context.Request.Headers["X-NanoBms-Signature"].ToString(), context.Request.Headers["X-NanoBms-Message"].ToString(),
                await reader.ReadToEndAsync(WaitLimit.Token), DateTimeOffset.UtcNow));
            context.Response.StatusCode = server.Status;
            context.Response.Headers.Location = new Uri(server.Url, "elsewhere").ToString();
        });
        await server.app.StartAsync(TestContext.Current.CancellationToken);
        server.Url = new Uri(
            server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <summary>Waits until so much came.</summary>
    public async Task UntilAsync(int count)
    {
        CancellationToken limit = WaitLimit.Token;
        while (Came.Count < count)
        {
            await Task.Delay(20, limit);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}
