using NanoBms.Models.Generation.Source;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Dense;

/// <summary>Code of a fully connected layer with weights in arrays: Core's layer, constructed with them.</summary>
internal static class DenseArraysCode
{
    public static LayerCode Write(QuantizedDense dense, int index, ArraysSource source)
    {
        string name = $"layer{index}", output = $"output{index}";
        (int min, int max) = ActivationFunctions.FusedRange(dense.Activation, dense.Output, source.Width);
        var code = new LayerCode { Output = output, Size = dense.Units };
        code.Fields.Add($"private readonly DenseLayer {name};");
        code.Fields.Add($"private readonly short[] {output} = new short[{dense.Units}];");
        code.Construction.Add(
            $"{name} = new DenseLayer({dense.InputSize}, {dense.Units}, {SourceText.Flag(source.IsWide)}, {source.Weights(dense.Weights)}, "
            + $"{source.Biases(dense.Bias)}, {SourceText.Array(dense.WeightScales)}, {SourceText.Number(dense.Input.Scale)}, "
            + $"{dense.Input.ZeroPoint}, "
            + $"{SourceText.Number(dense.Output.Scale)}, {dense.Output.ZeroPoint}, {min}, {max});");
        code.Run = (array, offset) => [$"{name}.Run({array}, {offset}, {output}, 0);"];
        return code;
    }
}
