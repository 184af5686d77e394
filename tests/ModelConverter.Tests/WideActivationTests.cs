using NanoBms.DeviceBuild.Compilation;
using NanoBms.Models.Generation;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Networks;

namespace NanoBms.ModelConverter.Tests;

/// <summary>Activations that are layers of their own between int16 values, in generated code.</summary>
public class WideActivationTests
{
    [Theory]
    [InlineData(Activation.Sigmoid, WeightLayout.Packed)]
    [InlineData(Activation.Tanh, WeightLayout.Packed)]
    [InlineData(Activation.Sigmoid, WeightLayout.Arrays)]
    public void Generated_code_computes_the_function(Activation activation, WeightLayout layout)
    {
        var unit = new QuantParams(1f / 32768f, 0);
        var dense = new QuantizedDense("d", unit, new QuantParams(1f / 4096f, 0), 1, 1, Activation.None, [4f / 127f], [127], [0]);
        var network = new QuantizedNetwork(
            "n", ActivationWidth.Int16, 1, 1, false, unit, unit, false, false,
            [dense, new QuantizedActivation("a", dense.Output, unit, activation, 1)]);
        Core.QuantizedModel model = CodeGenerator.Generate(network, null, "", layout).Compiled.Model;
        var interpreted = new InterpretedModel(network);
        var output = new short[1];
        var again = new short[1];
        for (int x = -32768; x <= 32767; x += 97)
        {
            model.Invoke([(short)x], output);
            interpreted.Invoke([(short)x], again);

            double sum = 4.0 * x / 32768, expected = activation == Activation.Tanh ? Math.Tanh(sum) : 1 / (1 + Math.Exp(-sum));
            Assert.Equal(expected, output[0] / 32768.0, 4e-4);
            Assert.Equal(again[0], output[0]);
        }
    }
}
