using System.Globalization;
using System.Text;
using NanoBms.Device.Cloud.ThingSpeak;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using NanoBms.Device.Tests.Storage;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.Soak;
using NanoBms.ThingSpeakContract;

namespace NanoBms.Device.Tests.Cloud;

/// <summary>An answer as it came; no content type where only status and body are told.</summary>
internal sealed record ServedReply(int Status, string? ContentType, string Body);

/// <summary>A server of the contract, which can be brought into each state.</summary>
internal abstract class ServedChannel : IAsyncDisposable
{
    /// <summary>Number of the channel.</summary>
    public virtual int Id => 7;

    public virtual string WriteKey => "WRITEKEY00000001";

    public virtual string ReadKey => "READKEY000000001";

    /// <summary>Time of the first entry, and of the server's clock.</summary>
    public virtual DateTimeOffset Start => ContractServer.Start;

    /// <summary>Whether it looks at how far ahead an entry is dated.</summary>
    public virtual bool RefusesAhead => false;

    /// <summary>Entries in it.</summary>
    public abstract Task<int> CountAsync();

    /// <summary>Lets the rate limit pass.</summary>
    public abstract void LetTimePass();

    /// <summary>Brings it into a state that no request makes.</summary>
    public abstract Task ForceAsync(ChannelState state);

    public abstract Task<ServedReply> GetAsync(string pathAndQuery);

    public abstract Task<ServedReply> PostAsync(string path, string contentType, string body);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Makes a new channel on the server of a name.</summary>
    /// <param name="servers">The servers with a database.</param>
    /// <param name="name">Name of the server.</param>
    /// <param name="state">The state that the channel is to be brought into.</param>
    public static async Task<ServedChannel> OpenAsync(ContractServers servers, string name, ChannelState state) => name switch
    {
        "LocalChannel" => new DatabaseServed(await servers.LocalAsync(), state),
        "FleetServer" => new DatabaseServed(await servers.FleetAsync(), state),
        "tests' channel" => new FakeServed(state),
        "soak's channel" => new SoakServed(state),
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

    private string Body(bool isBulk, string key, int[] timesS)
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

    private string TimeOf(int seconds) =>
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

    /// <summary>A channel of a server with a database, which no other row has.</summary>
    private sealed class DatabaseServed : ServedChannel
    {
        private readonly ContractServer server;
        private bool fails;

        public DatabaseServed(ContractServer server, ChannelState state)
        {
            this.server = server;

            // Only who asks for what not everybody may read can ask with wrong keys.
            Id = server.NextChannel(isPublic: state is not (ChannelState.Private or ChannelState.TooMany));
            Start = server.Now;
        }

        public override int Id { get; }

        public override string WriteKey => ContractServer.WriteKeyOf(Id);

        public override string ReadKey => ContractServer.ReadKeyOf(Id);

        public override DateTimeOffset Start { get; }

        public override bool RefusesAhead => true;

        public override async Task<int> CountAsync() => Convert.ToInt32(
            await server.QueryAsync($"SELECT count(*) FROM entries WHERE channel_id = {Id}"), CultureInfo.InvariantCulture);

        public override void LetTimePass() => server.Pass(TimeSpan.FromSeconds(15));

        public override async Task ForceAsync(ChannelState state)
        {
            if (state == ChannelState.TooMany)
            {
                for (int k = 0; k < 10; k++)
                {
                    await GetAsync($"/channels/{Id}/feeds.json?api_key=WRONG{k}");
                }

                return;
            }

            Assert.Equal(ChannelState.Fails, state);
            await server.QueryAsync("ALTER TABLE entries RENAME TO entries_away");
            fails = true;
        }

        public override Task<ServedReply> GetAsync(string pathAndQuery) => server.AskAsync(pathAndQuery);

        public override Task<ServedReply> PostAsync(string path, string contentType, string body) =>
            server.AskAsync(path, contentType, body);

        public override async ValueTask DisposeAsync()
        {
            if (fails)
            {
                await server.QueryAsync("ALTER TABLE entries_away RENAME TO entries");
            }
        }
    }

    /// <summary>The channel of the firmware's tests, in the form that the firmware sees.</summary>
    private sealed class FakeServed : ServedChannel
    {
        private const string Server = "https://api.thingspeak.com";

        private readonly ManualClock clock = new();
        private readonly FakeChannel channel;

        public FakeServed(ChannelState state) => channel = new FakeChannel(clock, WriteKey)
        {
            RefusesPartlyTaken = false,
            IsPrivate = state == ChannelState.Private,
        };

        public override Task<int> CountAsync() => Task.FromResult(channel.Entries.Count);

        public override void LetTimePass() => clock.Advance(15000);

        public override Task ForceAsync(ChannelState state)
        {
            channel.Forced = state;
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

        public SoakServed(ChannelState state) => channel = new ContractChannel(Id, WriteKey, entries, () => nowMs)
        {
            ReadKey = state == ChannelState.Private ? ReadKey : null,
        };

        public override Task<int> CountAsync() => Task.FromResult(entries.Count);

        public override void LetTimePass() => nowMs += 15000;

        public override Task ForceAsync(ChannelState state)
        {
            channel.Forced = state;
            return Task.CompletedTask;
        }

        public override Task<ServedReply> GetAsync(string pathAndQuery) => Task.FromResult(Of(channel.Get(pathAndQuery)));

        public override Task<ServedReply> PostAsync(string path, string contentType, string body) =>
            Task.FromResult(Of(channel.Post(path, contentType, body)));

        private static ServedReply Of(ContractReply reply) => new(reply.Status, reply.ContentType, reply.Body);
    }
}
