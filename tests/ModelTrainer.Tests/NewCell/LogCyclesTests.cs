using NanoBms.Cells.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.ModelTrainer.NewCell;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests.NewCell;

/// <summary>A model of a sample a second learns from logs as slow as battery monitors write them, or says that it cannot.</summary>
public class LogCyclesTests
{
    private readonly List<string> said = [];

    [Fact]
    public void A_row_a_minute_is_joined_and_said()
    {
        Cycle joined = Assert.Single(LogCycles.Joined([Each(60)], said.Add));

        Assert.Equal(901, joined.Length);
        Assert.Equal(
            [
                "the rows of 1 logs lie seconds apart and are joined by straight lines; a load that changes faster is seen by its means",
            ],
            said);
    }

    [Fact]
    public void A_row_a_second_is_taken_as_it_is()
    {
        Cycle dense = Each(1);

        Assert.Same(dense, Assert.Single(LogCycles.Joined([dense], said.Add)));
        Assert.Empty(said);
    }

    [Fact]
    public void A_row_each_five_minutes_is_refused()
    {
        UserError refusal = Assert.Throws<UserError>(() => LogCycles.Joined([Each(1), Each(300)], said.Add));

        Assert.Equal(
            "'slow.csv' has a row each 300 s on average, and a model of a sample a second learns nothing from rows more than 120 s apart; "
                + "log a row a minute or more often, or leave this log out.",
            refusal.Message);
    }

    [Fact]
    public void A_log_beside_cycles_is_refused_where_it_was_named_and_counted_where_it_lies_in_their_folder()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("week"));
        string cycle = folder.Write("week/cycle.csv", "time_s,voltage_v,current_a,temperature_c,charge_ah\n"
            + string.Concat(Enumerable.Range(0, 900).Select(second => $"{second},3.7,0,25,0\n")));
        string log = folder.Write("week/log.csv", "Time (s),Voltage (V),Current (A),Temperature (C)\n0,3.7,0,25\n");
        UserError refusal = Assert.Throws<UserError>(() => LogCycles.Read([cycle, log], folder.File("out"), new ImportOptions(), said.Add));

        Assert.Equal(
            $"'{log}' is a log that import has not read yet, '{cycle}' a cycle that it wrote; give logs or cycles, not both.",
            refusal.Message);
        Assert.Single(LogCycles.Read([folder.File("week")], folder.File("out"), new ImportOptions(), said.Add));
        Assert.Equal(["cycles as import writes them: 1; other files beside them, which are left alone: 1"], said);
        Assert.False(Directory.Exists(folder.File("out")));
    }

    private static Cycle Each(int periodS)
    {
        double[] timeS = [.. Enumerable.Range(0, 900 / periodS + 1).Select(row => (double)(row * periodS))];
        float[] same = [.. timeS.Select(_ => 3.7f)];
        return new Cycle("slow.csv", "slow", "slow", timeS, same, same, same, [.. timeS.Select(_ => 0.0)]);
    }
}
