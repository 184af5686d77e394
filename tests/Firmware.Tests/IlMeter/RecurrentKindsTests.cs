using NanoBms.IlMeter;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;

namespace NanoBms.Firmware.Tests.IlMeter;

/// <summary>What a gated recurrent unit costs on the device beside an LSTM as wide.</summary>
public class RecurrentKindsTests
{
    private const int Inputs = 11, Units = 128, Steps = 10;

    private static readonly Lazy<double> Lstm = new(() => PerMultiplyAccumulate(Layer(4, (input, recurrent, bias, _) =>
        new FloatLstm("r", Inputs, Units, false, 0f, input, recurrent, bias))));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_GRU_takes_at_most_a_tenth_more_instructions_a_multiply_accumulate_than_an_LSTM(bool resetAfter)
    {
        double gru = PerMultiplyAccumulate(Layer(3, (input, recurrent, bias, candidate) => new FloatGru(
            "r", Inputs, Units, false, resetAfter, Activation.Tanh, Activation.Sigmoid, input, recurrent, bias,
            resetAfter ? candidate : new float[Units])));

        Assert.InRange(gru / Lstm.Value, 0.5, 1.1);
    }

    private static double PerMultiplyAccumulate(FloatLayer layer)
    {
        var network = new FloatNetwork("n", Steps, Inputs, false, [layer]);
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(
            network, CalibrationSamples.InRange(network, -1, 1, 40), QuantizationOptions.Close);
        var meter = new ModelMeter(new ModelFile("n", "", "", null, quantized, null));
        return (double)meter.Generated(WeightLayout.Packed, step: false).Inference.Total / meter.MultiplyAccumulates;
    }

    /// <summary>A layer of random weights, the same for each number of gates.</summary>
    private static FloatLayer Layer(int gates, Func<float[][], float[][], float[][], float[], FloatLayer> create)
    {
        var random = new Random(5);
        float[] Values(int count, float limit) => [.. Enumerable.Range(0, count).Select(_ => limit * ((2f * random.NextSingle()) - 1f))];
        float[][] Gates(int count, float limit) => [.. Enumerable.Range(0, gates).Select(_ => Values(count, limit))];
        return create(
            Gates(Units * Inputs, 0.9f), Gates(Units * Units, 1.2f / MathF.Sqrt(Units)), Gates(Units, 0.3f), Values(Units, 0.3f));
    }
}
