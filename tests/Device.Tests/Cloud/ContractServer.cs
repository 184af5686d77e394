using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NanoBms.ChannelServer;
using NanoBms.FleetServer;
using NanoBms.FleetServer.Hosting;
using NanoBms.LocalChannel;
using NanoBms.LocalChannel.Hosting;
using NanoBms.TestSupport;
using NanoBms.ThingSpeakContract;
using Npgsql;

namespace NanoBms.Device.Tests.Cloud;

/// <summary>A server with a database, on loopback: one for all rows, each of which has a channel and an hour of its own.</summary>
internal sealed class ContractServer : IAsyncDisposable
{
    private readonly HttpClient client = new();
    private readonly TemporaryFolder folder = new();
    private readonly SteppedTime clock = new();
    private Func<DbConnection> connect = null!;
    private IAsyncDisposable server = null!;
    private int channels;

    private ContractServer()
    {
    }

    /// <summary>Its clock before the first row.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What its clock says.</summary>
    public DateTimeOffset Now => clock.Now;

    // A public and a private channel for each row.
    private static ChannelSettings[] Channels =>
    [
        .. Enumerable.Range(1, 2 * Contract.All.Count).Select(id => new ChannelSettings
        {
            Id = id,
            IsPublic = id % 2 == 0,
            WriteKey = WriteKeyOf(id),
            ReadKey = ReadKeyOf(id),
        }),
    ];

    public static string WriteKeyOf(int id) => $"WRITEKEY{id:00000000}";

    public static string ReadKeyOf(int id) => $"READKEY{id:000000000}";

    /// <summary>LocalChannel, on SQLite.</summary>
    public static async Task<ContractServer> LocalAsync()
    {
        var made = new ContractServer();
        string path = made.folder.File("channel.db");
        made.connect = () => new SqliteConnection($"Data Source={path};Pooling=False");
        LocalChannelServer server = await LocalChannelServer.StartAsync(
            new LocalChannelOptions { DatabasePath = path, Channels = Channels, TimeProvider = made.clock }, WaitLimit.Token);
        (made.server, made.client.BaseAddress) = (server, server.Url);
        return made;
    }

    /// <summary>The server of the fleet, on PostgreSQL.</summary>
    public static async Task<ContractServer> FleetAsync()
    {
        string database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        var made = new ContractServer { connect = () => new NpgsqlConnection(database) };
        FleetHost server = await FleetHost.StartAsync(new FleetOptions
        {
            Postgres = database,
            Channels = Channels,
            Rules = new ChannelRules { TimeProvider = made.clock },
            LogLevel = LogLevel.None,
        }, WaitLimit.Token);
        (made.server, made.client.BaseAddress) = (server, server.Url);
        return made;
    }

    /// <summary>A channel that nobody had yet, an hour after the one before: no wrong key is held against anybody any more.</summary>
    public int NextChannel(bool isPublic)
    {
        Pass(TimeSpan.FromHours(1));
        return (2 * ++channels) - (isPublic ? 0 : 1);
    }

    /// <summary>Moves its clock on.</summary>
    public void Pass(TimeSpan time) => clock.Now += time;

    /// <summary>Sends a request; a post where it has a content type.</summary>
    public async Task<ServedReply> AskAsync(string path, string? contentType = null, string body = "")
    {
        using StringContent? content = contentType is null ? null : new StringContent(body, Encoding.UTF8, contentType);
        var address = new Uri(path, UriKind.Relative);
        using HttpResponseMessage reply = content is null
            ? await client.GetAsync(address, WaitLimit.Token) : await client.PostAsync(address, content, WaitLimit.Token);
        return new ServedReply(
            (int)reply.StatusCode, reply.Content.Headers.ContentType?.MediaType, await reply.Content.ReadAsStringAsync(WaitLimit.Token));
    }

    /// <summary>Asks its database, past the server.</summary>
    public async Task<object?> QueryAsync(string sql)
    {
        await using DbConnection connection = connect();
        await connection.OpenAsync(WaitLimit.Token);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(WaitLimit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;
    }
}
