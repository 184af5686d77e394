using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.LayerNorm;

/// <summary>Layer normalisation: arithmetic of the project's own. It has no form in .tflite files.</summary>
internal sealed class LayerNormKind : LayerKind<FloatLayerNorm, QuantizedLayerNorm>
{
    // A scale and an offset of 4 bytes each.
    private const int BytesEach = 8;

    public override IReadOnlyList<KerasClass> KerasClasses => LayerNormKeras.Classes;

    protected override string Describe(FloatLayerNorm layer) => $"Layer normalisation of {layer.Scale.Length} values";

    protected override LayerFacts Facts(QuantizedLayerNorm layer, LayerShape input, ActivationWidth width) =>
        new("layer normalisation", "", BytesEach * layer.Scale.Count, 0);

    protected override FloatRun Run(FloatLayerNorm layer) => new LayerNormFloatRun(layer);

    protected override IntegerRun Run(QuantizedLayerNorm layer, ActivationWidth width) => new LayerNormIntegerRun(layer, width);

    protected override FloatLayerNorm TakeInAfter(FloatLayerNorm layer, Scaling scaling) =>
        LayerNormQuantization.TakeInAfter(layer, scaling);

    protected override QuantizedLayerNorm Quantize(FloatLayerNorm layer, LayerCalibration calibration)
    {
        QuantizedLayerNorm quantized = LayerNormQuantization.Quantize(layer, calibration);
        quantized.Check();
        return quantized;
    }

    protected override LayerCode PackedCode(QuantizedLayerNorm layer, int index, PackedSource source) =>
        LayerNormCode.Write(layer, index, source.Width);

    protected override LayerCode ArraysCode(QuantizedLayerNorm layer, int index, ArraysSource source) =>
        LayerNormCode.Write(layer, index, source.Width);
}
