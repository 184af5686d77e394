using System.Collections.Concurrent;
using System.Text.Json;
using NanoBms.ChannelServer;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests;

public class DurabilityTests
{
    [Fact]
    public async Task Kill_in_the_middle_of_writes_loses_no_acknowledged_entry()
    {
        await using var server = new ChannelProcess();
        var acknowledged = new ConcurrentDictionary<string, string>();
        for (int round = 0; round < 3; round++)
        {
            await server.StartAsync();
            int done = 0;
            Task[] writers = [.. Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
            {
                for (int k = 0; k < 400; k++)
                {
                    string value = $"{round}-{writer}-{k}";
                    try
                    {
                        string id = await server.UpdateAsync("field1=" + value);
                        Assert.True(acknowledged.TryAdd(id, value), $"entry {id} was given twice");
                        Interlocked.Increment(ref done);
                    }
                    catch (HttpRequestException)
                    {
                        return; // killed
                    }
                }
            }))];
            CancellationToken limit = WaitLimit.Token;
            while (Volatile.Read(ref done) < 200)
            {
                await Task.Delay(5, limit);
            }

            server.Kill();
            await Task.WhenAll(writers).WaitAsync(WaitLimit.Token);
        }

        await server.StartAsync();
        string text = await server.Client.GetStringAsync(
            new Uri(server.Url!, "channels/1/feeds.json?results=8000"), TestContext.Current.CancellationToken);
        using JsonDocument json = JsonDocument.Parse(text);
        Dictionary<string, string> stored = json.RootElement.GetProperty("feeds").EnumerateArray().ToDictionary(
            entry => entry.GetProperty("entry_id").GetRawText(), entry => entry.GetProperty("field1").GetString()!);
        Assert.True(acknowledged.Count >= 600);
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value, stored[pair.Key]));
    }

    [Fact]
    public async Task Fifty_channels_that_write_at_once_have_all_their_entries()
    {
        const int Channels = 50, Writes = 20;
        await using RunningChannel channel = await RunningChannel.StartAsync(channels:
            [.. Enumerable.Range(1, Channels)
                .Select(id => new ChannelSettings { Id = id, WriteKey = id == 1 ? null : $"WRITEKEY{id:00000000}" })]);
        await Task.WhenAll(Enumerable.Range(1, Channels).Select(id => Task.Run(async () =>
        {
            for (int k = 1; k <= Writes; k++)
            {
                Assert.Equal($"{k}", await channel.GetTextAsync($"update?api_key=WRITEKEY{id:00000000}&field1={id}&field2={k}"));
            }
        })));
        for (int id = 1; id <= Channels; id++)
        {
            (_, JsonElement json) = await channel.GetJsonAsync($"channels/{id}/feeds.json");
            Assert.Equal(
                Enumerable.Range(1, Writes).Select(k => $"{id} {k}"),
                json.GetProperty("feeds").EnumerateArray()
                    .Select(entry => $"{entry.GetProperty("field1").GetString()} {entry.GetProperty("field2").GetString()}"));
        }
    }

    [Fact]
    public async Task Live_stream_gives_each_entry_once_and_goes_on_where_it_was()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync();
        for (int k = 1; k <= 3; k++)
        {
            await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1={k}");
        }

        using Stream stream = await channel.Client.GetStreamAsync("channels/1/live?after=1", TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        List<string> ids = await EntriesAsync(reader, 2);
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=4");
        ids.AddRange(await EntriesAsync(reader, 1));
        Assert.Equal(["2", "3", "4"], ids);
    }

    private static async Task<List<string>> EntriesAsync(StreamReader reader, int count)
    {
        var ids = new List<string>();
        while (ids.Count < count)
        {
            string? line = await reader.ReadLineAsync(WaitLimit.Token);
            Assert.NotNull(line);
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using JsonDocument json = JsonDocument.Parse(line["data: ".Length..]);
                ids.AddRange(json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row[0].GetRawText()));
            }
        }

        return ids;
    }
}
