using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.SimpleRnn;

/// <summary>What is to be reported of a SimpleRNN.</summary>
internal static class SimpleRnnReport
{
    public static string Describe(FloatSimpleRnn layer) =>
        $"SimpleRNN {layer.InputSize} -> {layer.Units}, {layer.Activation}{(layer.ReturnSequences ? ", all steps" : "")}";

    public static LayerFacts Facts(QuantizedSimpleRnn layer, LayerShape input, ActivationWidth width)
    {
        int weights = layer.Units * (layer.InputSize + layer.Units);
        return new LayerFacts(
            $"SimpleRNN, {layer.Activation}", "int8, a scale for each matrix", weights + (layer.Units * width.BiasBytes()),
                (long)input.Steps * weights);
    }
}
