using NanoBms.Cells.Cycles;
using NanoBms.ModelTrainer.Figure;

namespace NanoBms.ModelTrainer.Tests.Figure;

public sealed class JoinedDayTests
{
    private const float RatedAh = 2f;

    [Fact]
    public void A_charge_goes_on_where_the_drive_ended()
    {
        // From 100 to 30 % of a fresh cell, and from 10 to 100 % of one of half its capacity.
        Cycle day = JoinedDay.Of("day", [Part(100, 30, 2f), Part(10, 100, 1f)], RatedAh);

        Assert.Equal(71 + 71, day.Length);
        Assert.Equal(0.30f, day.Soc(70, RatedAh), 1e-4f);
        Assert.Equal(0.30f, day.Soc(71, RatedAh), 1e-4f);
        Assert.Equal(1f, day.Soc(day.Length - 1, RatedAh), 1e-4f);
        Assert.Equal(Enumerable.Range(0, day.Length).Select(second => (double)second), day.TimeS);
    }

    [Fact]
    public void A_drive_ends_where_the_charge_begins_and_rests_stay()
    {
        Cycle rest = Part(40, 40, 2f, 5), charge = Part(40, 100, 2f), day = JoinedDay.Of("day", [Part(100, 10, 2f), rest, charge], RatedAh);

        Assert.Equal(61 + 5 + 61, day.Length);
        Assert.Equal(0.40f, Socs(day).Min(), 1e-4f);
        Assert.Equal(-1f, day.CurrentA[60]);
        Assert.Equal(0f, day.CurrentA[61]);
        Assert.Equal(1f, day.CurrentA[^1]);
    }

    /// <summary>A percent a second from one state of charge to another, or a rest.</summary>
    private static Cycle Part(int fromPercent, int toPercent, float capacityAh, int rows = 0)
    {
        int sign = Math.Sign(toPercent - fromPercent);
        rows = sign == 0 ? rows : Math.Abs(toPercent - fromPercent) + 1;
        return new Cycle(
            "", "25degC", "part", [.. Enumerable.Range(0, rows).Select(row => 100.0 + row)], new float[rows],
            [.. Enumerable.Repeat((float)sign, rows)], new float[rows],
            [.. Enumerable.Range(0, rows).Select(row => (fromPercent + sign * row - 100) / 100.0 * capacityAh)])
        {
            CapacityAh = capacityAh,
        };
    }

    private static IEnumerable<float> Socs(Cycle cycle) => Enumerable.Range(0, cycle.Length).Select(row => cycle.Soc(row, RatedAh));
}
