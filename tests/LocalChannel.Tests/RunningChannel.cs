using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NanoBms.ChannelServer;
using NanoBms.HomeAssistant;
using NanoBms.LocalChannel.Hosting;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests;

/// <summary>A server on a free port of loopback with a database of its own, and a client for it.</summary>
internal sealed class RunningChannel : IAsyncDisposable
{
    public const string WriteKey = "WRITEKEY00000001", ReadKey = "READKEY000000001";

    private readonly TemporaryFolder folder;
    private readonly Func<string, LocalChannelOptions> options;

    private RunningChannel(TemporaryFolder folder, Func<string, LocalChannelOptions> options, LocalChannelServer server)
    {
        this.folder = folder;
        this.options = options;
        Server = server;
        Client = new HttpClient { BaseAddress = server.Url };
    }

    public LocalChannelServer Server { get; private set; }

    public HttpClient Client { get; private set; }

    public string Folder => folder.Root;

    public string DatabasePath => DatabaseIn(folder);

    /// <summary>Starts a server; without a rate limit unless one is named.</summary>
    public static async Task<RunningChannel> StartAsync(
        TimeSpan? rateLimit = null, TimeProvider? clock = null, bool isPublic = true, IReadOnlyList<ChannelSettings>? channels = null,
        IReadOnlyList<string>? hostNames = null, TimeSpan? bodyTimeout = null, double? maxAhead = 3600, BrokerAddress? mqtt = null)
    {
        LocalChannelOptions Options(string databasePath) => new()
        {
            DatabasePath = databasePath,
            WriteKey = WriteKey,
            ReadKey = ReadKey,
            Channels = channels ?? [new ChannelSettings { Id = 1, IsPublic = isPublic }],
            RateLimit = rateLimit ?? TimeSpan.Zero,
            TimeProvider = clock ?? TimeProvider.System,
            Mqtt = mqtt,
            HostNames = hostNames ?? [],
            BodyTimeout = bodyTimeout ?? TimeSpan.FromSeconds(30),
            MaxAhead = maxAhead is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        TemporaryFolder folder = new();
        LocalChannelServer server = await LocalChannelServer.StartAsync(Options(DatabaseIn(folder)), TestContext.Current.CancellationToken);
        return new RunningChannel(folder, Options, server);
    }

    /// <summary>Stops the server, does something to its files, and starts another one on them.</summary>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        Client.Dispose();
        await Server.DisposeAsync();
        meanwhile?.Invoke();
        Server = await LocalChannelServer.StartAsync(options(DatabasePath), TestContext.Current.CancellationToken);
        Client = new HttpClient { BaseAddress = Server.Url };
    }

    public async Task<string> GetTextAsync(string path)
    {
        using HttpResponseMessage reply = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async Task<(int Status, JsonElement Json)> GetJsonAsync(string path)
    {
        using HttpResponseMessage reply = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)reply.StatusCode, await JsonOfAsync(reply));
    }

    /// <summary>The entries of feeds.json, by default with all members.</summary>
    public async Task<JsonElement[]> FeedsAsync(string query = "results=8000&location=true&status=true")
    {
        (int status, JsonElement json) = await GetJsonAsync("channels/1/feeds.json?" + query);
        Assert.Equal(200, status);
        return [.. json.GetProperty("feeds").EnumerateArray()];
    }

    public async Task<(int Status, string Text)> PostFormAsync(string path, string body) =>
        await PostAsync(path, "application/x-www-form-urlencoded", Encoding.UTF8.GetBytes(body));

    public async Task<(int Status, JsonElement Json)> PostJsonAsync(string path, string body)
    {
        (int status, string text) = await PostAsync(path, "application/json", Encoding.UTF8.GetBytes(body));
        using JsonDocument document = JsonDocument.Parse(text);
        return (status, document.RootElement.Clone());
    }

    public async Task<(int Status, string Text)> PostAsync(string path, string contentType, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using HttpResponseMessage reply = await Client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<JsonElement> JsonOfAsync(HttpResponseMessage reply)
    {
        using JsonDocument document = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        folder.Dispose();
    }

    private static string DatabaseIn(TemporaryFolder folder) => folder.File("channel.db");
}
