using NanoBms.Core.Arithmetic;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Generation;

/// <summary>Code of operators without weights: Core's kernels, constructed with the layer's numbers.</summary>
internal static class ElementwiseCode
{
    public static LayerCode Create(QuantizedActivation layer, int index, ActivationWidth width)
    {
        bool wide = width == ActivationWidth.Int16;
        string name = $"layer{index}", output = $"output{index}";
        string scale = SourceText.Number(layer.Input.Scale);
        string construction;
        switch (layer.Activation)
        {
            case Activation.Sigmoid or Activation.Tanh:
                string tanh = layer.Activation == Activation.Tanh ? "true" : "false";
                construction = wide
                    ? $"new {nameof(WideLogisticOperator)}({tanh}, {scale})"
                    : $"new {nameof(LogisticOperator)}({tanh}, {scale}, {layer.Input.ZeroPoint})";
                break;
            case Activation.Softmax:
                construction = $"new {(wide ? nameof(WideSoftmaxOperator) : nameof(SoftmaxOperator))}({scale})";
                break;
            default:
                (int min, int max) = InterpretedModel.OutputRange(layer.Activation, layer.Output, width);
                construction = $"new {nameof(ReluOperator)}({scale}, {layer.Input.ZeroPoint}, {SourceText.Number(layer.Output.Scale)}, {layer.Output.ZeroPoint}, {min}, {max})";
                break;
        }

        var code = new LayerCode { Output = output, Size = layer.Size };
        code.Fields.Add($"private readonly ElementwiseOperator {name} = {construction};");
        code.Fields.Add($"private readonly short[] {output} = new short[{layer.Size}];");
        code.Run = (array, offset) => [$"{name}.Run({array}, {offset}, {output}, 0, {layer.Size});"];
        return code;
    }
}
