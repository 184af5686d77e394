using NanoBms.Models.Inference;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Tests;

public class FakeQuantizationTests
{
    private static readonly NetworkShape Shape = new(3, 4, [12, 8], [6]);

    [Fact]
    public void A_rounded_pass_gives_what_the_int8_network_computes()
    {
        float[] parameters = GradientTests.RandomParameters(Shape);
        var random = new Random(8);
        float[][] windows =
        [
            .. Enumerable.Range(0, 400).Select(_ => Enumerable.Range(0, 12).Select(_ => random.Next(-128, 128) / 128f).ToArray())
        ];
        QuantizedNetwork Quantize(float[] values) =>
            PostTrainingQuantizer.Quantize(Parameters.ToNetwork(Shape, values, "n"), windows, InputForm.Quantization);
        var rounded = new float[parameters.Length];
        new FakeQuantization(Shape, Quantize(parameters)).Round(parameters, rounded);
        QuantizedNetwork int8 = Quantize(rounded);
        var quantization = new FakeQuantization(Shape, int8);

        NetworkPass plain = Pass(windows, null), fake = Pass(windows, quantization);
        plain.Forward(parameters);
        fake.Forward(rounded);
        var model = ModelRun.Of(int8);
        double fakeError = 0, plainError = 0;
        for (int k = 0; k < 32; k++)
        {
            var output = new short[1];
            model.Invoke([.. windows[k].Select(value => (short)MathF.Round(value * 128f))], output);
            float exact = (output[0] - int8.Output.ZeroPoint) * int8.Output.Scale;
            fakeError += Math.Abs(fake.Output[k] - exact);
            plainError += Math.Abs(plain.Output[k] - exact);
        }

        // What is not modelled (12-bit gate sums) now and then tips one value by one step; the plain pass is far off in comparison.
        Assert.True(fakeError < 0.6 * plainError, $"{fakeError} against {plainError}");
        Assert.True(fakeError / 32 < int8.Output.Scale, $"mean {fakeError / 32}, step {int8.Output.Scale}");
    }

    [Fact]
    public void Grids_round_to_the_nearest_and_clamp()
    {
        float[] values = [0.12f, -0.13f, 5f, -5f, 0.26f];
        new ActivationGrid(0.25f, 2, -4, 3).Round(values);
        Assert.Equal([0f, -0.25f, 0.25f, -1.5f, 0.25f], values);
    }

    private static NetworkPass Pass(float[][] windows, FakeQuantization? quantization)
    {
        var pass = new NetworkPass(Shape, 32) { Quantization = quantization };
        for (int sample = 0; sample < 32; sample++)
        {
            for (int k = 0; k < 12; k++)
            {
                pass.Input[k * 32 + sample] = windows[sample][k];
            }
        }

        return pass;
    }
}
