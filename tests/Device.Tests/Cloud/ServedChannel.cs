using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NanoBms.ChannelServer;
using NanoBms.Device.Cloud.ThingSpeak;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using NanoBms.Device.Tests.Storage;
using NanoBms.FleetServer;
using NanoBms.FleetServer.Hosting;
using NanoBms.LocalChannel;
using NanoBms.LocalChannel.Hosting;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.Soak;
using NanoBms.TestSupport;
using NanoBms.ThingSpeakContract;
using Npgsql;

namespace NanoBms.Device.Tests.Cloud;

/// <summary>An answer as it came; no content type where only status and body are told.</summary>
internal sealed record ServedReply(int Status, string? ContentType, string Body);

/// <summary>A server of the contract, which can be brought into each state.</summary>
internal abstract class ServedChannel : IAsyncDisposable
{
    public const int Id = 7;
    public const string WriteKey = "WRITEKEY00000001", ReadKey = "READKEY000000001";

    /// <summary>Time of the first entry, and of the server's clock.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Whether it looks at how far ahead an entry is dated.</summary>
    public virtual bool RefusesAhead => false;

    /// <summary>Entries in it.</summary>
    public abstract Task<int> CountAsync();

    /// <summary>Lets the rate limit pass.</summary>
    public abstract void LetTimePass();

    /// <summary>Brings it into a state that no request makes.</summary>
    public abstract Task ForceAsync(ChannelState state);

    /// <summary>Makes it private.</summary>
    public abstract Task HideAsync();

    public abstract Task<ServedReply> GetAsync(string pathAndQuery);

