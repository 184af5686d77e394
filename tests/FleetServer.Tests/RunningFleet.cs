using System.Text;
using System.Text.Json;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Hosting;
using NanoBms.HomeAssistant;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests;

/// <summary>Servers of one cluster on PostgreSQL, or one alone on an SQLite file, and a client for each.</summary>
internal sealed class RunningFleet : IAsyncDisposable
{
    public const string WriteKey = "WRITEKEY00000001", ReadKey = "READKEY000000001";

    private readonly TemporaryFolder folder = new();
    private readonly FleetOptions options;

    private RunningFleet(FleetOptions options) => this.options = options with { DatabasePath = folder.File("fleet.db") };

    public List<FleetHost> Hosts { get; } = [];

    public List<HttpClient> Clients { get; } = [];

    public HttpClient Client => Clients[0];

    /// <summary>Starts servers; without a rate limit unless the rules have one.</summary>
    public static async Task<RunningFleet> StartAsync(
        string? postgres, int count = 1, ChannelRules? rules = null, int channels = 1, bool isPublic = true,
        BrokerAddress? mqtt = null, EstimatedBattery? estimate = null, int? keptMonths = null,
        IReadOnlyList<ChannelSettings>? described = null, Func<FleetOptions, FleetOptions>? change = null)
    {
        var options = new FleetOptions
        {
            Postgres = postgres,
            Mqtt = mqtt,
            KeptMonths = keptMonths,
            HousekeepingPeriod = TimeSpan.FromMilliseconds(100),
            Rules = rules ?? new ChannelRules { RateLimit = TimeSpan.Zero },
            Channels = described ?? [.. Enumerable.Range(1, channels).Select(id => new ChannelSettings
            {
                Id = id,
                IsPublic = isPublic,
                WriteKey = KeyOf(id),
                ReadKey = $"READKEY{id:000000000}",
                Estimate = estimate,
            })],
        };
        var fleet = new RunningFleet(change?.Invoke(options) ?? options);
        for (int k = 0; k < count; k++)
        {
            await fleet.AddAsync();
        }

        return fleet;
    }

    public static string KeyOf(int channel) => $"WRITEKEY{channel:00000000}";

    public async Task AddAsync()
    {
        FleetHost host = await FleetHost.StartAsync(options, TestContext.Current.CancellationToken);
        Hosts.Add(host);
        Clients.Add(new HttpClient { BaseAddress = host.Url });
    }

    public async Task RemoveAsync(int index)
    {
        Clients[index].Dispose();
        await Hosts[index].DisposeAsync();
        Clients.RemoveAt(index);
        Hosts.RemoveAt(index);
    }

    public async Task<string> UpdateAsync(string values, int channel = 1, int server = 0) =>
        await Clients[server].GetStringAsync($"update?api_key={KeyOf(channel)}&{values}", TestContext.Current.CancellationToken);

    public async Task<(int Status, string Text)> BulkAsync(string updates, int channel = 1, int server = 0)
    {
        using var content = new StringContent(
            $$"""{"write_api_key":"{{KeyOf(channel)}}","updates":[{{updates}}]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage reply = await Clients[server].PostAsync(
            $"channels/{channel}/bulk_update.json", content, TestContext.Current.CancellationToken);
        return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The entries of a channel, oldest first.</summary>
    public async Task<JsonElement[]> FeedsAsync(int channel = 1, int server = 0, string query = "results=8000&status=true")
    {
        string text = await Clients[server].GetStringAsync($"channels/{channel}/feeds.json?{query}", TestContext.Current.CancellationToken);
        using JsonDocument json = JsonDocument.Parse(text);
        return [.. json.RootElement.Clone().GetProperty("feeds").EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        while (Hosts.Count > 0)
        {
            await RemoveAsync(Hosts.Count - 1);
        }

        folder.Dispose();
    }
}
