using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Tests;

public class VirtualCycleTests
{
    private static readonly IReadOnlyList<VirtualLife> Lives =
        VirtualCycles.Lives(CellParametersFile.FittedToDrives(), 3, 6 * 3600, -10, 25, 11);

    [Fact]
    public void A_life_marks_rests_charges_and_the_hour_after_a_charge()
    {
        foreach (VirtualLife life in Lives)
        {
            int charged = -1_000_000;
            for (int row = 0; row < life.Phases.Length; row++)
            {
                charged = life.Phases[row] == CellPhase.Charging ? row : charged;
                Assert.Equal(
                    life.IsFollowed[row] && (life.Phases[row] != CellPhase.Discharging || row - charged < 3600),
                    life.IsUnlikeRecorded[row]);
            }
        }

        Assert.Contains(Lives, life => life.Phases.Contains(CellPhase.Charging));
    }

    [Fact]
    public void What_a_fit_extends_its_tables_to_is_not_learnt()
    {
        // A tenth of 2.9 Ah is left at -2.61 Ah.
        Assert.All(Lives, life => Assert.Equal(life.Cycle.ChargeAh.Select(chargeAh => chargeAh >= -2.61), life.IsFollowed));
        Assert.Contains(Lives, life => life.IsFollowed.Contains(false));
    }

    [Fact]
    public void A_network_is_not_judged_where_the_cell_follows_nothing()
    {
        float[] readings = new float[4];
        var cycle = new Cycle("life", "life", "life", [0, 1, 2, 3], readings, readings, readings, [0, -1.45, -2.9, -3.3]);
        var life = new VirtualLife(
            cycle, [CellPhase.Resting, CellPhase.Discharging, CellPhase.Discharging, CellPhase.Discharging], [true, true, false, false]);
        var trace = new EstimateTrace();
        trace.Add(0, 100, 99);
        trace.Add(1, 50, 47);
        trace.Add(2, 0, 5);
        trace.Add(3, -14, 100);
        var sum = new ErrorSum();

        VirtualTrials.AddFollowed(trace, life, [CellPhase.Discharging], sum);

        Assert.Equal((1, 3.0), (sum.Figures.Count, sum.Figures.MaximumPercent));
    }

    [Fact]
    public void A_cell_that_was_fitted_to_nothing_is_learnt_down_to_empty()
    {
        IReadOnlyList<VirtualLife> lives =
            VirtualCycles.Lives(CellParametersFile.FittedToDrives() with { Fit = null }, 3, 6 * 3600, -10, 25, 11);

        Assert.All(lives, life => Assert.DoesNotContain(false, life.IsFollowed));
        Assert.Contains(lives, life => life.Cycle.ChargeAh.Any(chargeAh => chargeAh < -2.61));
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(0.25f, 0f)]
    [InlineData(0.25f, 0.4f)]
    public void Windows_come_from_the_virtual_cell_as_often_as_asked(float share, float drives)
    {
        Manifest manifest = SyntheticCycles.Manifest with { Cell = new ManifestCell { Type = "x", RatedCapacityAh = 2.9f } };
        var options = new TrainingOptions { Copies = 1, SensorErrorScale = 0f, VirtualShare = share, VirtualDriveShare = drives };

        // The recording is warmer than the virtual cell ever is.
        var recorded = SyntheticCycles.Create(1) with { TemperatureC = new float[900] };
        Array.Fill(recorded.TemperatureC, 49f);
        var source = WindowSource.Augmented([recorded], Lives, manifest, options);
        Assert.False(source.IsEmpty);
        Assert.InRange(source.Count, 800, 900 - 4);
        var pass = new NetworkPass(new NetworkShape(3, 5, [2], []), 4096);
        source.Feed(0, 4096, 1).Fill(pass);
        int fromRecorded = Enumerable.Range(0, 4096).Count(sample => pass.Input[(4 * 3 + 2) * 4096 + sample] > 0.96f);
        Assert.InRange(fromRecorded / 4096.0, 1 - share - 0.03, 1 - share + 0.03);
    }
}
