using NanoBms.Core.Estimation;
using NanoBms.Predictor;

namespace NanoBms.Models.Tests.Predictor;

/// <summary>Samples with times, on the period grid of the built-in model (1 s).</summary>
public class TimedSampleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    private readonly SocPredictor predictor = new();
    private readonly StateEstimator estimator = DischargeSamples.Estimator();

    [Fact]
    public void Jitter_below_half_a_period_changes_nothing()
    {
        double[] jitterMs = [0, 300, -300, 120, -80, 400, -400, 0];
        for (int k = 0; k < 40; k++)
        {
            Assert.Equal(DischargeSamples.Estimate(estimator, k), Predict(k, k * 1000 + jitterMs[k % 8]).SocPercent);
        }
    }

    [Fact]
    public void A_clock_that_drifts_by_more_than_a_period_in_all_is_followed()
    {
        for (int k = 0; k < 1200; k++)
        {
            Assert.Equal(0, Predict(k % 50, k * 1001).MissedSamples);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Up_to_three_missing_samples_are_bridged(int missing)
    {
        Fill();
        for (int k = 0; k < missing; k++)
        {
            estimator.AcceptMissing();
        }

        SocPrediction prediction = Predict(20, (19 + missing + 1) * 1000);

        Assert.Equal(
            (DischargeSamples.Estimate(estimator, 20), SampleOutcome.Measured, 10, missing),
            (prediction.SocPercent, prediction.Outcome, prediction.BufferedSamples, (int)prediction.MissedSamples));
        Assert.NotNull(prediction.SocPercent);
    }

    [Fact]
    public void A_longer_gap_starts_the_window_anew_on_a_new_grid()
    {
        Fill();

        // From 19.0 s to 3,620.5 s, each second but the last.
        estimator.AcceptMissed(3601);
        for (int k = 20; k < 32; k++)
        {
            // Half a period beside the old grid.
            SocPrediction prediction = Predict(k, 3_600_500 + k * 1000);
            Assert.Equal(DischargeSamples.Estimate(estimator, k), prediction.SocPercent);
            Assert.Equal(k == 20 ? SampleOutcome.Restarted : SampleOutcome.Measured, prediction.Outcome);
            Assert.Equal(Math.Min(k - 19, 10), prediction.BufferedSamples);
        }
    }

    [Fact]
    public void A_second_sample_for_a_time_and_one_from_the_past_are_not_used()
    {
        Fill();
        Assert.Equal(new SocPrediction(null, SampleOutcome.TooSoon, 10, 0), Predict(5, 19_200));
        Assert.Equal(new SocPrediction(null, SampleOutcome.TooSoon, 10, 0), Predict(5, 19_000));
        Assert.Equal(new SocPrediction(null, SampleOutcome.TooLate, 10, 0), Predict(5, 3_000));
        Assert.Equal(DischargeSamples.Estimate(estimator, 20), Predict(20, 20_000).SocPercent);
    }

    private void Fill()
    {
        for (int k = 0; k < 20; k++)
        {
            Assert.Equal(DischargeSamples.Estimate(estimator, k), Predict(k, k * 1000).SocPercent);
        }
    }

    private SocPrediction Predict(int k, double timeMs)
    {
        (float v, float i, float t) = DischargeSamples.At(k);
        return predictor.Predict(new BatterySample(v, i, t, Start.AddMilliseconds(timeMs)));
    }
}
