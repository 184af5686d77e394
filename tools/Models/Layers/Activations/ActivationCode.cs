using NanoBms.Core.Arithmetic;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Activations;

/// <summary>Code of an activation in either layout: Core's kernels, constructed with the layer's numbers.</summary>
internal static class ActivationCode
{
    public static LayerCode Write(QuantizedActivation layer, int index, ActivationWidth width)
    {
        string name = $"layer{index}", output = $"output{index}";
        var code = new LayerCode { Output = output, Size = layer.Size };
        code.Fields.Add($"private readonly ElementwiseOperator {name} = {Construction(layer, width)};");
        code.Fields.Add($"private readonly short[] {output} = new short[{layer.Size}];");
        code.Run = (array, offset) => [$"{name}.Run({array}, {offset}, {output}, 0, {layer.Size});"];
        return code;
    }

    private static string Construction(QuantizedActivation layer, ActivationWidth width)
    {
        bool wide = width == ActivationWidth.Int16;
        string scale = SourceText.Number(layer.Input.Scale);
        switch (layer.Activation)
        {
            case Activation.Sigmoid or Activation.Tanh:
                string tanh = SourceText.Flag(layer.Activation == Activation.Tanh);
                return wide
                    ? $"new {nameof(WideLogisticOperator)}({tanh}, {scale})"
                    : $"new {nameof(LogisticOperator)}({tanh}, {scale}, {layer.Input.ZeroPoint})";
            case Activation.Softmax:
                return $"new {(wide ? nameof(WideSoftmaxOperator) : nameof(SoftmaxOperator))}({scale})";
            default:
                (int min, int max) = ActivationFunctions.FusedRange(layer.Activation, layer.Output, width);
                return $"new {nameof(ReluOperator)}({scale}, {layer.Input.ZeroPoint}, {SourceText.Number(layer.Output.Scale)}, "
                    + $"{layer.Output.ZeroPoint}, {min}, {max})";
        }
    }
}
