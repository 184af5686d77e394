using NanoBms.Cells.Cycles;
using NanoBms.Core.Estimation;
using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.Tests.Data;

/// <summary>What a recording is shown as at other ages of its cell.</summary>
public class CellAgeingTests
{
    private const float RatedAh = 2f;
    private const int Draws = 400;

    [Fact]
    public void Without_a_scale_all_is_as_recorded()
    {
        var ageing = new CellAgeing(new Random(1), 0f);
        ageing.Draw(Recorded(1.8f), RatedAh);
        Assert.Equal((3.7f, -2f), ageing.Apply(3.7f, -2f, PhaseDetector.Driving));
    }

    [Fact]
    public void A_new_cell_is_shown_older_with_less_current_and_more_resistance()
    {
        // 15 % of the capacity at most; 80 mV at a current of 1C and the whole of it, half as much again at most: 60 mohm at 2 Ah.
        (float Factor, float Ohm)[] seen = Seen(Recorded(null));
        Assert.All(seen, one => Assert.InRange(one.Factor, 0.85f, 1f));
        Assert.All(seen, one => Assert.InRange(one.Ohm, 0f, 0.0601f));
        Assert.InRange(seen.Count(one => one.Factor == 1f), 0.3 * Draws, 0.5 * Draws);
        Assert.True(seen.Max(one => one.Ohm) > 0.03f);
    }

    [Fact]
    public void An_aged_cell_is_shown_younger_too()
    {
        // It lost 10 %: from new, with a tenth more, to 15 % less than new.
        (float Factor, float Ohm)[] seen = Seen(Recorded(0.9f * RatedAh));
        Assert.All(seen, one => Assert.InRange(one.Factor, 0.85f / 0.9f - 1e-4f, 1f / 0.9f + 1e-4f));
        Assert.True(seen.Min(one => one.Ohm) < 0f && seen.Max(one => one.Ohm) > 0f);
        Assert.All(seen, one => Assert.True(one.Factor < 1f == one.Ohm > 0f));
    }

    [Fact]
    public void No_resistance_is_added_where_a_charger_holds_the_voltage_or_nothing_flows()
    {
        var ageing = new CellAgeing(new Random(3), 1f);
        for (int draw = 0; draw < Draws; draw++)
        {
            ageing.Draw(Recorded(null), RatedAh);
            Assert.Equal(4.2f, ageing.Apply(4.2f, 1f, PhaseDetector.Charging).VoltageV);
            Assert.Equal((4.1f, 0f), ageing.Apply(4.1f, 0f, PhaseDetector.Resting));
        }
    }

    private static (float Factor, float Ohm)[] Seen(Cycle cycle)
    {
        var ageing = new CellAgeing(new Random(2), 1f);
        return [.. Enumerable.Range(0, Draws).Select(_ =>
        {
            ageing.Draw(cycle, RatedAh);
            (float voltageV, float currentA) = ageing.Apply(3.7f, -1f, PhaseDetector.Driving);
            return (-currentA, (voltageV - 3.7f) / currentA);
        })];
    }

    private static Cycle Recorded(float? capacityAh) => new("", "", "", [0], [3.7f], [-1f], [25f], [0]) { CapacityAh = capacityAh };
}
