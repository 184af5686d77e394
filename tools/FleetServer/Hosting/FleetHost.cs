using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Hosting;
using NanoBms.FleetServer.Aggregates;
using NanoBms.FleetServer.Clustering;
using NanoBms.FleetServer.Grains;
using NanoBms.FleetServer.Mqtt;
using NanoBms.FleetServer.Postgres;
using NanoBms.FleetServer.Retention;
using NanoBms.FleetServer.Telemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Orleans.Configuration;

namespace NanoBms.FleetServer.Hosting;

/// <summary>A running server of the fleet: a silo, and LocalChannel's interface and page in front of the grains.</summary>
public sealed class FleetHost : IAsyncDisposable
{
    private const string ClusterName = "nanobms-fleet";

    private readonly WebApplication app;
    private readonly FleetStorage storage;
    private EntryIntake? intake;
    private Housekeeping? housekeeping;

    private FleetHost(WebApplication app, FleetStorage storage, Uri url)
    {
        this.app = app;
        this.storage = storage;
        Url = url;
    }

    /// <summary>Address of the page and the interface; ends with a slash.</summary>
    public Uri Url { get; }

    /// <summary>Channels whose keys were made at this start; with PostgreSQL nobody can show them again.</summary>
    public IReadOnlyList<ChannelAccess> NewKeys => storage.NewKeys;

    /// <summary>Opens the storage, joins the cluster and starts to listen.</summary>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    /// <exception cref="Foundation.UserError">The database cannot be used.</exception>
    /// <exception cref="IOException">The address or port cannot be listened on.</exception>
    public static async Task<FleetHost> StartAsync(FleetOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        FleetStorage storage = await FleetStorage.OpenAsync(options, ct).ConfigureAwait(false);
        WebApplication? app = null;
        try
        {
            app = Build(options, storage);
            await StartAsync(app, options, ct).ConfigureAwait(false);
            await app.StartFleetAsync(options).ConfigureAwait(false);
            string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            var host = new FleetHost(app, storage, new Uri(address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)));
            host.TakeFrom(options);
            host.KeepHouse(options);
            return host;
        }
        catch
        {
            if (app != null)
            {
                await app.DisposeAsync().ConfigureAwait(false);
            }

            await storage.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops: requests under way are answered, the grains move to other servers.</summary>
    public Task StopAsync(CancellationToken ct = default) => app.StopAsync(ct);

    /// <summary>Ends when the server has stopped.</summary>
    public Task WaitForStopAsync() => app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (intake is not null)
        {
            await intake.DisposeAsync().ConfigureAwait(false);
        }

        if (housekeeping is not null)
        {
            await housekeeping.DisposeAsync().ConfigureAwait(false);
        }

        await app.StopAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
        await storage.DisposeAsync().ConfigureAwait(false);
    }

    private void TakeFrom(FleetOptions options)
    {
        if (options.Mqtt is { } broker)
        {
            intake = new EntryIntake(
                broker, storage.Database is { } database ? new ClusterTurn(database, "nanobms-intake") : null, storage.Channels,
                new GrainWriter(app.Services.GetRequiredService<IGrainFactory>()), options.Rules,
                app.Services.GetRequiredService<ILogger<EntryIntake>>());
        }
    }

    private void KeepHouse(FleetOptions options)
    {
        if (storage.Database is { } database)
        {
            TimeProvider clock = options.Rules.TimeProvider;
            ILogger<Housekeeping> log = app.Services.GetRequiredService<ILogger<Housekeeping>>();
            housekeeping = new Housekeeping(
                database, new HourKeeper(database, clock),
                options.KeptMonths is { } months ? new PartRetention(database, months, clock, log) : null, options.HousekeepingPeriod, log);
        }
    }

    private static WebApplication Build(FleetOptions options, FleetStorage storage)
    {
        // The empty builder reads no settings from files or environment: only the options count.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        (options.LogFormat == LogFormat.Json
                ? builder.Logging.AddJsonConsole(console => console.IncludeScopes = true)
                : builder.Logging.AddSimpleConsole(console => console.SingleLine = true))
            .SetMinimumLevel(options.LogLevel)

            // It writes addresses with their queries, where keys are.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)

            // They warn of a garbage collector that this server does not want, and of clocks at each start.
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Services.AddSingleton<IHostLifetime, ProgramLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.AddHealthChecks().AddCheck("storage", storage);
        builder.Services.AddSingleton(options.Rules);
        builder.Services.AddSingleton(new SiloStorage(storage.Channels, storage.Writer, storage.States, storage.Predictors));
        builder.AddFleetPages(options, storage);
        builder.UseOrleans(silo => Configure(silo, options, storage));
        if (options.Telemetry is { } telemetry)
        {
            builder.Services.AddOpenTelemetry()
                .WithMetrics(metrics => metrics
                    .AddMeter(FleetMeter.Name, "Microsoft.Orleans", "Npgsql", "Microsoft.AspNetCore.Hosting",
                        "Microsoft.AspNetCore.Server.Kestrel")
                    .AddOtlpExporter(otlp => otlp.Endpoint = telemetry))
                .WithTracing(traces => traces
                    .AddSource(FleetTraces.Sources)
                    .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TracedShare)))
                    .AddOtlpExporter(otlp => otlp.Endpoint = telemetry));
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            ChannelInterface.Limit(kestrel);
            kestrel.Listen(options.ListenAddress, options.Port);
        });
        WebApplication app = builder.Build();
        IGrainFactory grains = app.Services.GetRequiredService<IGrainFactory>();
        new ChannelInterface(storage.Channels, storage.Reader, new GrainWriter(grains), new GrainSignals(grains), options.Rules,
            hours: storage.Hours)
        {
            Admits = app.Admission(options),
            Shared = app.Sharing(storage),
        }.Serve(app);
        app.MapHealthChecks("/health");
        app.MapFleetPages(options);
        return app;
    }

    private static void Configure(ISiloBuilder silo, FleetOptions options, FleetStorage storage)
    {
        int siloPort = options.SiloPort == 0 ? FreePort(options.SiloAddress) : options.SiloPort;
        if (storage.Database is { } database)
        {
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (ClusterName, ClusterName));

            // Without a gateway: clients come by HTTP and MQTT only.
            silo.ConfigureEndpoints(options.SiloAddress, siloPort, gatewayPort: 0, listenOnAnyHostAddress: false);
            silo.Services.AddSingleton(database);
            silo.Services.AddSingleton<IMembershipTable, PostgresMembership>();

            // A server that was killed is out after some seconds: its channels are served by another one then.
            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                membership.ProbeTimeout = TimeSpan.FromSeconds(2);

                // Where all were killed at once nobody is left to declare them dead: who starts then takes those for dead that said nothing
                // for so long.
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
                membership.NumMissedTableIAmAliveLimit = 3;
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
                membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
                membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
            });
        }
        else
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort: 0);
        }

        if (options.Telemetry is not null)
        {
            silo.AddActivityPropagation();
        }

        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(15));
    }

    private static async Task StartAsync(WebApplication app, FleetOptions options, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new IOException(
                $"Cannot listen on {new IPEndPoint(options.ListenAddress, options.Port)} ({exception.Message.TrimEnd('.')}); choose "
                    + "another address or port.", exception);
        }
    }

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
