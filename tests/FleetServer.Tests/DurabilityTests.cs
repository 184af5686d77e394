using System.Globalization;
using System.Net;
using NanoBms.TestSupport;
using Npgsql;

namespace NanoBms.FleetServer.Tests;

public class DurabilityTests
{
    private const int Channels = 24;

    [Fact]
    public async Task Servers_and_database_may_die_at_any_moment_and_no_acknowledged_entry_is_lost_doubled_or_out_of_order()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        string postgres = await database.NewDatabaseAsync();
        using var folder = new TemporaryFolder();
        IEnumerable<string> channels = Enumerable.Range(1, Channels)
            .Select(id => $$"""{ "Id": {{id}}, "WriteKey": "{{RunningFleet.KeyOf(id)}}" }""");
        string settings = folder.Write("channels.json", $$"""{ "Channels": [ {{string.Join(", ", channels)}} ] }""");
        string[] arguments = ["--postgres", postgres, "--settings", settings, "--rate-limit", "off"];
        await using FleetProcess first = new(arguments), second = new(arguments);
        await first.StartAsync();
        await second.StartAsync();
        using var stop = new CancellationTokenSource();
        Writer[] writers = [.. Enumerable.Range(1, Channels).Select(id => new Writer(id, [first.Url!, second.Url!]))];
        Task all = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.RunAsync(stop.Token))));

        await UntilAllGoOnAsync(writers, all);
        first.Kill();
        await UntilAllGoOnAsync(writers, all);
        await first.StartAsync();
        await UntilAllGoOnAsync(writers, all);
        await database.KillAsync();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await database.StartAgainAsync();
        await UntilAllGoOnAsync(writers, all);
        second.Kill();
        await UntilAllGoOnAsync(writers, all);

        // Nobody is left to say that the others are dead.
        first.Kill();
        await first.StartAsync();
        await UntilAllGoOnAsync(writers, all);
        await stop.CancelAsync();
        await all.WaitAsync(WaitLimit.Token);

        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (Writer writer in writers)
        {
            List<(long Id, int Value)> stored = await StoredAsync(connection, writer.Channel);
            Assert.Equal(stored.Count, stored.Select(one => one.Value).Distinct().Count());
            Assert.Equal(stored.Count, stored.Select(one => one.Id).Distinct().Count());
            Assert.Equal(stored.Select(one => one.Value).Order(), stored.OrderBy(one => one.Id).Select(one => one.Value));
            Assert.Subset(stored.Select(one => one.Value).ToHashSet(), writer.Acknowledged.Keys.ToHashSet());
            Assert.All(writer.Acknowledged.Where(one => one.Value > 0), one => Assert.Contains((one.Value, one.Key), stored));
        }
    }

    // Each channel gets entries again: nobody waits for a server that is dead.
    private static async Task UntilAllGoOnAsync(Writer[] writers, Task all)
    {
        int[] before = [.. writers.Select(writer => writer.Acknowledged.Count)];
        CancellationToken limit = WaitLimit.Token;
        while (Enumerable.Range(0, writers.Length).Any(k => writers[k].Acknowledged.Count < before[k] + 5))
        {
            Assert.False(all.IsFaulted, all.Exception?.GetBaseException().ToString());
            await Task.Delay(50, limit);
        }
    }

    private static async Task<List<(long Id, int Value)>> StoredAsync(NpgsqlConnection connection, int channel)
    {
        await using var command = new NpgsqlCommand($"SELECT entry_id, field1 FROM entries WHERE channel_id = {channel}", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var stored = new List<(long, int)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            stored.Add((reader.GetInt64(0), int.Parse(reader.GetString(1), CultureInfo.InvariantCulture)));
        }

        return stored;
    }

    /// <summary>A gauge: writes one entry after the other, each with its time until it is acknowledged, to any server.</summary>
    private sealed class Writer(int channel, Uri[] servers)
    {
        private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

        public int Channel { get; } = channel;

        /// <summary>The entry's number by what was written; 0 where only a second attempt learnt that it is stored.</summary>
        public System.Collections.Concurrent.ConcurrentDictionary<int, long> Acknowledged { get; } = new();

        public async Task RunAsync(CancellationToken ct)
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
            int server = Channel;
            for (int k = 0; !ct.IsCancellationRequested; k++)
            {
                string time = Start.AddSeconds(k).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
                bool isOpen = false;
                while (!ct.IsCancellationRequested && !Acknowledged.ContainsKey(k))
                {
                    try
                    {
                        using HttpResponseMessage reply = await client.GetAsync(
                            new Uri(servers[server % servers.Length],
                                $"update?api_key={RunningFleet.KeyOf(Channel)}&field1={k}&created_at={time}"),
                            CancellationToken.None);
                        string text = await reply.Content.ReadAsStringAsync(CancellationToken.None);
                        if (reply.StatusCode == HttpStatusCode.OK)
                        {
                            long id = long.Parse(text, CultureInfo.InvariantCulture);
                            Assert.True(id > 0 || isOpen, "a time was taken that was never written");
                            Acknowledged[k] = id;
                            continue;
                        }

                        // Anything else would be an answer after which a client gives up.
                        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
                        isOpen = true;
                    }
                    catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
                    {
                        isOpen = true;
                    }

                    server++;
                    await Task.Delay(50, CancellationToken.None);
                }

                await Task.Delay(5, CancellationToken.None);
            }
        }
    }
}
