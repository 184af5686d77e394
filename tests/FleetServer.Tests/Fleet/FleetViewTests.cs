using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Fleet;
using NanoBms.TestSupport;
using Npgsql;

namespace NanoBms.FleetServer.Tests.Fleet;

public class FleetViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_fleet_is_searched_filtered_ordered_and_counted_the_same_on_either_storage(bool isPostgres)
    {
        string? postgres = isPostgres ? await (await PostgresServer.SharedAsync()).NewDatabaseAsync() : null;
        await using RunningFleet fleet = await RunningFleet.StartAsync(
            postgres, rules: new ChannelRules { RateLimit = TimeSpan.Zero, TimeProvider = new FakeTimeProvider(Now) }, described:
            [
                Battery(1, "Cargo bike 1") with { Model = "LG 18650HG2", RatedCapacityAh = 20 },
                Battery(2, "cargo bike 2") with { Model = "LFP 100", RatedCapacityAh = 100 },
                Battery(3, "Boat"),
                Battery(4, "Secret bike") with { IsPublic = false },
                Battery(12, "Shed"),
            ]);
        await fleet.UpdateAsync("field4=81.5&field5=2.5&field7=0&field8=18");
        await fleet.UpdateAsync("field4=12&field7=136&field8=60", channel: 2);
        await fleet.UpdateAsync("created_at=2026-03-01T11:54:00Z&field4=1e1&field7=nonsense", channel: 3);
        await fleet.UpdateAsync("field4=5&field7=1", channel: 4);

        // What comes late does not stand for how a battery is.
        await fleet.UpdateAsync("created_at=2026-02-01T11:54:00Z&field4=99&field7=1");
        JsonElement all = await JsonAsync(fleet, "");
        Assert.Equal(
            """{"all":5,"ok":1,"alarm":1,"silent":1,"empty":1,"private":1}""", all.GetProperty("counts").GetRawText());
        Assert.Equal(
            """
            {"id":1,"name":"Cargo bike 1","model":"LG 18650HG2","state":"ok","at":1772366400000,"soc":81.5,"bar":2.5,"status":0,"health":90}
            {"id":2,"name":"cargo bike 2","model":"LFP 100","state":"alarm","at":1772366400000,"soc":12,"bar":null,"status":136,"health":60}
            {"id":3,"name":"Boat","model":"","state":"silent","at":1772366040000,"soc":10,"bar":null,"status":null,"health":null}
            {"id":4,"name":null,"model":null,"state":"private","at":null,"soc":null,"bar":null,"status":null,"health":null}
            {"id":12,"name":"Shed","model":"","state":"empty","at":null,"soc":null,"bar":null,"status":null,"health":null}
            """,
            string.Join('\n', all.GetProperty("channels").EnumerateArray().Select(channel => channel.GetRawText())));
        (string Query, long[] Expected)[] asked =
        [
            ("q=CARGO", [1, 2]), ("q=lfp", [2]), ("q=3", [3]), ("q=secret", []), ("q=12", [12]), ("q=%25", []),
            ("state=silent", [3]), ("state=private", [4]), ("soc-below=20", [2, 3]), ("health-below=80", [2]), ("bits=129", [2]),
            ("order=name", [3, 1, 2, 12, 4]), ("order=name&direction=down", [12, 2, 1, 3, 4]), ("order=charge", [3, 2, 1, 4, 12]),
            ("order=health&direction=down", [1, 2, 3, 4, 12]), ("order=age", [1, 2, 3, 4, 12]),
            ("order=age&direction=down", [3, 1, 2, 4, 12]),
            ("order=state", [2, 3, 12, 1, 4]), ("order=number&direction=down", [12, 4, 3, 2, 1]), ("size=2&page=2", [3, 4]),
            ("size=2&page=9", []),
        ];
        foreach ((string query, long[] expected) in asked)
        {
            Assert.Equal((query, string.Join(' ', expected)), (query, string.Join(' ', Ids(await JsonAsync(fleet, query)))));
        }

        Assert.Equal(5, (await JsonAsync(fleet, "size=2&page=2")).GetProperty("matching").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_deleted_is_no_channels_newest_entry(bool isPostgres)
    {
        string? postgres = isPostgres ? await (await PostgresServer.SharedAsync()).NewDatabaseAsync() : null;
        await using RunningFleet fleet = await RunningFleet.StartAsync(
            postgres, rules: new ChannelRules { RateLimit = TimeSpan.Zero, TimeProvider = new FakeTimeProvider(Now) },
            described: [Battery(1, "Boat")]);
        string[] shown = new string[5];
        await fleet.UpdateAsync("created_at=2026-03-01T11:58:00Z&field4=40");
        await fleet.UpdateAsync("created_at=2026-03-01T11:59:00Z&field4=41");
        await fleet.UpdateAsync("created_at=2026-03-01T11:57:00Z&field4=39");
        shown[0] = await ShownAsync(fleet);
        await DeleteAsync(fleet, 1);
        shown[1] = await ShownAsync(fleet);
        await DeleteAsync(fleet, 2);
        shown[2] = await ShownAsync(fleet);

        // A time that is after all that are left but was given before is free again, once.
        await fleet.UpdateAsync("created_at=2026-03-01T11:58:00Z&field4=42");
        shown[3] = await ShownAsync(fleet);
        Assert.Equal("0", await fleet.UpdateAsync("created_at=2026-03-01T11:57:00Z&field4=43"));
        await DeleteAsync(fleet, 3);
        await DeleteAsync(fleet, 4);
        shown[4] = await ShownAsync(fleet);
        Assert.Equal(["41 11:59", "41 11:59", "39 11:57", "42 11:58", "empty"], shown);
    }

    [Theory]
    [InlineData("state=odd", "state 'odd' is none of ok, alarm, silent, empty, private.")]
    [InlineData("order=1", "order '1' is none of number, name, model, state, charge, health, age.")]
    [InlineData("direction=left", "direction 'left' is neither up nor down.")]
    [InlineData("page=0", "page '0' is not a number of 1 to 1000000.")]
    [InlineData("size=501", "size '501' is not a number of 1 to 500.")]
    [InlineData("soc-below=NaN", "soc-below 'NaN' is not a number of 0 to 1000.")]
    public async Task A_question_that_cannot_be_is_one_sentence(string query, string sentence)
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(null);
        using HttpResponseMessage reply = await fleet.Client.GetAsync("fleet.json?" + query, WaitLimit.Token);
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        using JsonDocument json = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(WaitLimit.Token));
        Assert.Equal(sentence, json.RootElement.GetProperty("error").GetString());
        using HttpResponseMessage page = await fleet.Client.GetAsync("fleet?" + query, WaitLimit.Token);
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains(
            WebUtility.HtmlEncode(sentence).Replace("&#39;", "&#x27;", StringComparison.Ordinal),
            await page.Content.ReadAsStringAsync(WaitLimit.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_channels_are_ordered_filtered_and_cut_into_parts_by_the_database()
    {
        string postgres = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using RunningFleet fleet = await RunningFleet.StartAsync(postgres);
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(postgres))
        await using (NpgsqlCommand command = source.CreateCommand("""
            INSERT INTO channels SELECT id, (SELECT settings FROM channels WHERE id = 1), sha256(id::text::bytea), ''::bytea, 0
                FROM generate_series(2, 10000) AS id;
            INSERT INTO channel_heads (channel_id) SELECT id FROM generate_series(2, 10000) AS id;
            UPDATE channel_heads SET newest_at_ms = 1800000000000 - channel_id * 997 % 100000,
                newest_fields = jsonb_build_array('12.5', '-1', '20', (channel_id * 7919 % 100)::text, '2', '50', '0', '18');
            """))
        {
            await command.ExecuteNonQueryAsync(WaitLimit.Token);
        }

        // A hundred channels have each charge from 0 to 99; no two are of the same age.
        IEnumerable<long> all = Enumerable.Range(1, 10000).Select(id => (long)id);
        JsonElement best = await JsonAsync(fleet, "order=charge&direction=down&size=100");
        Assert.Equal(10000, best.GetProperty("counts").GetProperty("all").GetInt32());
        Assert.Equal(all.Where(id => id * 7919 % 100 == 99), Ids(best).Order());
        Assert.Equal(
            all.OrderByDescending(id => id * 997 % 100000).Skip(100).Take(50),
            Ids(await JsonAsync(fleet, "order=age&direction=down&page=3")));
        Assert.Equal(
            all.Where(id => id * 7919 % 100 < 50).Skip(4800).Take(200),
            Ids(await JsonAsync(fleet, "soc-below=50&size=200&page=25")));
    }

    [Fact]
    public void The_faults_are_the_bits_that_the_page_of_a_channel_shows_in_red()
    {
        string script = File.ReadAllText(Repository.File("tools", "ChannelServer", "Page", "Assets", "bits.js"));
        int red = Regex.Matches(script, "mask: (\\d+), set: \"[^\"]+\", level: \"bad\"")
            .Sum(bit => int.Parse(bit.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.Equal(FleetRules.FaultBits, red);
    }

    private static async Task DeleteAsync(RunningFleet fleet, long entry)
    {
        using HttpResponseMessage reply = await fleet.Client.DeleteAsync(
            $"channels/1/feeds/{entry}.json?api_key={RunningFleet.KeyOf(1)}", WaitLimit.Token);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private static async Task<string> ShownAsync(RunningFleet fleet)
    {
        JsonElement channel = (await JsonAsync(fleet, "")).GetProperty("channels")[0];
        if (channel.GetProperty("state").GetString() == "empty")
        {
            return "empty";
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(channel.GetProperty("at").GetInt64());
        return string.Create(CultureInfo.InvariantCulture, $"{channel.GetProperty("soc")} {at:HH:mm}");
    }

    private static ChannelSettings Battery(long id, string name) =>
        new() { Id = id, Name = name, WriteKey = RunningFleet.KeyOf((int)id) };

    private static async Task<JsonElement> JsonAsync(RunningFleet fleet, string query)
    {
        using JsonDocument json = JsonDocument.Parse(await fleet.Client.GetStringAsync("fleet.json?" + query, WaitLimit.Token));
        return json.RootElement.Clone();
    }

    private static IEnumerable<long> Ids(JsonElement answer) =>
        answer.GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("id").GetInt64());
}
