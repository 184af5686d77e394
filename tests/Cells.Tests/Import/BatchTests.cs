using System.Globalization;
using System.Text;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

public sealed class BatchTests : IDisposable
{
    private static readonly ImportOptions Options = new() { CapacityAh = KnownLog.CapacityAh };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_and_folders_become_cycles_under_their_names()
    {
        Directory.CreateDirectory(folder.File("logs", "cold"));
        string one = Log("one.csv"), two = Log("logs/two.txt"), three = Log("logs/cold/three.csv");
        File.WriteAllText(folder.File("logs", "picture.png"), "no log");
        IReadOnlyList<ImportTask> tasks = ImportPlan.Make([one, folder.File("logs")], folder.File("out"), join: false);

        Assert.Equal([one, three, two], tasks.Select(task => Assert.Single(task.Logs)));
        Assert.All(ImportBatch.Run(tasks, Options, skipRefused: false, isTrial: false), outcome => Assert.Null(outcome.Refusal));
        Assert.Equal(
            ["out/cold/three.csv", "out/one.csv", "out/two.csv"],
            folder.Content().Keys.Where(name => name.StartsWith("out/", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void One_refused_log_keeps_all_from_being_written_unless_it_is_to_be_skipped()
    {
        string good = Log("good.csv"), bad = folder.Write("bad.csv", "time,voltage\n1,2\n");
        IReadOnlyList<ImportTask> tasks = ImportPlan.Make([good, bad], folder.File("out"), join: false);

        IReadOnlyList<ImportOutcome> all = ImportBatch.Run(tasks, Options, skipRefused: false, isTrial: false);
        Assert.Equal([false, true], all.Select(outcome => outcome.Refusal is not null));
        Assert.DoesNotContain(folder.Content().Keys, name => name.StartsWith("out/", StringComparison.Ordinal));
        ImportBatch.Run(tasks, Options, skipRefused: true, isTrial: true);
        Assert.DoesNotContain(folder.Content().Keys, name => name.StartsWith("out/", StringComparison.Ordinal));
        ImportBatch.Run(tasks, Options, skipRefused: true, isTrial: false);
        Assert.Equal(["out/good.csv"], folder.Content().Keys.Where(name => name.StartsWith("out/", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_cycle_that_was_there_stays_where_the_new_one_is_refused()
    {
        string target = folder.Write("cycle.csv", "old"),
            bad = folder.Write(
                "bad.csv", "Time (s),Voltage (V),Current (A),Temperature (C)\n0,3.9,-1,25\n5000,3.8,-1,25\n10000,3.7,-1,25\n");
        Assert.Throws<UserError>(() => LogImporter.Import([bad], target, Options));
        Assert.Equal("old", File.ReadAllText(target));
        Assert.Throws<UserError>(() => LogImporter.Import([bad], folder.File("new", "folder", "cycle.csv"), Options));
        Assert.Equal([bad, target], Directory.GetFileSystemEntries(folder.Root).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parts_of_one_log_are_joined_in_the_order_of_their_numbers()
    {
        Directory.CreateDirectory(folder.File("parts"));
        for (int part = 0; part < 11; part++)
        {
            // Each part's counter begins anew.
            var text = new StringBuilder("Time (s);Voltage (V);Current (A);Temperature (C)\n");
            foreach (KnownLog.Row row in KnownLog.Rows.Skip(part * 9).Take(9))
            {
                text.Append(
                    CultureInfo.InvariantCulture, $"{row.TimeS - part * 540};{row.VoltageV:F5};{row.CurrentA};{row.TemperatureC}\n");
            }

            folder.Write($"parts/log_{part}.csv", text.ToString());
        }

        ImportTask task = Assert.Single(ImportPlan.Make([folder.File("parts")], folder.File("cycle.csv"), join: true));
        (ImportReport report, IReadOnlyList<CycleRow> rows) = LogImporter.Read(task.Logs, Options);
        Assert.Contains("counter of the time began anew: 10; taken as following on", report.Details);
        KnownLog.AssertSame(rows);

        string other = folder.Write("other.csv", "a,b\n1,2\n2,3\n");
        Assert.Contains(
            "has other headings (a, b) than", Assert.Throws<UserError>(() => LogImporter.Look([.. task.Logs, other], Options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Plans_that_cannot_be_are_refused_in_one_sentence()
    {
        string one = Log("one.csv"), same = Log("two/one.csv");
        string Message(bool join, string target, params string[] inputs) =>
            Assert.Throws<UserError>(() => ImportPlan.Make(inputs, target, join)).Message;
        Assert.Equal($"--out '{one}' is the log itself; give the cycle another name.", Message(false, one, one));
        Assert.Equal(
            "--out 'x.csv' is one file for 2 logs; give a folder, or --join if they are parts of one log.",
            Message(false, "x.csv", one, same));
        Assert.Equal("--out must be a .csv where the files are joined to one cycle.", Message(true, "x", one, same));
        Assert.StartsWith($"'{one}' and '{same}' would make one cycle,", Message(false, "x", one, same), StringComparison.Ordinal);
        Directory.CreateDirectory(folder.File("empty"));
        Assert.Contains("has no files that may be logs", Message(false, "x", folder.File("empty")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_imported_to_itself()
    {
        string log = Log("log.csv"), first = folder.File("first.csv"), second = folder.File("second.csv");
        LogImporter.Import([log], first, Options);
        LogImporter.Import([first], second, new ImportOptions());
        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
    }

    [Fact]
    public void A_slow_log_is_joined_by_straight_lines_where_the_user_says_so()
    {
        (_, IReadOnlyList<CycleRow> rows) = LogImporter.Read([Log("log.csv")], Options with { FillS = 60 });
        Assert.Equal(5401, rows.Count);
        Assert.All(rows, row => Assert.Equal(rows[0].Second + row.Second, row.Second));
        KnownLog.AssertSame([.. rows.Where(row => row.Second % 60 == 0)]);
        Assert.Equal((rows[600].VoltageV + rows[660].VoltageV) / 2, rows[630].VoltageV, 1e-9);
    }

    private string Log(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        return folder.Write(name, "Time (s),Voltage (V),Current (A),Temperature (C)\n"
            + string.Concat(
                KnownLog.Rows.Select(
                    row => FormattableString.Invariant($"{row.TimeS},{row.VoltageV:F5},{row.CurrentA},{row.TemperatureC}\n"))));
    }
}
