using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.ModelTrainer.Commands;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>The command as a user gives it.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private const string Heading = "Time (s),Voltage (V),Current (A),Temperature (C)\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_users_log_is_counted_where_it_has_no_charge()
    {
        // 2 A discharge for 30 minutes at one row a minute: 1 Ah out of 4, from 90 %.
        string log = folder.Write(
            "log.csv", "Seconds,U,I,Temp\n" + string.Concat(Enumerable.Range(0, 31).Select(minute => $"{minute * 60},3.7,-2,21\n")));
        Assert.Equal(0, Run(log, "--out", folder.File("cycle.csv"), "--initial-soc", "90", "--capacity", "4"));
        string[] lines = File.ReadAllLines(folder.File("cycle.csv"));
        Assert.Equal(32, lines.Length);
        Assert.Equal("0,3.7000,-2.0000,21.00,-0.40000", lines[1]);
        Assert.Equal("1800,3.7000,-2.0000,21.00,-1.40000", lines[^1]);
    }

    [Fact]
    public void A_capacity_with_a_decimal_comma_is_what_its_writer_meant()
    {
        string log = folder.Write("log.csv", Heading + "0,3.9,-1,25\n60,3.9,-1,25\n");
        Assert.Equal(0, Run(log, "--out", folder.File("cycle.csv"), "--initial-soc", "50", "--capacity", "2,9"));
        Assert.Equal("0,3.9000,-1.0000,25.00,-1.45000", File.ReadAllLines(folder.File("cycle.csv"))[1]);
    }

    [Fact]
    public void Several_logs_go_to_a_folder_and_a_trial_writes_nothing()
    {
        string one = folder.Write("one.csv", Heading + "0,3.9,-1,25\n1,3.9,-1,25\n"),
            two = folder.Write("two.csv", Heading + "0,3.9,-1,25\n1,3.9,-1,25\n");
        Assert.Equal(0, Run(one, two, "--dry-run", "--capacity", "3"));
        Assert.Equal(["one.csv", "two.csv"], folder.Content().Keys.Order());
        Assert.Equal(0, Run(one, two, "--out", folder.File("out"), "--capacity", "3"));
        Assert.Equal(["one.csv", "out/one.csv", "out/two.csv", "two.csv"], folder.Content().Keys.Order());
        Assert.Equal(0, Run(one, two, "--join", "--out", folder.File("joined.csv"), "--capacity", "3"));
        Assert.Equal(5, File.ReadAllLines(folder.File("joined.csv")).Length);
    }

    [Theory]
    [InlineData("--capacity", "2,900")]
    [InlineData("--capacity", "0")]
    [InlineData("--initial-soc", "101")]
    [InlineData("--discharge", "up")]
    [InlineData("--dates", "year-first")]
    [InlineData("--decimal", "dash")]
    [InlineData("--gaps", "load")]
    [InlineData("--series", "0")]
    [InlineData("--max-gap", "-1")]
    [InlineData("--columns", "x=y")]
    [InlineData("--units", "time=furlong")]
    [InlineData("--max-bad-rows", "-1")]
    public void An_option_that_is_none_ends_with_exit_code_1_and_nothing_written(string option, string value)
    {
        string log = folder.Write("log.csv", Heading + "0,3.9,-1,25\n1,3.9,-1,25\n");
        Assert.Equal(1, Run(log, "--out", folder.File("cycle.csv"), "--capacity", "3", option, value));
        Assert.Equal(["log.csv"], folder.Content().Keys);
    }

    [Fact]
    public void Each_option_reaches_the_import()
    {
        string log = folder.Write(
            "log.csv",
            "When,U1,U2,I,Room\n03/04/2026 10:00:00,12,3900,1000,50\n03/04/2026 12:00:00,12,3800,1000,50\n");
        Assert.Equal(0, Run(
            log, "--out", folder.File("cycle.csv"), "--columns", "time=When,voltage=U2,current=#4,temperature=Room", "--units",
            "voltage=mV,current=mA,temperature=degF",
            "--dates", "day-first", "--decimal", "point", "--discharge", "positive", "--parallel", "2", "--capacity", "4", "--initial-soc",
            "75", "--max-gap", "7200"));
        Assert.Equal(
            ["time_s,voltage_v,current_a,temperature_c,charge_ah", "0,3.9000,-0.5000,10.00,-1.00000", "7200,3.8000,-0.5000,10.00,-2.00000"],
            File.ReadAllLines(folder.File("cycle.csv")));
        Assert.Equal(0, Run(
            log, "--out", folder.File("cycle.csv"), "--columns", "time=When,voltage=U1,current=I", "--units", "current=mA", "--series", "3",
            "--temperature", "20",
            "--discharge", "positive", "--capacity", "4", "--gaps", "rest"));
        Assert.Equal("7200,4.0000,-1.0000,20.00,0.00000", File.ReadAllLines(folder.File("cycle.csv"))[^1]);
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        string log = folder.Write("log.csv", Heading + "0,3.9,-1,25\n1,3.9,-1,25\n");
        Assert.Equal("error: import needs a log, a folder of logs, or --formats.", Error());
        Assert.Equal("error: --out is missing: the cycle's .csv, or a folder for several.", Error(log));
        Assert.Equal("error: There is no file 'nowhere.csv'.", Error("nowhere.csv", "--out", folder.File("cycle.csv")));
        Assert.EndsWith(
            "has no charge column; give the cell's rated capacity with --capacity so that it can be counted.",
            Error(log, "--out", folder.File("cycle.csv")), StringComparison.Ordinal);
        Assert.Contains(
            "error: 1 of 2 logs were refused; nothing was written: mend them, or write the others with --skip-refused.",
            Error(log, "nowhere.csv", "--out", folder.File("out"), "--capacity", "3"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_understood_is_shown_with_the_first_rows()
    {
        string log = folder.Write("log.csv", Heading + string.Concat(Enumerable.Range(0, 61).Select(
            minute => FormattableString.Invariant($"{minute * 60},{3.9 - minute * 0.005:F3},-1.45,25\n"))));
        using var output = new StringWriter();
        Assert.Equal(0, Run(output, TextWriter.Null, log, "--out", folder.File("cycle.csv"), "--capacity", "2.9"));
        Assert.Equal(
            $"""
            log.csv: 61 rows, 1.0 h, 3.6 to 3.9 V, -1.45 Ah, discharge negative
              ',' between columns, headings in line 1
              time 'Time (s)' (s), voltage 'Voltage (V)' (V), current 'Current (A)' (A), temperature 'Temperature (C)' (degC)
              begins at 100 % (assumed; say another with --initial-soc), charge counted from the current
              time_s,voltage_v,current_a,temperature_c,charge_ah
              0,3.9000,-1.4500,25.00,0.00000
              60,3.8950,-1.4500,25.00,-0.02417
              120,3.8900,-1.4500,25.00,-0.04833
            wrote {folder.File("cycle.csv")}

            """, output.ToString(), ignoreLineEndingDifferences: true);
    }

    private static int Run(params string[] arguments) => Run(TextWriter.Null, TextWriter.Null, arguments);

    private static int Run(TextWriter output, TextWriter error, params string[] arguments) =>
        CommandProgram.Run(new RootCommand { ImportCommand.Create() }, ["import", .. arguments], output, error);

    private static string Error(params string[] arguments)
    {
        using var error = new StringWriter();
        Assert.Equal(1, Run(TextWriter.Null, error, arguments));
        return error.ToString().Trim();
    }
}
