using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Dense;

/// <summary>What is to be reported of a fully connected layer.</summary>
internal static class DenseReport
{
    public static string Describe(FloatDense dense) =>
        $"Dense {dense.InputSize} -> {dense.Units}{(dense.Activation == Activation.None ? "" : $", {dense.Activation}")}";

    public static LayerFacts Facts(QuantizedDense dense, LayerShape input, ActivationWidth width) => new(
        dense.Activation == Activation.None ? "dense" : $"dense, {dense.Activation}",
        dense.WeightScales.Length == 1 ? "int8, one scale" : "int8, a scale for each unit",
        dense.Weights.Length + (dense.Units * width.BiasBytes()), (long)input.Steps * dense.Weights.Length);
}
