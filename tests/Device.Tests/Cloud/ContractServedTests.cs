using System.Text.Json;
using NanoBms.ThingSpeakContract;

namespace NanoBms.Device.Tests.Cloud;

/// <summary>
/// LocalChannel, FleetServer, the channel of these tests and the soak's answer each row of the contract's table as it stands there.
/// </summary>
public sealed class ContractServedTests(ContractServers servers) : IClassFixture<ContractServers>
{
    private const int NoId = 9999;

    /// <summary>Each row on each server that can be in its state.</summary>
    public static TheoryData<string, ContractRequest, ChannelState> Rows()
    {
        var rows = new TheoryData<string, ContractRequest, ChannelState>();
        foreach (string server in (string[])["LocalChannel", "FleetServer", "tests' channel", "soak's channel"])
        {
            foreach (ContractAnswer row in Contract.All)
            {
                // A channel of one's own has no licence; no other state is left out anywhere.
                if (server is not ("LocalChannel" or "FleetServer") || row.State != ChannelState.QuotaSpent)
                {
                    rows.Add(server, row.Request, row.State);
                }
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_row_is_answered_as_it_stands_in_the_table(string server, ContractRequest request, ChannelState state)
    {
        await using ServedChannel channel = await ServedChannel.OpenAsync(servers, server, state);
        ContractAnswer row = Contract.Of(request, state);
        bool isWrite = Contract.Writes.Contains(request);
        int before = await PrepareAsync(channel, isWrite, state);
        IReadOnlyList<string> addresses = isWrite ? [""] : ContractPaths.Of(request, IdFor(channel, state), 1);
        foreach (string address in addresses)
        {
            ServedReply reply = isWrite
                ? await SendAsync(channel, request, state) : await channel.GetAsync($"{address}?{Query(channel, state)}");
            bool isKept = row.IsTaken && state != ChannelState.TimeTaken;
            int added = isKept ? request == ContractRequest.Bulk ? 2 : 1 : 0;
            AssertIs(row, reply, before + added);
            if (state != ChannelState.Fails)
            {
                Assert.Equal(before + added, await channel.CountAsync());
            }
        }
    }

    // What is there before the request; how many entries.
    private static async Task<int> PrepareAsync(ServedChannel channel, bool isWrite, ChannelState state)
    {
        bool hasEntry = isWrite ? state is ChannelState.TooFast or ChannelState.TimeTaken : state != ChannelState.Empty;
        if (hasEntry)
        {
            int[] times = state == ChannelState.TimeTaken && isWrite ? [0, 15] : [0];
            ContractRequest request = times.Length > 1 ? ContractRequest.Bulk : ContractRequest.Update;
            Assert.InRange((await channel.WriteAsync(request, channel.Id, channel.WriteKey, times)).Status, 200, 202);
            if (state != ChannelState.TooFast)
            {
                channel.LetTimePass();
            }
        }

        int entries = await channel.CountAsync();
        switch (state)
        {
            case ChannelState.TimeAhead when !channel.RefusesAhead:
            case ChannelState.QuotaSpent or ChannelState.TooMany or ChannelState.Fails:
                await channel.ForceAsync(state);
                break;
            default:
                break;
        }

        return entries;
    }

    private static Task<ServedReply> SendAsync(ServedChannel channel, ContractRequest request, ChannelState state)
    {
        int[] times = (request == ContractRequest.Bulk, state) switch
        {
            (true, ChannelState.TooLarge) => [.. Enumerable.Range(1, 961)],
            (true, ChannelState.TimeAhead) => [1, 2 * 3600],
            (false, ChannelState.TimeAhead) => [2 * 3600],
            (true, _) => [0, 15],
            _ => [0],
        };
        string key = state == ChannelState.WrongKey ? "WRONGKEY00000001" : channel.WriteKey;
        return channel.WriteAsync(request, IdFor(channel, state), key, times);
    }

    private static int IdFor(ServedChannel channel, ChannelState state) => state == ChannelState.NoChannel ? NoId : channel.Id;

    // An hour before the first entry, and one after it.
    private static string Query(ServedChannel channel, ChannelState state)
    {
        string span = FormattableString.Invariant(
            $"start={channel.Start.AddHours(-1):yyyy-MM-dd HH:mm:ss}&end={channel.Start.AddHours(1):yyyy-MM-dd HH:mm:ss}")
            .Replace(" ", "%20", StringComparison.Ordinal);
        return state == ChannelState.Private ? span : $"{span}&api_key={channel.ReadKey}";
    }

    private static void AssertIs(ContractAnswer row, ServedReply reply, int entries)
    {
        Assert.Equal(row.Status, reply.Status);
        if (reply.ContentType is not null)
        {
            Assert.Equal(row.ContentType, reply.ContentType);
        }

        if (row.Error is not null && row.ContentType == "application/json")
        {
            // A server may say more of what is wrong, and no other thing.
            using JsonDocument expected = JsonDocument.Parse(row.Body!), actual = JsonDocument.Parse(reply.Body);
            JsonElement error = actual.RootElement.GetProperty("error");
            Assert.Equal(expected.RootElement.GetProperty("status").GetString(), actual.RootElement.GetProperty("status").GetString());
            foreach (string member in (string[])["error_code", "message"])
            {
                Assert.Equal(expected.RootElement.GetProperty("error").GetProperty(member).GetString(),
                    error.GetProperty(member).GetString());
            }

            Assert.Equal(["error_code", "message", "details"], error.EnumerateObject().Select(member => member.Name));
        }
        else if (row.Body is not null)
        {
            Assert.Equal(row.BodyWith(entries), reply.Body);
        }
        else
        {
            Assert.Equal(row.State == ChannelState.Ready, reply.Body.Contains("3.7", StringComparison.Ordinal));
            Assert.True(row.ContentType != "application/json" || reply.Body.StartsWith('{'), reply.Body);
        }
    }
}
