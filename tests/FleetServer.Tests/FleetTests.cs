using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Hosting;
using NanoBms.Foundation;
using NanoBms.TestSupport;
using Npgsql;

namespace NanoBms.FleetServer.Tests;

public class FleetTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Alone_on_a_file_it_stores_and_shows_entries_as_the_small_server_does()
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(null);
        await EntriesGetNumbersInTheirOrderAsync(fleet);
    }

    [Fact]
    public async Task On_PostgreSQL_it_stores_and_shows_entries_as_the_small_server_does()
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(await DatabaseAsync());
        await EntriesGetNumbersInTheirOrderAsync(fleet);
    }

    [Fact]
    public async Task Two_servers_are_one_channel_whose_numbers_have_no_gap_and_no_twin()
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(await DatabaseAsync(), count: 2, channels: 20);
        const int Writes = 15;
        await Task.WhenAll(Enumerable.Range(1, 20).SelectMany(channel => Enumerable.Range(0, 2).Select(server => Task.Run(async () =>
        {
            for (int k = 0; k < Writes; k++)
            {
                Assert.NotEqual("0", await fleet.UpdateAsync($"field1={server}-{k}", channel, server));
            }
        })))).WaitAsync(WaitLimit.Token);
        for (int channel = 1; channel <= 20; channel++)
        {
            JsonElement[] feeds = await fleet.FeedsAsync(channel, server: channel % 2);
            Assert.Equal(
                Enumerable.Range(1, 2 * Writes), feeds.Select(entry => entry.GetProperty("entry_id").GetInt32()).Order());
            for (int server = 0; server < 2; server++)
            {
                // What one client wrote one after the other stands in that order.
                string[] mine = [.. feeds.OrderBy(entry => entry.GetProperty("entry_id").GetInt32())
                    .Select(entry => entry.GetProperty("field1").GetString()!)
                    .Where(text => text.StartsWith($"{server}-", StringComparison.Ordinal))];
                Assert.Equal(Enumerable.Range(0, Writes).Select(k => $"{server}-{k}"), mine);
            }
        }
    }

    [Fact]
    public async Task The_rate_limit_holds_over_all_servers_and_over_a_restart()
    {
        var clock = new FakeTimeProvider(Now);
        var rules = new ChannelRules { RateLimit = TimeSpan.FromSeconds(15), TimeProvider = clock };
        await using RunningFleet fleet = await RunningFleet.StartAsync(await DatabaseAsync(), count: 2, rules: rules);
        Assert.Equal("1", await fleet.UpdateAsync("field1=1"));
        Assert.Equal("0", await fleet.UpdateAsync("field1=2", server: 1));
        await fleet.RemoveAsync(1);
        await fleet.RemoveAsync(0);
        await fleet.AddAsync();
        clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal("0", await fleet.UpdateAsync("field1=2"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("2", await fleet.UpdateAsync("field1=3"));
    }

    [Fact]
    public async Task A_page_on_one_server_is_woken_by_an_entry_that_came_to_another_one()
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(await DatabaseAsync(), count: 2);
        using Stream stream = await fleet.Clients[1].GetStreamAsync("channels/1/live?after=0", TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        await NextRowsAsync(reader);

        // The heartbeat alone would come after five seconds, each time; a busy machine may be as slow once.
        double shortestS = double.PositiveInfinity;
        for (int tries = 0; tries < 5 && shortestS > 4.5; tries++)
        {
            long start = TimeProvider.System.GetTimestamp();
            await fleet.UpdateAsync($"field1=4.{tries}", server: 0);
            JsonElement rows;
            do
            {
                rows = await NextRowsAsync(reader);
            }
            while (rows.GetArrayLength() == 0);
            Assert.Equal($"4.{tries}", rows[0][2].GetString());
            shortestS = Math.Min(shortestS, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }

        Assert.InRange(shortestS, 0, 4.5);
    }

    [Fact]
    public async Task Entries_stand_in_a_part_for_their_month_and_those_of_no_sensible_time_beside_them()
    {
        string postgres = await DatabaseAsync();
        await using RunningFleet fleet = await RunningFleet.StartAsync(
            postgres, rules: new ChannelRules { RateLimit = TimeSpan.Zero, MaxAhead = null, TimeProvider = new FakeTimeProvider(Now) });
        foreach (string time in (string[])["2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z", "1999-01-01T00:00:00Z", "2036-01-01T00:00:00Z"])
        {
            Assert.NotEqual("0", await fleet.UpdateAsync($"field1=1&created_at={time}"));
        }

        Assert.Equal(
            ["entries_2026_01:1", "entries_2026_02:1", "entries_default:2"],
            await TextsAsync(postgres, "SELECT tableoid::regclass || ':' || count(*) FROM entries GROUP BY tableoid ORDER BY 1"));
        Assert.Equal(4, (await fleet.FeedsAsync()).Length);
    }

    [Fact]
    public async Task A_month_that_has_come_takes_what_was_dated_ahead_out_of_the_rest()
    {
        string postgres = await DatabaseAsync();
        var clock = new FakeTimeProvider(Now);
        var rules = new ChannelRules { RateLimit = TimeSpan.Zero, MaxAhead = null, TimeProvider = clock };
        await using RunningFleet fleet = await RunningFleet.StartAsync(postgres, rules: rules);
        await fleet.UpdateAsync("field1=1&created_at=2026-07-10T00:00:00Z");
        clock.Advance(TimeSpan.FromDays(135));
        Assert.Equal("0", await fleet.UpdateAsync("field1=2&created_at=2026-07-10T00:00:00Z"));
        Assert.Equal("2", await fleet.UpdateAsync("field1=2&created_at=2026-07-11T00:00:00Z"));
        Assert.Equal(
            ["entries_2026_07:2"],
            await TextsAsync(postgres, "SELECT tableoid::regclass || ':' || count(*) FROM entries GROUP BY tableoid"));
    }

    [Fact]
    public async Task Of_keys_the_database_has_hashes_only_and_they_open_their_channel_alone()
    {
        string postgres = await DatabaseAsync();
        await using RunningFleet fleet = await RunningFleet.StartAsync(postgres, channels: 2, isPublic: false);
        string all = string.Join('\n', await TextsAsync(postgres, "SELECT channels::text FROM channels"));
        Assert.DoesNotContain("KEY0", all, StringComparison.Ordinal);
        Assert.Equal(
            [Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("WRITEKEY00000001"u8))],
            await TextsAsync(postgres, "SELECT encode(write_key_hash, 'hex') FROM channels WHERE id = 1"));
        await fleet.UpdateAsync("field1=7");
        Assert.Equal("-1", await TextOfAsync(fleet, "channels/1/feeds.json?api_key=READKEY000000002", HttpStatusCode.BadRequest));
        Assert.Contains("\"7\"", await TextOfAsync(fleet, "channels/1/feeds.json?api_key=READKEY000000001", HttpStatusCode.OK),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_is_taken_is_refused_wherever_it_lies_and_bulk_writes_leave_it_out()
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(await DatabaseAsync());
        await fleet.UpdateAsync("field1=1&created_at=2026-03-01T12:00:00Z");
        await fleet.UpdateAsync("field1=2&created_at=2026-03-01T13:00:00Z");
        Assert.Equal("0", await fleet.UpdateAsync("field1=3&created_at=2026-03-01T12:00:00Z"));
        Assert.Equal("0", await fleet.UpdateAsync("field1=3&created_at=2026-03-01T13:00:00Z"));
        Assert.Equal(202, (await fleet.BulkAsync("""
            {"created_at":"2026-03-01T12:00:00Z","field1":4},{"created_at":"2026-03-01T12:30:00Z","field1":5}
            """)).Status);
        Assert.Equal(["1", "5", "2"], (await fleet.FeedsAsync()).Select(entry => entry.GetProperty("field1").GetString()));
        Assert.Equal([1, 3, 2], (await fleet.FeedsAsync()).Select(entry => entry.GetProperty("entry_id").GetInt32()));
    }

    [Fact]
    public async Task Entries_that_the_server_dates_at_the_same_moment_move_on_by_milliseconds()
    {
        var rules = new ChannelRules { RateLimit = TimeSpan.Zero, TimeProvider = new FakeTimeProvider(Now) };
        await using RunningFleet fleet = await RunningFleet.StartAsync(await DatabaseAsync(), rules: rules);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => fleet.UpdateAsync("field1=1"))).WaitAsync(WaitLimit.Token);
        Assert.Equal(Enumerable.Range(1, 30), ids.Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task A_deleted_entrys_number_is_not_given_again()
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(await DatabaseAsync());
        await fleet.UpdateAsync("field1=1");
        await fleet.UpdateAsync("field1=2");
        for (int k = 0; k < 2; k++)
        {
            using HttpResponseMessage reply = await fleet.Client.DeleteAsync(
                $"channels/1/feeds/2.json?api_key={RunningFleet.WriteKey}", TestContext.Current.CancellationToken);
            Assert.Equal(k == 0 ? 200 : 404, (int)reply.StatusCode);
        }

        Assert.Equal("3", await fleet.UpdateAsync("field1=3"));
        Assert.Equal(["1", "3"], (await fleet.FeedsAsync()).Select(entry => entry.GetProperty("field1").GetString()));
    }

    [Fact]
    public async Task While_PostgreSQL_is_away_writers_are_told_to_come_again_and_nothing_acknowledged_is_lost()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using RunningFleet fleet = await RunningFleet.StartAsync(await server.NewDatabaseAsync());
        Assert.Equal("1", await fleet.UpdateAsync("field1=1"));
        Assert.Equal("Healthy", await TextOfAsync(fleet, "health", HttpStatusCode.OK));
        await server.KillAsync();
        using (HttpResponseMessage reply = await fleet.Client.GetAsync(
            $"update?api_key={RunningFleet.WriteKey}&field1=2", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), reply.Headers.RetryAfter!.Delta);
        }

        Assert.Equal("Unhealthy", await TextOfAsync(fleet, "health", HttpStatusCode.ServiceUnavailable));
        await server.StartAgainAsync();
        Assert.Equal("2", await fleet.UpdateAsync("field1=3"));
        Assert.Equal(["1", "3"], (await fleet.FeedsAsync()).Select(entry => entry.GetProperty("field1").GetString()));
    }

    [Fact]
    public async Task A_database_of_the_step_before_is_brought_on_and_keeps_its_entries()
    {
        string postgres = await DatabaseAsync();
        await using (RunningFleet fleet = await RunningFleet.StartAsync(postgres))
        {
            await fleet.UpdateAsync("field1=1");
        }

        // As the first step left it.
        await TextsAsync(postgres, """
            DROP TABLE silos, silo_versions, channel_states, entry_hours, stale_hours, retention; DROP FUNCTION mark_hours CASCADE;
            DROP TABLE alarm_messages, alarms, alarm_rules, share_links, protection_keys, audit, members, people, fleet_channels,
                organisations;
            DROP TRIGGER fleet_channels_made ON channels; DROP TRIGGER fleet_channels_changed ON channels;
            DROP TRIGGER fleet_values_changed ON channel_heads; DROP TRIGGER channels_told ON channels;
            DELETE FROM schemaversions WHERE scriptname NOT LIKE '0001%'; SELECT ''
            """);
        await using RunningFleet next = await RunningFleet.StartAsync(postgres);
        Assert.Equal("2", await next.UpdateAsync("field1=2"));
        Assert.Equal(["1", "2"], (await next.FeedsAsync()).Select(entry => entry.GetProperty("field1").GetString()));
        Assert.Contains("\"all\":1,\"ok\":1", await TextOfAsync(next, "fleet.json", HttpStatusCode.OK), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "The connection string of PostgreSQL cannot be read")]
    [InlineData("Host=127.0.0.1", "The connection string of PostgreSQL cannot be read (Host or Database is missing)")]
    [InlineData("Host=127.0.0.1;Port=1;Database=x;Password=secret", "The database x at 127.0.0.1 cannot be used")]
    public async Task A_database_that_cannot_be_used_is_one_sentence_without_its_password(string postgres, string sentence)
    {
        UserError error = await Assert.ThrowsAsync<UserError>(
            () => FleetHost.StartAsync(new FleetOptions { Postgres = postgres }, TestContext.Current.CancellationToken));
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> DatabaseAsync() => await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    private static async Task EntriesGetNumbersInTheirOrderAsync(RunningFleet fleet)
    {
        Assert.Equal("1", await fleet.UpdateAsync("field1=3.7&status=first&lat=1.5"));
        Assert.Equal(202, (await fleet.BulkAsync("""{"delta_t":0,"field1":3.8},{"delta_t":15,"field1":3.9}""")).Status);
        JsonElement[] feeds = await fleet.FeedsAsync(query: "results=10&status=true&location=true");
        Assert.Equal([1, 2, 3], feeds.Select(entry => entry.GetProperty("entry_id").GetInt32()).Order());
        JsonElement first = feeds.Single(entry => entry.GetProperty("entry_id").GetInt32() == 1);
        Assert.Equal("3.7 first 1.5 ", string.Join(' ', first.GetProperty("field1").GetString(), first.GetProperty("status").GetString(),
            first.GetProperty("latitude").GetString(), first.GetProperty("longitude").GetString()));
        Assert.Equal("3.9", await TextOfAsync(fleet, "channels/1/fields/1/last.txt", HttpStatusCode.OK));
    }

    private static async Task<string> TextOfAsync(RunningFleet fleet, string path, HttpStatusCode status)
    {
        using HttpResponseMessage reply = await fleet.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(status, reply.StatusCode);
        return await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> NextRowsAsync(StreamReader reader)
    {
        while (true)
        {
            string? line = await reader.ReadLineAsync(WaitLimit.Token);
            Assert.NotNull(line);
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using JsonDocument json = JsonDocument.Parse(line["data: ".Length..]);
                return json.RootElement.Clone().GetProperty("rows");
            }
        }
    }

    private static async Task<List<string>> TextsAsync(string postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var texts = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
