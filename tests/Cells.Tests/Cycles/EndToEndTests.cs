using NanoBms.Cells.Cycles;

namespace NanoBms.Cells.Tests.Cycles;

public sealed class EndToEndTests
{
    private const float RatedAh = 2.9f;

    [Fact]
    public void A_cycle_whose_charge_follows_its_current_stays_as_it_is()
    {
        Cycle cycle = Create([-2.9f, -29f, 0f, 2.9f], [0, -0.008, -0.008, -0.0072]);

        (Cycle parted, IReadOnlyList<string> sentences) = EndToEnd.Part(cycle, RatedAh);

        Assert.Same(cycle, parted);
        Assert.Empty(sentences);
    }

    [Fact]
    public void A_count_that_is_put_right_at_the_end_of_a_charge_joins_nothing()
    {
        Cycle cycle = Create([0.05f, 0f, 0f], [-0.014, 0, 0]);

        Assert.Same(cycle, EndToEnd.Part(cycle, RatedAh).Cycle);
    }

    [Fact]
    public void Charge_that_no_current_carried_is_a_new_start_an_hour_later()
    {
        // A full cell at rest; in the next row it is all but empty, and later full again.
        Cycle cycle = Create([0f, 0f, 0f, 0f, 0f], [0, 0, -2.45, -2.45, 0]);

        (Cycle parted, IReadOnlyList<string> sentences) = EndToEnd.Part(cycle, RatedAh);

        Assert.Equal([0.0, 1, 3602, 3603, 7204], parted.TimeS);
        Assert.Equal([0.0, 1, 2, 3, 4], cycle.TimeS);
        Assert.Equal(
            [
                "10degC/day: at second 2 2.45 Ah are missing; what follows is a new start.",
                "10degC/day: at second 4 2.45 Ah are missing; what follows is a new start.",
            ],
            sentences);
    }

    [Fact]
    public void A_row_that_comes_a_minute_later_may_carry_a_minute_of_charge()
    {
        Cycle cycle = Create([-2.9f, -2.9f], [0, -0.0483]) with { TimeS = [0, 60] };

        Assert.Same(cycle, EndToEnd.Part(cycle, RatedAh).Cycle);
    }

    private static Cycle Create(float[] currentA, double[] chargeAh) => new(
        "set/10degC/day.csv", "10degC", "day", [.. Enumerable.Range(0, currentA.Length).Select(row => (double)row)],
        [.. currentA.Select(_ => 3.7f)], currentA, [.. currentA.Select(_ => 10f)], chargeAh);
}
