using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.NewCell;

namespace NanoBms.ModelTrainer.Tests.NewCell;

public class ModelChecksTests
{
    private static readonly Cycle Cycle = SyntheticCycles.Create(1);

    [Fact]
    public void Labels_that_cannot_be_are_refused()
    {
        ManifestCell cell = SyntheticCycles.Manifest.Cell!;
        ModelChecks.CheckLabels([Cycle], cell);
        Assert.Matches(
            @"^'cycle\.csv' goes from -\d+ to 100 % state of charge for 0\.05 Ah; mend the capacity, or the charge or the "
                + @"state of charge at "
                + @"the start of this log\.$",
            Assert.Throws<UserError>(() => ModelChecks.CheckLabels([Cycle], cell with { RatedCapacityAh = 0.05f })).Message);
    }

    [Fact]
    public void A_feature_at_the_end_of_its_range_is_refused_unless_another_sees_the_rest()
    {
        Manifest manifest = SyntheticCycles.Manifest with
        {
            Features =
            [
                new() { Kind = "voltage", Scale = 1f, Offset = -3.6f }, new() { Kind = "current", Scale = 10f, Offset = 0f },
                new() { Kind = "temperature", Scale = 0.02f },
            ],
        };
        Assert.Equal(
            "The feature current is at the end of its range in 100.0 % of the rows; widen its scale in the manifest, or mend the limits "
                + "of voltage, current and temperature.",
            Assert.Throws<UserError>(() => Check(manifest)).Message);
        Check(manifest with { Features = [.. manifest.Features, new ManifestFeature { Kind = "current", Scale = 1f, Offset = 0.3f }] });
    }

    [Fact]
    public void An_error_above_the_bound_is_refused_and_so_is_none()
    {
        ModelChecks.CheckError("x", 1, 1);
        Assert.Throws<UserError>(() => ModelChecks.CheckError("x", 1.01, 1));
        Assert.Throws<UserError>(() => ModelChecks.CheckError("x", double.NaN, 1));
    }

    private static void Check(Manifest manifest)
    {
        ModelChecks.CheckRanges([Cycle], manifest);
    }

    [Fact]
    public void Cycles_from_which_nothing_is_learnt_are_named()
    {
        Cycle dense = SyntheticCycles.Create(1, 300), slow = Each(dense, 5), bridged = Each(dense, 4);

        Assert.Equal(
            [
                "'cycle.csv' has no 10 samples in a row, one each 1 s; nothing is learnt from it. Join the rows of a slow log with import "
                    + "--fill.",
            ],
            ModelChecks.TooSparse([dense, slow, bridged], 1000, 10));
        Assert.Empty(ModelChecks.TooSparse([slow], 15_000, 10));

        static Cycle Each(Cycle cycle, int rows) => cycle with
        {
            TimeS = [.. cycle.TimeS.Where((_, row) => row % rows == 0)],
            VoltageV = [.. cycle.VoltageV.Where((_, row) => row % rows == 0)],
            CurrentA = [.. cycle.CurrentA.Where((_, row) => row % rows == 0)],
            TemperatureC = [.. cycle.TemperatureC.Where((_, row) => row % rows == 0)],
            ChargeAh = [.. cycle.ChargeAh.Where((_, row) => row % rows == 0)],
        };
    }
}
