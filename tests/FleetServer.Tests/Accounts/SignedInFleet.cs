using System.Text.RegularExpressions;
using NanoBms.HomeAssistant;
using NanoBms.TestSupport;
using Npgsql;

namespace NanoBms.FleetServer.Tests.Accounts;

/// <summary>Servers on PostgreSQL that people sign in to, whose owner is ann@example.org.</summary>
internal sealed partial class SignedInFleet : IAsyncDisposable
{
    private SignedInFleet(IdentityProvider provider, RunningFleet fleet, string postgres) =>
        (Provider, Fleet, Postgres) = (provider, fleet, postgres);

    public IdentityProvider Provider { get; }

    public RunningFleet Fleet { get; }

    public string Postgres { get; }

    public static async Task<SignedInFleet> StartAsync(
        int count = 1, int channels = 1, bool isPublic = false, BrokerAddress? mqtt = null, Func<FleetOptions, FleetOptions>? change = null)
    {
        string postgres = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        IdentityProvider provider = await IdentityProvider.StartAsync();
        RunningFleet fleet = await RunningFleet.StartAsync(
            postgres, count, channels: channels, isPublic: isPublic, mqtt: mqtt, change: options => (change ?? (same => same))(options with
            {
                SignIn = new SignInOptions(provider.Issuer, IdentityProvider.ClientId, IdentityProvider.ClientSecret, ["Ann@example.org"]),
            }));
        return new SignedInFleet(provider, fleet, postgres);
    }

    /// <summary>Somebody who has signed in.</summary>
    public async Task<Visitor> VisitAsync(string name, int server = 0)
    {
        Provider.Person = ($"subject of {name}", $"{name}@example.org", true);
        var visitor = new Visitor();
        await visitor.OpenAsync(Url("fleet", server));
        return visitor;
    }

    public Uri Url(string path, int server = 0) => new(Fleet.Hosts[server].Url, path);

    /// <summary>What is shown once on a page: keys, links, secrets.</summary>
    public static string[] Shown(Visitor visitor) => [.. Once().Matches(visitor.Page).Select(match => match.Groups[1].Value)];

    public async Task<List<string>> TextsAsync(string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Postgres);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(WaitLimit.Token);
        var texts = new List<string>();
        while (await reader.ReadAsync(WaitLimit.Token))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    public async ValueTask DisposeAsync()
    {
        await Fleet.DisposeAsync();
        await Provider.DisposeAsync();
    }

    [GeneratedRegex("class=\"once\">([^<]*)<")]
    private static partial Regex Once();
}
