using NanoBms.Cells.Cycles;

namespace NanoBms.Cells.Tests.Cycles;

public sealed class BridgedHolesTests
{
    private const float RatedAh = 100f;

    [Fact]
    public void A_rest_that_relaxes_has_no_hole()
    {
        Cycle cycle = SlowCycle.Create(7200, row => 3.4 - 0.2 * Math.Exp(-row / 900.0), row => 25 - 10 * Math.Exp(-row / 2000.0));

        (Cycle cut, IReadOnlyList<string> sentences) = BridgedHoles.Cut(cycle, RatedAh);

        Assert.Same(cycle, cut);
        Assert.Empty(sentences);
    }

    [Fact]
    public void A_cell_at_rest_for_long_has_no_hole()
    {
        Cycle cycle = SlowCycle.Create(7200, _ => 4.18);

        Assert.Same(cycle, BridgedHoles.Cut(cycle, RatedAh).Cycle);
    }

    [Fact]
    public void Straight_lines_are_cut_out()
    {
        // Relaxes, is not recorded from 1800 to 5400 s, relaxes again.
        Cycle cycle = SlowCycle.Create(7200, row => Straight(row, 4.2, 4.18), row => Straight(row, 20, 10));

        (Cycle cut, IReadOnlyList<string> sentences) = BridgedHoles.Cut(cycle, RatedAh);

        Assert.Equal(
            "25degC/slow: seconds 1800 to 5400 were not recorded but bridged by straight lines and are left out.",
            Assert.Single(sentences));
        Assert.Equal(7200 - 3599, cut.Length);
        Assert.Contains(1800, cut.TimeS);
        Assert.DoesNotContain(1801, cut.TimeS);
        Assert.Contains(5400, cut.TimeS);
    }

    [Fact]
    public void What_lies_before_uncounted_charge_is_left_out_too()
    {
        Cycle cycle = SlowCycle.Create(7200, row => Straight(row, 4.18, 3.3), row => Straight(row, 0, 27));

        (Cycle cut, IReadOnlyList<string> sentences) = BridgedHoles.Cut(cycle, RatedAh);

        Assert.EndsWith(
            ", and all before them, because charge flowed there that was not counted.", Assert.Single(sentences), StringComparison.Ordinal);
        Assert.Equal(5400, cut.TimeS[0]);
        Assert.Equal(7199, cut.TimeS[^1]);
    }

    private static double Straight(int row, double from, double to)
    {
        double between = from + (to - from) * (row - 1800) / 3600;
        double bend = 0.05 * Math.Exp(-(row < 1800 ? row : row - 5400) / 600.0);
        return row is >= 1800 and <= 5400 ? between : row < 1800 ? from + bend - 0.05 * Math.Exp(-3) : to + bend - 0.05;
    }
}
