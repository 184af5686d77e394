using System.Globalization;
using System.Text.Json;
using NanoBms.TestSupport;
using Npgsql;

namespace NanoBms.FleetServer.Tests.Aggregates;

public class HourTests
{
    private const string Span = "start=2026-01-01&end=2026-12-31";

    [Fact]
    public async Task Hours_are_exact_before_they_are_made_and_after_and_after_late_entries_and_deletions()
    {
        string postgres = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using RunningFleet fleet = await RunningFleet.StartAsync(postgres, channels: 2);
        Assert.Equal(202, (await fleet.BulkAsync(Entry("12:00:00", 1) + "," + Entry("12:59:59", 4) + "," + Entry("14:30:00", 0.5))).Status);
        Assert.Equal(202, (await fleet.BulkAsync(Entry("12:30:00", 9), channel: 2)).Status);
        string[] expected = ["2026-03-01T12:00:00Z 2: 2 2.5 1 4", "2026-03-01T14:00:00Z 1: 1 0.5 0.5 0.5"];
        Assert.Equal(expected, await HoursAsync(fleet));
        await UntilMadeAsync(postgres);
        Assert.Equal(3, await CountAsync(postgres, "SELECT count(*) FROM entry_hours"));
        Assert.Equal(expected, await HoursAsync(fleet));

        // Late ones, of which one has no number; an hour that nobody knew.
        Assert.Equal(202, (await fleet.BulkAsync(
            Entry("12:10:00", -5) + """,{"created_at":"2026-03-01T12:20:00Z","field1":"nan"},""" + Entry("11:00:00", 7))).Status);
        expected = ["2026-03-01T11:00:00Z 1: 1 7 7 7", "2026-03-01T12:00:00Z 4: 3 0 -5 4", "2026-03-01T14:00:00Z 1: 1 0.5 0.5 0.5"];
        Assert.Equal(expected, await HoursAsync(fleet));
        await UntilMadeAsync(postgres);
        Assert.Equal(expected, await HoursAsync(fleet));

        foreach (int entry in (int[])[2, 3])
        {
            using HttpResponseMessage reply = await fleet.Client.DeleteAsync(
                $"channels/1/feeds/{entry}.json?api_key={RunningFleet.WriteKey}", TestContext.Current.CancellationToken);
            Assert.True(reply.IsSuccessStatusCode);
        }

        expected = ["2026-03-01T11:00:00Z 1: 1 7 7 7", "2026-03-01T12:00:00Z 3: 2 -2 -5 1"];
        Assert.Equal(expected, await HoursAsync(fleet));
        await UntilMadeAsync(postgres);
        Assert.Equal(expected, await HoursAsync(fleet));
        Assert.Equal(["2026-03-01T12:00:00Z 1: 1 9 9 9"], await HoursAsync(fleet, channel: 2));
    }

    [Fact]
    public async Task A_long_span_of_the_page_is_drawn_from_hours_and_shows_the_means_of_its_entries()
    {
        string postgres = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using RunningFleet fleet = await RunningFleet.StartAsync(postgres);

        // 100 days of 72 entries; in each hour field1 counts 0, 1, 2 and field7 sets one bit after the other.
        await RunAsync(postgres, """
            INSERT INTO entries (channel_id, entry_id, created_at_ms, field1, field7)
                SELECT 1, k + 1, 1767225600000 + k * 1200000::bigint, (k % 3)::text, (1 << (k % 3))::text
                FROM generate_series(0, 7199) AS k;
            UPDATE channel_heads SET last_entry_id = 7200, newest_at_ms = 1767225600000 + 7199 * 1200000::bigint
            """);
        string before = await PageAsync(fleet);
        await UntilMadeAsync(postgres);
        string after = await PageAsync(fleet);
        Assert.Equal(before, after);
        using JsonDocument page = JsonDocument.Parse(after);
        Assert.Equal(7_200_000, page.RootElement.GetProperty("averageMs").GetInt64());
        JsonElement[] rows = [.. page.RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Equal(1200, rows.Length);
        Assert.All(rows, row => Assert.Equal(("1", "7"), (row[2].GetString(), row[8].GetString())));
        Assert.Equal((6, 1767225600000), (rows[0][0].GetInt64(), rows[0][1].GetInt64()));
    }

    private static string Entry(string time, double value) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"created_at":"2026-03-01T{{time}}Z","field1":{{value}}}""");

    internal static async Task<string[]> HoursAsync(RunningFleet fleet, int channel = 1)
    {
        string text = await fleet.Client.GetStringAsync($"channels/{channel}/hours.json?{Span}", TestContext.Current.CancellationToken);
        using JsonDocument json = JsonDocument.Parse(text);
        return
        [
            .. json.RootElement.EnumerateArray().Select(hour => $"{hour.GetProperty("hour").GetString()} {hour.GetProperty("entries")}: "
                + string.Join(' ', hour.GetProperty("field1").EnumerateObject().Select(value => value.Value.GetRawText()))),
        ];
    }

    internal static async Task UntilMadeAsync(string postgres)
    {
        CancellationToken limit = WaitLimit.Token;
        while (await CountAsync(postgres, "SELECT count(*) FROM stale_hours") > 0)
        {
            await Task.Delay(50, limit);
        }
    }

    internal static async Task<long> CountAsync(string postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task RunAsync(string postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> PageAsync(RunningFleet fleet)
    {
        string text = await fleet.Client.GetStringAsync("channels/1/page.json?hours=8760", TestContext.Current.CancellationToken);
        int now = text.IndexOf("\"now\":", StringComparison.Ordinal);
        return text.Remove(now, text.IndexOf(',', now) - now + 1);
    }
}
