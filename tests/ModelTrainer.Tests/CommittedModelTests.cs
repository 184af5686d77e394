using NanoBms.CycleData;
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
        ErrorFigures Of(Func<string, bool> group) => EstimateTrace.Total(errors.Where(error => group(error.Cycle.Group)).Select(error => error.Network));
        ErrorFigures all = Of(group => group != "n20degC");

        Assert.InRange(all.MeanAbsolutePercent, 0, 0.8);
        Assert.InRange(all.RootMeanSquarePercent, 0, 1.1);
        Assert.InRange(all.MaximumPercent, 0, 6);
        Assert.InRange(all.Correlation, 0.999, 1);
        Assert.InRange(Of(group => group == "25degC").MeanAbsolutePercent, 0, 0.5);
        Assert.InRange(Of(group => group == "n20degC").MeanAbsolutePercent, 0, 2);
    }

    [Fact]
    public void The_fused_figure_is_never_worse_than_the_network_under_a_wrong_current_sensor_and_never_jumps()
    {
        foreach (FusedErrors errors in Run(Baselines.CurrentGain, Baselines.CurrentOffsetA))
        {
            double network = errors.Network.Sum.Figures.MeanAbsolutePercent, fused = errors.Fused.Sum.Figures.MeanAbsolutePercent;
            Assert.True(fused <= network, $"{errors.Cycle.Group}/{errors.Cycle.Name}: {fused:F3} % instead of {network:F3} %");
            Assert.InRange(errors.LargestStepPercent, 0, 1);
        }
    }

    private static IReadOnlyList<FusedErrors> Run(float gain, float offsetA)
    {
        string folder = SharedData.Require("cycling", "panasonic18650pf");
        ModelPair model = ModelPair.Read(Repository.File("models", "panasonic18650pf-128-64"));
        return FusedEvaluation.Run(model, CycleReader.ReadFolder(folder, TestNames), gain, offsetA);
    }
}
