using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

/// <summary>The table of what import makes of each file.</summary>
public class LogsTableTests
{
    private static readonly ImportOptions Options = new() { CapacityAh = 2.9 };

    [Fact]
    public void It_has_a_line_for_each_file_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "good.csv", "time_s,voltage_v,current_a,temperature_c\n"
                + string.Concat(Enumerable.Range(0, 5).Select(k => $"{k},3.9,-1.2,25\n")));
        string bad = folder.Write("odd.csv", "time_s,voltage_v,current_a\n0,3.9,-1.2\n1,3.9,-1.2\n");
        string refusal = Assert.Throws<UserError>(() => LogImporter.Look([bad], Options)).Message;
        Assert.Equal(
            [
                "| file | read | understood, or refused because |",
                "|---|---|---|",
                "| `good.csv` | yes | 5 rows, 4 s, 3.9 V, -0.0013 Ah, discharge negative |",
                $"| `odd.csv` | refused | {refusal.Replace($"'{bad}'", "`odd.csv`", StringComparison.Ordinal)} |",
                "",
            ],
            LogsTable.Markdown(System.IO.Path.GetDirectoryName(bad)!, Options).Split('\n'));
        Assert.Equal("There is no folder 'none'.", Assert.Throws<UserError>(() => LogsTable.Markdown("none", Options)).Message);
    }

    [Fact]
    public void The_table_in_the_document_is_what_import_makes_of_the_logs() => Assert.Contains(
        LogsTable.Markdown(SharedData.Require("logs"), Options),
        File.ReadAllText(Repository.File("docs", "import-examples.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
}
