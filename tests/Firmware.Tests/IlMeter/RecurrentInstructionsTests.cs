using NanoBms.IlMeter;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;

namespace NanoBms.Firmware.Tests.IlMeter;

/// <summary>Kinds of recurrent layers beside one another.</summary>
public class RecurrentInstructionsTests(ITestOutputHelper output)
{
    private const int Units = 128, Inputs = 9, Steps = 10;

    [Fact]
    public void A_gru_takes_no_more_than_a_tenth_more_instructions_a_multiply_accumulate_than_an_lstm()
    {
        var random = new Random(3);
        float[][] Gates(int gates, int count) => [.. Enumerable.Range(0, gates).Select(_ => Values(random, count))];
        double lstm = PerMac(new FloatLstm(
            "l", Inputs, Units, false, 0f, Gates(4, Units * Inputs), Gates(4, Units * Units), Gates(4, Units)));
        double gru = PerMac(new FloatGru(
            "g", Inputs, Units, false, true, Activation.Tanh, Activation.Sigmoid, Gates(3, Units * Inputs), Gates(3, Units * Units),
            Gates(3, Units), Values(random, Units)));
        output.WriteLine($"LSTM {lstm:F3}, GRU {gru:F3} instructions a multiply-accumulate");
        Assert.InRange(gru, 0.5, 1.1 * lstm);
    }

    private static double PerMac(FloatLayer layer)
    {
        var network = new FloatNetwork("n", Steps, Inputs, false, [layer]);
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, CalibrationSamples.InRange(network, -1, 1, 20));
        var meter = new ModelMeter(new ModelFile("", "", "", null, quantized, null));
        return (double)meter.Generated(WeightLayout.Packed, step: false).Inference.Total / meter.MultiplyAccumulates;
    }

    private static float[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => 0.15f * ((2f * random.NextSingle()) - 1f))];
}
