using NanoBms.Cells.Cycles;

namespace NanoBms.Cells.Tests.Cycles;

public class JoinedRowsTests
{
    [Fact]
    public void Rows_a_minute_apart_are_joined_by_straight_lines_to_one_a_second()
    {
        Cycle joined = JoinedRows.Of(Slow(0, 60, 120), 4, 120);

        Assert.Equal(Enumerable.Range(0, 121).Select(second => (double)second), joined.TimeS);
        Assert.Equal((3.5f, 3.55f, 3.6f, 3.7f), (joined.VoltageV[0], joined.VoltageV[30], joined.VoltageV[60], joined.VoltageV[120]));
        Assert.Equal(-0.5f, joined.CurrentA[30], 1e-6f);
        Assert.Equal(20.5f, joined.TemperatureC[30], 1e-5f);
        Assert.Equal(-0.05, joined.ChargeAh[30], 1e-9);
    }

    [Fact]
    public void Dense_rows_and_holes_are_left_as_they_are()
    {
        Cycle dense = Slow(0, 1, 3, 7), hole = Slow(0, 1, 200, 201);

        Assert.Same(dense, JoinedRows.Of(dense, 4, 120));
        Assert.Same(hole, JoinedRows.Of(hole, 4, 120));
    }

    [Fact]
    public void Only_what_lies_between_the_limits_is_joined()
    {
        Cycle joined = JoinedRows.Of(Slow(0, 2, 8, 300), 4, 120);

        Assert.Equal([0, 2, 3, 4, 5, 6, 7, 8, 300], joined.TimeS);
    }

    /// <summary>Rows at some times: 0.1 V, -1 A, 1 K, -0.1 Ah more from one to the next.</summary>
    private static Cycle Slow(params double[] timeS)
    {
        float[] step = [.. timeS.Select((_, row) => (float)row)];
        return new Cycle(
            "slow.csv", "slow", "slow", timeS, [.. step.Select(row => 3.5f + 0.1f * row)], [.. step.Select(row => -row)],
            [.. step.Select(row => 20 + row)], [.. step.Select(row => -0.1 * row)]);
    }
}
