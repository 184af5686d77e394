using Microsoft.Extensions.Diagnostics.HealthChecks;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Aggregates;
using NanoBms.FleetServer.Estimates;
using NanoBms.FleetServer.Postgres;
using NanoBms.FleetServer.Telemetry;
using NanoBms.Foundation;
using NanoBms.LocalChannel.Storage;
using Npgsql;

namespace NanoBms.FleetServer.Hosting;

/// <summary>What keeps channels and entries: PostgreSQL, or an SQLite file.</summary>
internal sealed class FleetStorage : IHealthCheck, IAsyncDisposable
{
    private readonly SqliteStorage? file;
    private readonly PostgresEntryWriter? postgresWriter;
    private readonly ChannelNews? news;
    private readonly FleetMeter meter;

    private FleetStorage(FleetMeter meter, SqliteStorage file)
    {
        this.meter = meter;
        this.file = file;
        (Channels, Reader, Writer, States) = (file.Channels, file.Reader, file.Writer, file.States);
        NewKeys = [.. file.All.Where(channel => channel.KeysAreNew)];
    }

    private FleetStorage(
        FleetMeter meter, FleetDatabase database, PostgresChannels channels, PostgresEntryWriter writer,
        IReadOnlyList<ChannelAccess> newKeys)
    {
        this.meter = meter;
        Database = database;
        news = new ChannelNews(database, channels);
        postgresWriter = writer;
        (Channels, Reader, Writer, States) = (channels, new PostgresEntryReader(database), writer, writer);
        NewKeys = newKeys;
    }

    public IChannelDirectory Channels { get; }

    public IEntryReader Reader { get; }

    public IEntryWriter Writer { get; }

    public IStateWriter States { get; }

    /// <summary>Makes the estimators of the channels whose state of charge is computed here.</summary>
    public Predictors Predictors { get; } = new();

    /// <summary>The channels of the file; none where the storage is PostgreSQL.</summary>
    public IReadOnlyList<IServedChannel> InFile => file?.All ?? [];

    /// <summary>PostgreSQL; null: the storage is a file.</summary>
    public FleetDatabase? Database { get; }

    /// <summary>Reads whole hours; null: they are not kept.</summary>
    public IHourReader? Hours => Database is { } database ? new HourReader(database) : null;

    /// <summary>Channels whose keys were made now.</summary>
    public IReadOnlyList<ChannelAccess> NewKeys { get; }

    /// <exception cref="UserError">It cannot be used.</exception>
    public static async Task<FleetStorage> OpenAsync(FleetOptions options, CancellationToken ct)
    {
        new Predictors().Check(options.Channels);
        var meter = new FleetMeter();
        if (options.Postgres is null)
        {
            return new FleetStorage(meter, SqliteStorage.Open(options.DatabasePath, options.Channels, options.Rules));
        }

        FleetDatabase database = await FleetDatabase.OpenAsync(options.Postgres, ct).ConfigureAwait(false);
        try
        {
            var channels = new PostgresChannels(database, options.Rules.TimeProvider);
            IReadOnlyList<ChannelAccess> made = await channels.TakeAsync(options.Channels, ct).ConfigureAwait(false);
            var writer = new PostgresEntryWriter(
                database, new MonthlyParts(database, options.Rules.TimeProvider), options.Rules.RateLimit, meter);
            return new FleetStorage(meter, database, channels, writer, made);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether the database answers.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (Database is null)
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            await using NpgsqlCommand command = Database.Source.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (FleetDatabase.IsFault(exception))
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (file is not null)
        {
            await file.DisposeAsync().ConfigureAwait(false);
        }

        if (postgresWriter is not null)
        {
            await postgresWriter.DisposeAsync().ConfigureAwait(false);
            await news!.DisposeAsync().ConfigureAwait(false);
            await Database!.DisposeAsync().ConfigureAwait(false);
        }

        meter.Dispose();
    }
}
