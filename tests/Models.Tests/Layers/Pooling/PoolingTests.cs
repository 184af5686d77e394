using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Pooling;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;

namespace NanoBms.Models.Tests.Layers.Pooling;

/// <summary>Pooling over time steps in integers.</summary>
public class PoolingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(ActivationWidth.Int8)]
    [InlineData(ActivationWidth.Int16)]
    public void A_mean_is_the_nearest_integer_to_the_mean(ActivationWidth width)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        (int min, int max) = width.Range();
        int zero = width == ActivationWidth.Int8 ? -7 : 0;
        var layer = new QuantizedPooling("p", new QuantParams(0.5f, zero), new QuantParams(0.125f, zero), PoolingMode.Mean, 9, 3);
        layer.Check();
        var model = new InterpretedModel(new QuantizedNetwork(
            "n", width, 9, 3, false, layer.Input, layer.Output, false, false, [layer]));
        var actual = new short[3];
        for (int run = 0; run < 50; run++)
        {
            int part = run < 25 ? 5 : 1;
            short[] x = [.. Enumerable.Range(0, 27).Select(_ => (short)random.Next(min / part, (max / part) + 1))];
            model.Invoke(x, actual);
            for (int u = 0; u < 3; u++)
            {
                // A factor of 20 bits may move what lies within a millionth of a half.
                double exact = (4 * Enumerable.Range(0, 9).Average(t => x[(t * 3) + u] - zero)) + zero;
                Assert.Equal(Math.Clamp(exact, min, max), actual[u], 0.5 + (1e-6 * Math.Abs(exact - zero)));
            }
        }
    }

    [Theory]
    [InlineData(PoolingMode.Max, new short[] { 5, 9, -3 })]
    [InlineData(PoolingMode.Last, new short[] { -128, 9, -4 })]
    public void Maximum_and_last_step_change_no_number(PoolingMode mode, short[] expected)
    {
        var layer = new QuantizedPooling("p", new QuantParams(0.5f, 3), new QuantParams(0.5f, 3), mode, 2, 3);
        var model = new InterpretedModel(new QuantizedNetwork(
            "n", ActivationWidth.Int8, 2, 3, false, layer.Input, layer.Output, false, false, [layer]));
        var actual = new short[3];
        model.Invoke([5, -128, -3, -128, 9, -4], actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_mean_over_a_long_window_has_no_weights()
    {
        var network = new FloatNetwork("n", 500, 64, false, [new FloatPooling("p", PoolingMode.Mean)]);
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, [new float[500 * 64], [.. Enumerable.Repeat(1f, 500 * 64)]]);
        Assert.Equal(0, Assert.Single(LayerKinds.Facts(quantized)).WeightBytes);
    }

    [Fact]
    public void A_negative_scaling_before_a_maximum_stays_before_it()
    {
        var network = new FloatNetwork("n", 5, 2, false,
        [
            new Models.Layers.Affine.FloatAffine("s", [-1f, 2f], [0.5f, 0f]), new FloatPooling("p", PoolingMode.Max),
            new FloatDense("d", 2, 1, Activation.None, [0.7f, 0.4f], [0f]),
        ]);
        float[][] samples = [.. CalibrationSamples.InRange(network, -1, 1, 200)];
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, samples, QuantizationOptions.Close);
        OutputError error = Assert.Single(QuantizationReport.Measure(network, quantized, samples));
        Assert.InRange(error.Largest, 1e-9, 0.05);
    }

    [Fact]
    public void Too_many_steps_are_refused() => Assert.Equal(
        "Layer 'p' pools 32769 time steps; up to 32768 are supported, use a shorter window.",
        Assert.Throws<UserError>(new QuantizedPooling(
            "p", new QuantParams(1f, 0), new QuantParams(1f, 0), PoolingMode.Max, 32769, 1).Check).Message);
}
