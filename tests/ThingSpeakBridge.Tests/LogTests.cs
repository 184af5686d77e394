using Microsoft.Data.Sqlite;
using NanoBms.Foundation;
using NanoBms.TestSupport;
using NanoBms.ThingSpeakBridge.Setup;

namespace NanoBms.ThingSpeakBridge.Tests;

public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("soc.csv")]
    [InlineData("soc.db")]
    public async Task A_later_start_goes_on_as_if_there_had_been_none(string name)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        string path = folder.File(name);
        BridgeSetup setup = RunningBridge.Setup(server.Url) with { LogPath = path };
        server.AddRange(0, 14);
        using (var first = new RunningBridge(setup))
        {
            await first.StepAsync();
            Assert.Equal(14, first.Recorded.Estimates.Count);
        }

        server.AddRange(14, 4);
        using (var second = new RunningBridge(setup))
        {
            await second.StepAsync();
            Assert.Equal([15L, 16, 17, 18], second.Ids);
            Assert.Equal(Samples.Expected(Enumerable.Range(0, 18))[14..], second.Recorded.Estimates.Select(estimate => estimate.SocText));
        }

        string[] rows = name.EndsWith(".csv", StringComparison.Ordinal) ? File.ReadAllLines(path)[1..] : Rows(path);
        Assert.Equal(
            Enumerable.Range(1, 18).Select(k => $"1,{k},2026-01-31T08:00:{k - 1:00}Z"),
            rows.Select(row => string.Join(',', row.Split(',')[..3])));
        // A CSV file has the error bar beside the figure, a database as its last column.
        string bar = Samples.ExpectedBars(Enumerable.Range(0, 18))[17]!,
            end = name.EndsWith(".csv", StringComparison.Ordinal) ? $"{bar},,," : ",";
        Assert.EndsWith($",3.946,-1.35,24.67,{Samples.Expected(Enumerable.Range(0, 18))[17]},{end}", rows[17], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_a_crash_cut_off_is_made_up_for()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        string path = folder.File("soc.csv");
        BridgeSetup setup = RunningBridge.Setup(server.Url) with { LogPath = path };
        server.AddRange(0, 5);
        using (var first = new RunningBridge(setup))
        {
            await first.StepAsync();
        }

        string whole = File.ReadAllText(path);
        File.WriteAllText(path, whole[..^12]);
        using (var second = new RunningBridge(setup))
        {
            await second.StepAsync();
            Assert.Equal([5L], second.Ids);
        }

        Assert.Equal(whole, File.ReadAllText(path));
    }

    [Fact]
    public async Task A_table_of_before_there_were_error_bars_is_gone_on_with()
    {
        const string Former =
            "channel_id,entry_id,created_at,voltage_v,current_a,temperature_c,soc_percent,device_soc_percent,note\n"
                + "1,1,2026-01-31T08:00:00Z,3.9,-1.35,24.67,71.25,70.5,\n1,2,2026-01-31T08:00:01Z,3.9,,24.67,,,\"no current, 1 s\"\n";
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        string path = folder.File("soc.csv");
        File.WriteAllText(path, Former + "1,3,2026-01-31T08:0");
        server.AddRange(0, 5);
        using (var bridge = new RunningBridge(RunningBridge.Setup(server.Url) with { LogPath = path }))
        {
            await bridge.StepAsync();
            Assert.Equal([3L, 4, 5], bridge.Ids);
        }

        string[] rows = File.ReadAllLines(path);
        Assert.Equal(
            [
                "channel_id,entry_id,created_at,voltage_v,current_a,temperature_c,"
                    + "soc_percent,soc_bar_percent,device_soc_percent,device_soc_bar_percent,note",
                "1,1,2026-01-31T08:00:00Z,3.9,-1.35,24.67,71.25,,70.5,,",
                "1,2,2026-01-31T08:00:01Z,3.9,,24.67,,,,,\"no current, 1 s\"",
            ],
            rows[..3]);
        Assert.Equal(6, rows.Length);
        Assert.Equal([path], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public async Task A_database_of_before_there_were_error_bars_is_gone_on_with()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        string path = folder.File("soc.db");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=false"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText =
                """
                CREATE TABLE estimates (
                    row INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL, entry_id INTEGER NOT NULL, created_at TEXT NOT NULL,
                    voltage_v REAL, current_a REAL, temperature_c REAL, soc_percent REAL, device_soc_percent REAL, note TEXT NOT NULL,
                    UNIQUE (channel_id, entry_id, created_at));
                INSERT INTO estimates (channel_id, entry_id, created_at, voltage_v, current_a, temperature_c, soc_percent, note)
                VALUES (1, 1, '2026-01-31T08:00:00Z', 3.9, -1.35, 24.67, 71.25, '');
                """;
            command.ExecuteNonQuery();
        }

        server.AddRange(0, 3);
        for (int start = 0; start < 2; start++)
        {
            using var bridge = new RunningBridge(RunningBridge.Setup(server.Url) with { LogPath = path });
            await bridge.StepAsync();
            Assert.Equal(start == 0 ? [2L, 3] : [], bridge.Ids);
        }

        Assert.Equal("1,1,2026-01-31T08:00:00Z,3.9,-1.35,24.67,71.25,,", Rows(path)[0]);
        Assert.Equal(3, Rows(path).Length);
    }

    [Fact]
    public void Other_files_are_refused()
    {
        string table = folder.File("other.csv"), text = folder.File("other.db");
        File.WriteAllText(table, "a,b\n1,2\n");
        File.WriteAllText(text, new string('x', 4096));
        Assert.Equal($"'{table}' is another table than a log of this program; name another file.", Refusal(table));
        Assert.Equal("a,b\n1,2\n", File.ReadAllText(table));
        Assert.StartsWith($"The log '{text}' cannot be opened (", Refusal(text), StringComparison.Ordinal);
        Assert.Equal("The log 'soc.txt' ends neither in .csv nor in .db (SQLite); name one of them.", Refusal("soc.txt"));
    }

    private static string Refusal(string log) => Assert.Throws<UserError>(
        () => new RunningBridge(RunningBridge.Setup(new Uri("http://127.0.0.1:1")) with { LogPath = log })).Message;

    private static string[] Rows(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT channel_id || ',' || entry_id || ',' || created_at || ',' || voltage_v || ',' || current_a || ',' || temperature_c || "
                + "',' || ifnull(printf('%.2f', soc_percent), '') || ',' || ifnull(device_soc_percent, '') || ',' || note FROM estimates "
                + "ORDER BY row";
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }
}