    public abstract Task<ServedReply> PostAsync(string path, string contentType, string body);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Makes the server of a name.</summary>
    public static async Task<ServedChannel> StartAsync(string name) => name switch
    {
        "LocalChannel" => await new LocalServed().OpenAsync(),
        "FleetServer" => await FleetServed.StartAsync(),
        "tests' channel" => new FakeServed(),
        "soak's channel" => new SoakServed(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>Writes as the firmware does.</summary>
    /// <param name="request">Update, the same for JSON, or bulk.</param>
    /// <param name="channelId">Number of the channel.</param>
    /// <param name="key">The key.</param>
    /// <param name="timesS">Seconds from the start, one an entry.</param>
    public Task<ServedReply> WriteAsync(ContractRequest request, int channelId, string key, params int[] timesS)
    {
        bool isBulk = request == ContractRequest.Bulk;
        string body = Body(isBulk, key, timesS);
        string path = ContractPaths.Of(request, channelId, 1)[0];
        return PostAsync(path, isBulk ? "application/json" : "application/x-www-form-urlencoded", body);
    }

    private static string Body(bool isBulk, string key, int[] timesS)
    {
        // The firmware's own texts; a batch holds fewer entries than a write may, so the list of one is repeated.
        int entries = isBulk ? 2 : 1;
        var batch = new RecordQueue(entries);
        for (int k = 0; k < entries; k++)
        {
            batch.Add(Entries.Of(700, Start.ToUnixTimeSeconds() + (k == 0 ? timesS[0] : 86399)));
        }

        batch.TakeBatch(entries);
        var kept = new KeptBody();
        new ThingSpeakSink(kept, "", key, "", Id, 15000).Send(batch, 0, entries);
        if (!isBulk)
        {
            return kept.Body;
        }

        int from = kept.Body.IndexOf('[', StringComparison.Ordinal) + 1, to = kept.Body.IndexOf("},{", StringComparison.Ordinal) + 1;
        string first = kept.Body[from..to], time = TimeOf(timesS[0]);
        var all = new StringBuilder(kept.Body[..from]);
        all.AppendJoin(',', timesS.Select(seconds => first.Replace(time, TimeOf(seconds), StringComparison.Ordinal)));
        return all.Append("]}").ToString();
    }

    private static string TimeOf(int seconds) =>
        Start.AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private sealed class KeptBody : IHttp
    {
        public string Body { get; private set; } = "";

        public HttpReply Post(string url, IRequestBody body)
        {
            Body = RequestText.Of(body);
            return new HttpReply { Body = "" };
        }

        public HttpReply Get(string url) => new() { Body = "" };
    }

    /// <summary>A server with a database, on loopback.</summary>
    private abstract class DatabaseServed : ServedChannel
    {
        private readonly HttpClient client = new();
        private readonly SteppedTime clock = new();
        private (Uri Url, IAsyncDisposable Itself) server;

        public override bool RefusesAhead => true;

        protected TimeProvider Clock => clock;

        public async Task<DatabaseServed> OpenAsync()
        {
            server = await RunAsync(isPublic: true);
            return this;
        }

        public override async Task<int> CountAsync() =>
            Convert.ToInt32(await QueryAsync("SELECT count(*) FROM entries"), CultureInfo.InvariantCulture);

        public override void LetTimePass() => clock.Now += TimeSpan.FromSeconds(15);

        public override async Task HideAsync()
        {
            await server.Itself.DisposeAsync();
            server = await RunAsync(isPublic: false);
        }

        public override async Task ForceAsync(ChannelState state)
        {
            if (state == ChannelState.TooMany)
            {
                await HideAsync();
                for (int k = 0; k < 10; k++)
                {
                    await GetAsync($"/channels/{Id}/feeds.json?api_key=WRONG{k}");
                }

                return;
            }

            Assert.Equal(ChannelState.Fails, state);
            await QueryAsync("DROP TABLE entries");
        }

        public override Task<ServedReply> GetAsync(string pathAndQuery) => AskAsync(client, server.Url, pathAndQuery);

        public override Task<ServedReply> PostAsync(string path, string contentType, string body) =>
            AskAsync(client, server.Url, path, contentType, body);

        public override async ValueTask DisposeAsync()
        {
            client.Dispose();
            await server.Itself.DisposeAsync();
        }

        /// <summary>Starts the server on its database.</summary>
        protected abstract Task<(Uri Url, IAsyncDisposable Itself)> RunAsync(bool isPublic);

        /// <summary>A connection to the database, closed yet.</summary>
        protected abstract DbConnection Connect();

        private async Task<object?> QueryAsync(string sql)
        {
            await using DbConnection connection = Connect();
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>LocalChannel, on SQLite.</summary>
    private sealed class LocalServed : DatabaseServed
    {
        private readonly TemporaryFolder folder = new();

        private string DatabasePath => folder.File("channel.db");

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            folder.Dispose();
        }

        protected override async Task<(Uri Url, IAsyncDisposable Itself)> RunAsync(bool isPublic)
        {
            LocalChannelServer server = await LocalChannelServer.StartAsync(new LocalChannelOptions
            {
                DatabasePath = DatabasePath,
                ChannelId = Id,
                WriteKey = WriteKey,
                ReadKey = ReadKey,
                Channels = [new ChannelSettings { Id = Id, IsPublic = isPublic }],
                TimeProvider = Clock,
            }, TestContext.Current.CancellationToken);
            return (server.Url, server);
        }

        protected override DbConnection Connect() => new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
    }

    /// <summary>The server of the fleet, on PostgreSQL.</summary>
    private sealed class FleetServed(string database) : DatabaseServed
    {
        public static async Task<DatabaseServed> StartAsync()
        {
            PostgresServer postgres = await PostgresServer.SharedAsync();
            return await new FleetServed(await postgres.NewDatabaseAsync()).OpenAsync();
        }

        protected override async Task<(Uri Url, IAsyncDisposable Itself)> RunAsync(bool isPublic)
        {
            FleetHost server = await FleetHost.StartAsync(new FleetOptions
            {
                Postgres = database,
                Channels = [new ChannelSettings { Id = Id, IsPublic = isPublic, WriteKey = WriteKey, ReadKey = ReadKey }],
                Rules = new ChannelRules { TimeProvider = Clock },
                LogLevel = LogLevel.None,
            }, TestContext.Current.CancellationToken);
            return (server.Url, server);
        }

        protected override DbConnection Connect() => new NpgsqlConnection(database);
    }

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static async Task<ServedReply> AskAsync(
        HttpClient client, Uri server, string path, string? contentType = null, string body = "")
    {
        using StringContent? content = contentType is null ? null : new StringContent(body, Encoding.UTF8, contentType);
        using HttpResponseMessage reply = content is null
            ? await client.GetAsync(new Uri(server, path), TestContext.Current.CancellationToken)
            : await client.PostAsync(new Uri(server, path), content, TestContext.Current.CancellationToken);
        return new ServedReply(
            (int)reply.StatusCode, reply.Content.Headers.ContentType?.MediaType,
            await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The channel of the firmware's tests, in the form that the firmware sees.</summary>
    private sealed class FakeServed : ServedChannel
    {
        private const string Server = "https://api.thingspeak.com";

        private readonly ManualClock clock = new();
        private readonly FakeChannel channel;

        public FakeServed() => channel = new FakeChannel(clock, WriteKey) { RefusesPartlyTaken = false };

        public override Task<int> CountAsync() => Task.FromResult(channel.Entries.Count);

        public override void LetTimePass() => clock.Advance(15000);

        public override Task ForceAsync(ChannelState state)
        {
            channel.Forced = state;
            return Task.CompletedTask;
        }

        public override Task HideAsync()
        {
            channel.IsPrivate = true;
            return Task.CompletedTask;
        }

        public override Task<ServedReply> GetAsync(string pathAndQuery) => Task.FromResult(Of(channel.Get(Server + pathAndQuery)));

        public override Task<ServedReply> PostAsync(string path, string contentType, string body) =>
            Task.FromResult(Of(channel.Post(Server + path, contentType, body)));

        private static ServedReply Of(HttpReply reply) => new(reply.Status, null, reply.Body);
    }

    /// <summary>What the soak's channel is made of.</summary>
    private sealed class SoakServed : ServedChannel
    {
        private readonly SoakEntries entries = new(2000, () => 0);
        private readonly ContractChannel channel;
        private long nowMs;

        public SoakServed() => channel = new ContractChannel(Id, WriteKey, entries, () => nowMs);

        public override Task<int> CountAsync() => Task.FromResult(entries.Count);

        public override void LetTimePass() => nowMs += 15000;

        public override Task ForceAsync(ChannelState state)
        {
            channel.Forced = state;
            return Task.CompletedTask;
        }

        public override Task HideAsync()
        {
            channel.ReadKey = ReadKey;
            return Task.CompletedTask;
        }

        public override Task<ServedReply> GetAsync(string pathAndQuery) => Task.FromResult(Of(channel.Get(pathAndQuery)));

        public override Task<ServedReply> PostAsync(string path, string contentType, string body) =>
            Task.FromResult(Of(channel.Post(path, contentType, body)));

        private static ServedReply Of(ContractReply reply) => new(reply.Status, reply.ContentType, reply.Body);
    }
}
