using Microsoft.Data.Sqlite;
using NanoBms.Foundation;

namespace NanoBms.ThingSpeakBridge.Tests;

public sealed class LogTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nanobms-bridge-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("soc.csv")]
    [InlineData("soc.db")]
    public async Task A_later_start_goes_on_as_if_there_had_been_none(string name)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        string path = Path.Combine(folder.FullName, name);
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
        string bar = Samples.ExpectedBars(Enumerable.Range(0, 18))[17]!, end = name.EndsWith(".csv", StringComparison.Ordinal) ? $"{bar},,," : ",";
        Assert.EndsWith($",3.946,-1.35,24.67,{Samples.Expected(Enumerable.Range(0, 18))[17]},{end}", rows[17], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_a_crash_cut_off_is_made_up_for()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        string path = Path.Combine(folder.FullName, "soc.csv");
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
    public void Other_files_are_refused()
    {
        string table = Path.Combine(folder.FullName, "other.csv"), text = Path.Combine(folder.FullName, "other.db");
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
