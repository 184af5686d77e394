using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;

namespace NanoBms.Models.Tests;

/// <summary>What quantisation is free to choose: how weights are rounded, which readings calibrate, which ranges are kept.</summary>
public class RoundingTests
{
    private const int Inputs = 24;

    // Inputs that go together, as hidden states do: rounding each weight to the nearest adds up, rounding them together cancels.
    [Fact]
    public void Compensated_rounding_brings_sums_closer_on_inputs_that_it_has_not_seen()
    {
        var random = new Random(11);
        var dense = new FloatDense("d", Inputs, 8, Activation.None, Values(random, 8 * Inputs), Values(random, 8));
        var network = new FloatNetwork("n", 1, Inputs, false, [dense]);
        float[] mixing = Values(random, 3 * Inputs);
        float[] Sample() => Mixed(mixing, Values(random, 3));
        float[][] seen = [.. Enumerable.Range(0, 300).Select(_ => Sample())], others = [.. Enumerable.Range(0, 100).Select(_ => Sample())];

        double nearest = MeanError(network, seen, others, new QuantizationOptions { Width = ActivationWidth.Int16 });
        double compensated = MeanError(
            network, seen, others, new QuantizationOptions { Width = ActivationWidth.Int16, CompensatesRounding = true });

        Assert.InRange(compensated, 1e-7, 0.6 * nearest);
    }

    [Fact]
    public void The_same_samples_give_the_same_weights()
    {
        var random = new Random(12);
        var network = new FloatNetwork(
            "n", 1, Inputs, false, [new FloatDense("d", Inputs, 4, Activation.Relu, Values(random, 4 * Inputs), Values(random, 4))]);
        float[][] samples = [.. Enumerable.Range(0, 50).Select(_ => Values(random, Inputs))];

        var first = (QuantizedDense)PostTrainingQuantizer.Quantize(network, samples, QuantizationOptions.Close).Layers[0];
        var second = (QuantizedDense)PostTrainingQuantizer.Quantize(network, samples, QuantizationOptions.Close).Layers[0];

        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal(first.Bias, second.Bias);
        Assert.All(first.Weights, weight => Assert.InRange(weight, -127, 127));
    }

    [Fact]
    public void Ranges_that_are_asked_for_are_held_beside_those_of_the_samples()
    {
        var network = new FloatNetwork("n", 1, 1, false, [new FloatDense("d", 1, 1, Activation.None, [1f], [0f])]);
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(
            network, [[0.2f], [0.5f]], new QuantizationOptions { MinInput = (-1, 1), MinOutput = (0, 2) });

        Assert.Equal((-1.0, 1.0), Ends(quantized.Input));
        Assert.Equal((0.0, 2.0), Ends(quantized.Output));
    }

    [Fact]
    public void Synthetic_readings_are_in_range_and_their_features_go_together()
    {
        var manifest = new Manifest
        {
            Name = "m",
            Mode = ManifestMode.Windowed,
            SamplePeriodMs = 1000,
            Window = 5,
            Features =
            [
                new() { Kind = "voltage", Scale = 0.5f, Offset = -1.25f },
                new() { Kind = "current", Scale = 0.1f, Offset = 0.5f },
                new() { Kind = "power", Scale = 0.025f, Offset = 0.5f },
                new() { Kind = "mean", Of = "voltage", Samples = 3, Scale = 0.5f, Offset = -1.25f },
            ],
            Soc = new ManifestOutput(100, 0),
        };

        float[][] windows = [.. SyntheticReadings.Windows(manifest, 0, 1, 200, 3)];

        Assert.Equal(200, windows.Length);
        Assert.Equal(windows, SyntheticReadings.Windows(manifest, 0, 1, 200, 3));
        foreach (float[] window in windows)
        {
            Assert.Equal(5 * 4, window.Length);
            Assert.All(window, value => Assert.InRange(value, 0, 1));
            for (int t = 0; t < 5; t++)
            {
                float voltageV = (window[4 * t] + 1.25f) / 0.5f, currentA = (window[4 * t + 1] - 0.5f) / 0.1f,
                    powerW = (window[4 * t + 2] - 0.5f) / 0.025f;
                Assert.Equal(voltageV * currentA, powerW, 1e-3f);
            }

            Assert.Equal((window[16] + window[12] + window[8]) / 3, window[19], 1e-4f);
        }

        // Constant ones, and ones that move from one end of the range towards the other.
        Assert.Contains(windows, window => window[0] == window[16]);
        Assert.Contains(windows, window => Math.Abs(window[0] - window[16]) > 0.3f);
    }

    [Fact]
    public void A_network_that_jumps_is_told_from_one_that_does_not()
    {
        FloatNetwork Slope(float factor) => new("n", 1, 2, false, [new FloatDense("d", 2, 1, Activation.None, [factor, -factor], [0f])]);
        FloatNetwork steep = Slope(3f), flat = Slope(0.25f);
        float[][] samples = [[0f, 0f], [1f, 1f]];

        // Both inputs by a step of 1/255, opposite ways.
        Assert.Equal(6.0 / 255, new InputSensitivity(steep, PostTrainingQuantizer.Quantize(steep, samples)).At([0.5f, 0.5f], 0), 1e-6);
        Assert.Equal(0.5 / 255, new InputSensitivity(flat, PostTrainingQuantizer.Quantize(flat, samples)).At([0.5f, 0.5f], 0), 1e-6);
    }

    private static double MeanError(FloatNetwork network, float[][] seen, float[][] others, QuantizationOptions options) =>
        QuantizationReport.Measure(network, PostTrainingQuantizer.Quantize(network, seen, options), others)
            .Average(error => error.MeanAbsolute);

    private static (double Low, double High) Ends(QuantParams quantization) => (
        Math.Round((-128 - quantization.ZeroPoint) * (double)quantization.Scale, 2),
        Math.Round((127 - quantization.ZeroPoint) * (double)quantization.Scale, 2));

    private static float[] Mixed(float[] mixing, float[] sources) =>
        [.. Enumerable.Range(0, Inputs)
            .Select(k => mixing[3 * k] * sources[0] + mixing[3 * k + 1] * sources[1] + mixing[3 * k + 2] * sources[2])];

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2f * random.NextSingle() - 1f)];
}
