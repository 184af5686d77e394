using NanoBms.Core.Estimation;
using NanoBms.TestSupport;

namespace NanoBms.Core.Tests.Estimation;

public class StateEstimatorTests
{
    private const float FullVoltageV = 4.14f;

    [Theory]
    [InlineData(3.1f, 0f)]
    [InlineData(3.25f, 0f)]
    [InlineData(3.5f, 50f)]
    [InlineData(3.75f, 100f)]
    [InlineData(3.9f, 100f)]
    public void The_network_shows_0_below_empty_and_100_above_full(float voltageV, float socPercent)
    {
        // 3.0 V is -50 %, 4.0 V is 150 %.
        var estimator = new StateEstimator(new VoltageNetwork { Scale = 200f, Offset = -50f }, FullVoltageV);
        estimator.Accept(Reading.FromPhysical(voltageV, 0f, 25f));

        Assert.True(estimator.TryInfer(out float percent));
        Assert.Equal(socPercent, percent, 0.8f);
        Assert.InRange(percent, 0f, 100f);
        estimator.Correct(percent, 15f, out StateEstimate estimate);
        Assert.Equal(StateEstimator.ToCentiPercent(percent), estimate.NetworkCentiPercent);
        Assert.InRange(estimate.NetworkCentiPercent, 0, 10000);
    }

    [Fact]
    public void Counting_ends_at_0_and_100()
    {
        StateEstimator estimator = Anchored(out _);
        Count(estimator, 0.9f, 3600);
        Assert.Equal((9500, 9500), (estimator.CountedCentiPercent, Rounded(estimator.FusedCentiPercent)));
        Count(estimator, 0.9f, 3600);
        Assert.Equal((10000, 10000), (estimator.CountedCentiPercent, estimator.FusedCentiPercent));
        Count(estimator, -2f, 2 * 3600);
        Assert.Equal((0, 0), (estimator.CountedCentiPercent, estimator.FusedCentiPercent));
    }

    [Fact]
    public async Task Samples_are_taken_and_counted_while_the_network_runs()
    {
        using var model = new VoltageNetwork { Waits = true };
        var estimator = new StateEstimator(model, FullVoltageV);
        estimator.Accept(Reading.FromPhysical(3.5f, 0f, 25f));
        Assert.True(estimator.TryCapture());
        Task<float> inference = Task.Run(estimator.Infer, TestContext.Current.CancellationToken);
        Assert.True(model.Started.Wait(WaitLimit.Time, TestContext.Current.CancellationToken));

        estimator.Restore(-1, 5000, new byte[StateEstimator.StateLength], -1f);
        await Task.Run(() => Count(estimator, -2f, 360), TestContext.Current.CancellationToken)
            .WaitAsync(WaitLimit.Time, TestContext.Current.CancellationToken);
        Assert.Equal((4000, -1), (estimator.CountedCentiPercent, estimator.NetworkCentiPercent));
        Assert.False(inference.IsCompleted);

        // The estimate is of the sample that was captured, whatever came since.
        model.MayEnd.Set();
        Assert.Equal(50f, await inference.WaitAsync(WaitLimit.Time, TestContext.Current.CancellationToken), 0.4f);
    }

    [Fact]
    public void A_gap_takes_the_networks_figure_away_and_leaves_what_was_known()
    {
        StateEstimator estimator = Anchored(out _);
        estimator.Accept(Reading.FromPhysical(3.6f, 0f, 25f));
        for (int k = 0; k < GapFilter.MaxHeld; k++)
        {
            estimator.AcceptMissing();
            Assert.Equal((SampleStatus.Held, 5000), (estimator.LastStatus, estimator.NetworkCentiPercent));
        }

        estimator.AcceptMissing();
        Assert.Equal(
            (SampleStatus.Gap, -1, 5000), (estimator.LastStatus, estimator.NetworkCentiPercent, estimator.KnownNetworkCentiPercent));
        Assert.Equal((5000, 5000), (estimator.CountedCentiPercent, estimator.FusedCentiPercent));
    }

    [Fact]
    public void A_cell_that_rests_full_is_full_by_count_at_once()
    {
        StateEstimator estimator = Anchored(out _);
        for (int second = 0; second < FullChargeDetector.HoldS; second++)
        {
            Assert.Equal(5000, estimator.CountedCentiPercent);
            estimator.Accept(Reading.FromPhysical(4.16f, 0f, 25f));
        }

        Assert.Equal(10000, estimator.CountedCentiPercent);
    }

    [Fact]
    public void Network_and_count_that_contradict_each_other_for_minutes_disagree()
    {
        StateEstimator estimator = Anchored(out _);
        Estimate(estimator, 50f, 1800);
        Assert.False(estimator.Disagrees);
        StateEstimate estimate = Estimate(estimator, 80f, 300);
        Assert.True(estimate.Disagrees);
        Assert.True(estimator.Disagrees);
        estimator.Reset();
        Assert.False(estimator.Disagrees);
    }

    private static StateEstimator Anchored(out StateEstimate estimate)
    {
        var estimator = new StateEstimator(new VoltageNetwork(), FullVoltageV);
        estimator.Correct(50f, 15f, out estimate);
        return estimator;
    }

    private static void Count(StateEstimator estimator, float currentA, int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            estimator.Accept(Reading.FromPhysical(3.6f, currentA, 25f));
        }
    }

    private static StateEstimate Estimate(StateEstimator estimator, float percent, int seconds)
    {
        StateEstimate estimate = default;
        for (int second = 0; second < seconds; second++)
        {
            estimator.Accept(Reading.FromPhysical(3.6f, 0f, 25f));
            if (second % 15 == 0)
            {
                estimator.Correct(percent, 15f, out estimate);
            }
        }

        return estimate;
    }

    /// <summary>To a tenth of a percent: the filter's figure is rounded to single precision on its way.</summary>
    private static int Rounded(int centiPercent) => (centiPercent + 5) / 10 * 10;

    /// <summary>A network of one sample that shows the voltage: 3 V is 0 %, 4 V is 100 %. Of a cell of 2 Ah.</summary>
    private sealed class VoltageNetwork : QuantizedModel, IDisposable
    {
        public float Scale { init => Info.SocScale = value; }

        public float Offset { init => Info.SocOffset = value; }

        public bool Waits { get; init; }

        public ManualResetEventSlim Started { get; } = new();

        public ManualResetEventSlim MayEnd { get; } = new();

        public override ModelInfo Info { get; } = new()
        {
            TimeSteps = 1,
            InputSize = 1,
            OutputSize = 1,
            SamplePeriodMs = 1000,
            RatedCapacityAh = 2f,
            Features = [new FeatureSpec(FeatureKind.Voltage, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0f)],
            FeatureScale = [1f],
            FeatureOffset = [-3f],
            InputScale = 1f / 255f,
            InputZeroPoint = -128,
            OutputScale = 1f / 255f,
            OutputZeroPoint = -128,
        };

        public override void Reset()
        {
        }

        public override void Invoke(short[] input, short[] output)
        {
            output[0] = input[0];
            Started.Set();
            if (Waits)
            {
                Assert.True(MayEnd.Wait(WaitLimit.Time));
            }
        }

        public void Dispose()
        {
            Started.Dispose();
            MayEnd.Dispose();
        }
    }
}
