using NanoBms.Cells.Cycles;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>The committed default model on recorded cycles that it never saw, an estimate every 15 s as the device makes them.</summary>
public class CommittedModelTests
{
    private static readonly string[] TestNames = ["us06", "hwfet", "hwfta", "udds"];

    [Fact]
    public void The_default_model_keeps_to_its_error_bounds()
    {
        IReadOnlyList<FusedErrors> errors = Run(0f, 0f);
        ErrorFigures Of(Func<string, bool> group) =>
            EstimateTrace.Total(errors.Where(error => group(error.Cycle.Group)).Select(error => error.Network));
        ErrorFigures all = Of(group => group != "n20degC");

        Assert.InRange(all.MeanAbsolutePercent, 0, 0.85);
        Assert.InRange(all.RootMeanSquarePercent, 0, 1.12);
        Assert.InRange(all.MaximumPercent, 0, 6.6);
        Assert.InRange(all.Correlation, 0.999, 1);
        Assert.InRange(Of(group => group == "25degC").MeanAbsolutePercent, 0, 0.5);
        Assert.InRange(Of(group => group == "n20degC").MeanAbsolutePercent, 0, 2);
    }

    [Fact]
    public void The_default_model_reads_recorded_charges_and_a_full_cell_and_int8_costs_it_next_to_nothing()
    {
        ModelPair model = Model("panasonic18650pf-128-64");
        IReadOnlyList<CycleErrors> charges = CycleEvaluation.Run(model, Cycles(["charge_03", "charge_07"]), everyMs: 15_000);
        Assert.Equal(["charge_03", "charge_07"], charges.Select(charge => charge.Cycle.Name).Order());
        IReadOnlyList<ErrorRow> rows = PhaseTable.Rows(charges, model.RatedCapacityAh);
        ErrorRow charging = rows.Single(row => row.Name == "charging, all"), full = rows.Single(row => row.Name == "full, at rest");

        Assert.InRange(charging.Int8.MeanAbsolutePercent, 0, 0.6);
        Assert.InRange(rows.Single(row => row.Name == "resting, all").Int8.MeanAbsolutePercent, 0, 0.4);
        Assert.InRange(full.Int8.MaximumPercent, 0, 1);
        Assert.InRange(charging.Int8.MeanAbsolutePercent - charging.Float.MeanAbsolutePercent, -0.12, 0.12);
    }

    [Fact]
    public void The_fused_figure_is_never_worse_than_the_network_under_a_wrong_current_sensor_and_never_jumps()
    {
        foreach (FusedErrors errors in Run(Baselines.CurrentGain, Baselines.CurrentOffsetA))
        {
            AssertNotWorse(errors);
        }
    }

    [Fact]
    public void So_it_is_with_the_small_model_as_far_as_figures_show_it_under_each_sensor_error_and_under_none()
    {
        IReadOnlyList<Cycle> cycles = Cycles(TestNames);
        ModelPair model = Model("panasonic18650pf-32-16");
        foreach ((float gain, float offsetA) in Sensors)
        {
            foreach (FusedErrors errors in FusedEvaluation.Run(model, cycles, gain, offsetA))
            {
                AssertNotWorse(errors);
            }
        }
    }

    [Fact]
    public void So_it_is_with_the_model_of_15_s_samples_which_leave_most_of_the_current_unseen()
    {
        // Rapid at 25 degC, slow at 10 degC, and the coldest of the set.
        IReadOnlyList<Cycle> cycles =
        [
            .. Cycles(["us06", "hwfet"])
                .Where(cycle => cycle is { Group: "25degC" or "n10degC", Name: "us06" } or { Group: "10degC", Name: "hwfet" })
        ];
        Assert.Equal(3, cycles.Count);
        ModelPair model = Model("panasonic18650pf-128-64-15s");
        foreach ((float gain, float offsetA) in Sensors.Where(sensor => sensor.Gain != 0 && sensor.OffsetA != 0))
        {
            foreach (FusedErrors errors in FusedEvaluation.Run(model, cycles, gain, offsetA))
            {
                AssertNotWorse(errors);
            }
        }
    }

    /// <summary>A gain error of 2 %, an offset of 20 mA, each with either sign or missing.</summary>
    private static IEnumerable<(float Gain, float OffsetA)> Sensors =>
        from gain in new[] { -1, 0, 1 }
        from offset in new[] { -1, 0, 1 }
        select (gain * Baselines.CurrentGain, offset * Baselines.CurrentOffsetA);

    private static void AssertNotWorse(FusedErrors errors)
    {
        double network = errors.Network.Sum.Figures.MeanAbsolutePercent, fused = errors.Fused.Sum.Figures.MeanAbsolutePercent;
        Assert.True(fused <= network + FusedErrors.UnseenPercent,
            $"{errors.Cycle.Group}/{errors.Cycle.Name}: {fused:F3} % instead of {network:F3} %");
        Assert.InRange(errors.LargestStepPercent, 0, 1);
    }

    private static IReadOnlyList<Cycle> Cycles(IReadOnlyCollection<string> names) =>
        [.. CycleReader.ReadFolder(SharedData.Require("cycling", "panasonic18650pf"), names)];

    private static ModelPair Model(string name) => ModelPair.Read(Repository.File("models", name));

    private static IReadOnlyList<FusedErrors> Run(float gain, float offsetA) =>
        FusedEvaluation.Run(Model("panasonic18650pf-128-64"), Cycles(TestNames), gain, offsetA);
}
