using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;

namespace NanoBms.Models.Tests.Layers;

/// <summary>Integers against the float network they were made of.</summary>
internal static class Closeness
{
    /// <summary>Quantises a network by samples in -1..1, and expects its output to stay close on others.</summary>
    /// <param name="network">A network of one output.</param>
    /// <param name="width">Width of the activations.</param>
    /// <param name="percent">The most that the output may be off, percent of the output's range.</param>
    /// <param name="output">Told the largest error.</param>
    /// <returns>The quantised network.</returns>
    public static QuantizedNetwork Expect(FloatNetwork network, ActivationWidth width, double percent, ITestOutputHelper output)
    {
        float[][] samples = [.. CalibrationSamples.InRange(network, -1, 1, 300)];
        QuantizationOptions options = QuantizationOptions.Close with { Width = width, Output = (-3f, 3f) };
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, samples, options);

        OutputError error = Assert.Single(
            QuantizationReport.Measure(network, quantized,
                CalibrationSamples.InRange(network.TimeSteps, network.InputSize, -1, 1, 200, 77)));
        double range = quantized.Output.Scale * (width == ActivationWidth.Int8 ? 255 : 65535);
        output.WriteLine($"largest {error.Largest / range:P3} of the range");

        Assert.InRange(error.Largest, 1e-9, percent / 100 * range);
        return quantized;
    }
}
