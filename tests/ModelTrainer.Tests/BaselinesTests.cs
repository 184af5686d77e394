using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Tests;

public class BaselinesTests
{
    /// <summary>Three hours at -1 A out of 4 Ah, an hour apart: 100, 75, 50, 25 % at 4.0, 3.8, 3.7, 3.3 V; then charged again.</summary>
    private static readonly Cycle Slow = new(
        "slow.csv", "25degC", "slow", [0, 3600, 7200, 10800, 14400], [4.0f, 3.8f, 3.7f, 3.3f, 4.1f], [-1, -1, -1, 0, 1],
        [25, 25, 25, 25, 25], [0, -1, -2, -3, -2]);

    [Fact]
    public void The_open_circuit_table_interpolates_the_discharge_and_ends_at_its_ends()
    {
        OcvTable table = OcvTable.FromDischarge(Slow, 4f);

        Assert.Equal(75, table.SocPercent(3.8f), 1e-4);
        Assert.Equal(62.5, table.SocPercent(3.75), 1e-4);
        Assert.Equal(100, table.SocPercent(4.3));
        Assert.Equal(25, table.SocPercent(2.9));
    }

    [Fact]
    public void A_cycle_that_does_not_discharge_makes_no_table() => Assert.Equal(
        "'slow.csv' does not discharge the cell; an open-circuit table needs a slow discharge from full to empty.",
        Assert.Throws<UserError>(() => OcvTable.FromDischarge(Slow with { ChargeAh = [0, 1, 2, 3, 4] }, 4f)).Message);

    [Fact]
    public void The_counting_baseline_counts_what_its_sensor_shows()
    {
        // From 90 %: an hour at -1.04 A (-1 * 1.02 - 0.02) out of 4 Ah takes 26 %.
        EstimateTrace trace = Baselines.CoulombCount(Slow, 4f);

        Assert.Equal(90, trace.EstimatePercent[0], 1e-3);
        Assert.Equal(64, trace.EstimatePercent[1], 1e-3);
        Assert.Equal(12, trace.EstimatePercent[3], 1e-3);
        Assert.Equal(25, trace.ReferencePercent[3], 1e-3);
    }

    [Fact]
    public void The_look_up_takes_the_voltage_whatever_the_load()
    {
        EstimateTrace trace = Baselines.OcvLookUp(Slow, OcvTable.FromDischarge(Slow, 4f), 4f, 3_600_000);
        Assert.Equal([100, 75, 50, 25, 100], trace.EstimatePercent.Select(value => Math.Round(value, 3)));
    }
}
