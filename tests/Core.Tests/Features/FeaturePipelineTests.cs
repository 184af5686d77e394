using NanoBms.Core.Features;

namespace NanoBms.Core.Tests.Features;

public class FeaturePipelineTests
{
    private const int HistorySamples = 200;

    [Theory]
    [InlineData(1000, 10f)]
    [InlineData(15000, 60f)]
    [InlineData(15000, 15f)]
    [InlineData(1000, 0.5f)]
    public void A_moving_average_goes_the_share_of_a_period_in_period_and_time_constant_with_each_sample(int periodMs, float tauS)
    {
        // First-order low-pass by backward Euler: x += T / (tau + T) * (u - x), after a step from 2 V to 3 V.
        FeaturePipeline pipeline = AverageOfVoltage(periodMs, tauS);
        var value = new float[1];
        for (int k = 0; k < HistorySamples; k++)
        {
            pipeline.Push(2f, 0f, 25f, value);
        }

        Assert.Equal(2f, value[0]);
        double periodS = periodMs / 1000.0, left = 1;
        for (int k = 0; k < 5; k++)
        {
            left *= tauS / (tauS + periodS);
            pipeline.Push(3f, 0f, 25f, value);
            Assert.Equal(3 - left, value[0], 1e-5);
        }
    }

    [Fact]
    public void Until_its_time_constant_has_passed_a_moving_average_is_the_plain_mean()
    {
        FeaturePipeline pipeline = AverageOfVoltage(1000, 100f);
        var value = new float[1];
        float sum = 0;
        for (int k = 1; k <= 100; k++)
        {
            sum += k;
            pipeline.Push(k, 0f, 25f, value);
            Assert.Equal(sum / k, value[0], 1e-3f);
        }
    }

    private static FeaturePipeline AverageOfVoltage(int periodMs, float tauS) =>
        new([new FeatureSpec(FeatureKind.Ema, FeatureSource.Voltage, FeatureSource.Voltage, 0, tauS)], periodMs);
}
