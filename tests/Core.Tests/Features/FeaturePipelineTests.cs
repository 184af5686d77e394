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

    [Fact]
    public void A_mean_is_over_the_samples_that_are_there_until_it_is_full_and_over_the_newest_then()
    {
        var pipeline = new FeaturePipeline([Mean(3)], 1000);
        float[] means = [.. new[] { 1f, 2f, 6f, 7f, 11f }.Select(voltageV => Push(pipeline, voltageV)[0])];
        Assert.Equal([1f, 1.5f, 3f, 5f, 8f], means);
    }

    [Fact]
    public void After_a_reset_an_average_is_the_first_sample_exactly_whatever_was_before()
    {
        // 1e9 + 1 * (3.7 - 1e9) is not 3.7 in single precision.
        FeaturePipeline pipeline = AverageOfVoltage(1000, 10f);
        Push(pipeline, 1e9f);
        pipeline.Reset();
        Assert.Equal(3.7f, Push(pipeline, 3.7f)[0]);
    }

    [Fact]
    public void History_goes_on_bit_for_bit_from_what_was_serialised()
    {
        FeatureSpec[] specs =
        [
            new(FeatureKind.VoltageDelta, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0f),
            new(FeatureKind.Ema, FeatureSource.Voltage, FeatureSource.Voltage, 0, 2f),
            Mean(4),
            Mean(7),
        ];
        FeaturePipeline before = new(specs, 1000), after = new(specs, 1000);
        Assert.Equal(specs.Length, before.Count);
        foreach (float voltageV in new[] { 3.1f, 3.3f, 3.2f, 3.9f, 3.6f, 3.7f })
        {
            Push(before, voltageV);
        }

        // Number of samples, the voltage before, an average, and the samples of two means.
        var bytes = new byte[4 * (1 + 1 + 1 + 4 + 7)];
        var writing = new StateBuffer(bytes, isReading: false);
        before.Serialize(writing);
        Assert.Equal(bytes.Length, writing.Length);
        after.Serialize(new StateBuffer(bytes, isReading: true));
        foreach (float voltageV in new[] { 3.5f, 3.8f, 3.4f, 3.0f })
        {
            Assert.Equal(Push(before, voltageV), Push(after, voltageV));
        }
    }

    [Fact]
    public void A_pipeline_of_many_years_goes_on_as_before()
    {
        var bytes = new byte[4 * 3];
        var writing = new StateBuffer(bytes, isReading: false);
        int samples = int.MaxValue;
        float voltageV = 3f, averageV = 3f;
        writing.Serialize(ref samples);
        writing.Serialize(ref voltageV);
        writing.Serialize(ref averageV);
        FeaturePipeline pipeline = AverageOfVoltage(1000, 1f);
        pipeline.Serialize(new StateBuffer(bytes, isReading: true));

        Assert.Equal(3.5f, Push(pipeline, 4f)[0]);
        Assert.Equal(3.75f, Push(pipeline, 4f)[0]);
        pipeline.Serialize(new StateBuffer(bytes, isReading: false));
        Assert.Equal(int.MaxValue, BitConverter.ToInt32(bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_period_that_is_none_is_refused(int periodMs)
    {
        var refusal = Assert.Throws<ArgumentException>(() => AverageOfVoltage(periodMs, 1f));
        Assert.Contains("above 0 ms", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(600, true)]
    [InlineData(601, false)]
    public void A_mean_is_over_2_to_600_samples(int samples, bool isTaken)
    {
        ArgumentException? refusal = Record.Exception(() => new FeaturePipeline([Mean(samples)], 1000)) as ArgumentException;
        Assert.Equal(isTaken, refusal is null);
    }

    private static FeatureSpec Mean(int samples) => new(FeatureKind.Mean, FeatureSource.Voltage, FeatureSource.Voltage, samples, 0f);

    private static float[] Push(FeaturePipeline pipeline, float voltageV)
    {
        var features = new float[pipeline.Count];
        pipeline.Push(voltageV, 0f, 25f, features);
        return features;
    }

    private static FeaturePipeline AverageOfVoltage(int periodMs, float tauS) =>
        new([new FeatureSpec(FeatureKind.Ema, FeatureSource.Voltage, FeatureSource.Voltage, 0, tauS)], periodMs);
}
