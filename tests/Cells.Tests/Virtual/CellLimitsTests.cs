using NanoBms.Cells.Virtual;

namespace NanoBms.Cells.Tests.Virtual;

/// <summary>A large LFP cell: nothing of the NCR18650PF's limits may show in what it is asked.</summary>
public class CellLimitsTests
{
    private static readonly CellParameters Large = TestCell.Create() with
    {
        RatedCapacityAh = 100,
        OpenCircuitV = [[2.8, 3.2, 3.3, 3.32, 3.4]],
        OhmicOhm = [[0.0015, 0.001, 0.001, 0.001, 0.001]],
        Pairs = [new RcPair(20, [[0.0005, 0.0005, 0.0005, 0.0005, 0.0005]]), new RcPair(300, [[0.0005, 0.0005, 0.0005, 0.0005, 0.0005]])],
        Limits = new CellRatings
        {
            FullV = 3.65,
            EmptyV = 2.6,
            EmptyA = 20,
            ChargedA = 3,
            MaxChargeA = 50,
            MaxDischargeA = 120,
            MaxRegenerationA = 80,
            MinRegenerationC = 0,
            MinChargeC = 0,
        },
        Thermal = new ThermalParameters(2000, 2),
    };

    [Fact]
    public void Drives_and_charges_of_another_cell_keep_that_cells_limits_and_use_them()
    {
        var source = new VariedCell(Large, new AmbientDrift(15, 30, 1), 1, CellPhase.Discharging);
        List<CellSample> samples = [];
        while (samples.Count < 24 * 3600 && source.TryAdvance(out CellSample sample))
        {
            samples.Add(sample);
        }

        Assert.All(samples, sample => Assert.InRange(sample.VoltageV, 2.55, 3.66));
        Assert.All(samples, sample => Assert.InRange(sample.CurrentA, -120.001, 80.001));
        Assert.InRange(samples.Min(sample => sample.CurrentA), -120.001, -60);
        Assert.InRange(samples.Where(sample => sample.Phase == CellPhase.Charging).Max(sample => sample.CurrentA), 10, 50.001);
        Assert.InRange(samples.Min(sample => sample.SocPercent), -15, 50);
        Assert.InRange(samples.Max(sample => sample.SocPercent), 95, 100.1);
    }

    [Fact]
    public void A_cell_that_is_too_cold_for_it_is_not_charged()
    {
        // At the coldest that drives end in time, and no charge may begin.
        CellParameters cell = Large with { Limits = Large.Limits with { MinChargeC = 5 } };
        var source = new VariedCell(cell, new AmbientDrift(-12, -10, 2), 2, CellPhase.Discharging);
        for (int second = 0; second < 12 * 3600 && source.TryAdvance(out CellSample sample); second++)
        {
            Assert.NotEqual(CellPhase.Charging, sample.Phase);
            Assert.InRange(sample.CurrentA, -120.001, 0);
        }
    }

    [Fact]
    public void A_charger_gives_no_more_than_the_cell_may_take()
    {
        var cell = new VirtualCell(Large, 25);
        for (int second = 0; second < 3600; second++)
        {
            cell.Step(-50, 1, 25);
        }

        var limits = new CellLimits(cell);
        Assert.Equal(50, limits.ChargeA(500));
        Assert.Equal(-120, limits.LoadA(500));
        Assert.Equal(30, limits.ChargeA(30));
        Assert.Equal(-120, limits.PowerA(-3000));
        Assert.Equal(80, limits.PowerA(3000));
    }

    [Fact]
    public void A_cell_whose_table_stays_high_beyond_empty_gives_nothing_far_beyond_it()
    {
        var cell = new VirtualCell(Large with { OpenCircuitV = [[3.19, 3.2, 3.3, 3.32, 3.4]] }, 25);
        var limits = new CellLimits(cell);
        for (int second = 0; second < 3 * 3600; second++)
        {
            cell.Step(limits.LoadA(50), 1, 25);
        }

        Assert.InRange(cell.Soc, -0.151, -0.149);
        Assert.True(limits.IsEmpty);
        Assert.Equal(0, limits.LoadA(50), 1e-9);
        Assert.Equal(0, limits.PowerA(-100), 1e-9);
    }
}
