using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using NanoBms.TestSupport;
using Npgsql;

namespace NanoBms.FleetServer.Tests;

/// <summary>A gauge: writes one entry after the other, each with its time until it is acknowledged, to any server.</summary>
internal sealed class Writer(int channel, Uri[] servers)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public int Channel { get; } = channel;

    /// <summary>The entry's number by what was written; 0 where only a second attempt learnt that it is stored.</summary>
    public ConcurrentDictionary<int, long> Acknowledged { get; } = new();

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

    /// <summary>A settings file of channels with the writers' keys.</summary>
    public static string Settings(TemporaryFolder folder, int channels)
    {
        IEnumerable<string> described = Enumerable.Range(1, channels)
            .Select(id => $$"""{ "Id": {{id}}, "WriteKey": "{{RunningFleet.KeyOf(id)}}" }""");
        return folder.Write("channels.json", $$"""{ "Channels": [ {{string.Join(", ", described)}} ] }""");
    }

    /// <summary>Each channel gets entries again: nobody waits for a server that is dead.</summary>
    public static async Task UntilAllGoOnAsync(Writer[] writers, Task all)
    {
        int[] before = [.. writers.Select(writer => writer.Acknowledged.Count)];
        CancellationToken limit = WaitLimit.Token;
        while (Enumerable.Range(0, writers.Length).Any(k => writers[k].Acknowledged.Count < before[k] + 5))
        {
            Assert.False(all.IsFaulted, all.Exception?.GetBaseException().ToString());
            await Task.Delay(50, limit);
        }
    }

    /// <summary>What was acknowledged is stored, once, with its number, in its order; and nothing besides what was written.</summary>
    public static async Task CheckAsync(Writer[] writers, string postgres)
    {
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
}
