using NanoBms.Cells.Cycles;
using NanoBms.ModelTrainer.NewCell;

namespace NanoBms.ModelTrainer.Tests.NewCell;

public class LogShareTests
{
    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(5, 0.5)]
    [InlineData(10, 0.25)]
    [InlineData(50, 0.05)]
    [InlineData(500, 0.05)]
    public void The_more_hours_of_logs_the_less_virtual_lives_count(double hours, double share) =>
        Assert.Equal(share, LogShare.Virtual(hours), 1e-9);

    [Fact]
    public void Rows_count_so_that_logs_and_virtual_lives_have_their_shares()
    {
        // Ten hours of logs, three of lives.
        Cycle[] logs = [Steady(6 * 3600), Steady(4 * 3600)], lives = [Steady(3600), Steady(2 * 3600)];
        double Total(IEnumerable<Cycle> cycles) => cycles.Sum(cycle => (double)cycle.Weight * cycle.Length);

        IReadOnlyList<Cycle> weighed = LogShare.Weigh(logs, lives);

        Assert.Equal(3, Total(weighed.Take(2)) / Total(weighed.Skip(2)), 0.01);
        Assert.Equal(weighed[0].Weight, weighed[1].Weight);
        Assert.Equal(weighed[2].Weight, weighed[3].Weight);
    }

    [Fact]
    public void Hours_in_which_nothing_was_recorded_are_none()
    {
        Cycle log = Steady(2 * 3600);
        log = log with { TimeS = [.. log.TimeS.Select(time => time < 3600 ? time : time + 86_400)] };

        Assert.Equal(2, LogCycles.Hours([log]), 0.001);
    }

    private static Cycle Steady(int rows)
    {
        float[] same = [.. Enumerable.Repeat(3.7f, rows)];
        return new Cycle(
            "log", "log", "log", [.. Enumerable.Range(0, rows).Select(row => (double)row)], same, same, same, new double[rows]);
    }
}
