using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Gru;

/// <summary>
/// The gated recurrent unit: arithmetic of the project's own, since TensorFlow Lite Micro has none. It has no form in .tflite files.
/// </summary>
internal sealed class GruKind : LayerKind<FloatGru, QuantizedGru>
{
    public override IReadOnlyList<KerasClass> KerasClasses => GruKeras.Classes;

    protected override string Describe(FloatGru layer) => GruReport.Describe(layer);

    protected override LayerFacts Facts(QuantizedGru layer, LayerShape input, ActivationWidth width) =>
        GruReport.Facts(layer, input, width);

    protected override FloatRun Run(FloatGru layer) => new GruFloatRun(layer);

    protected override IntegerRun Run(QuantizedGru layer, ActivationWidth width) => new GruIntegerRun(layer, width);

    protected override FloatGru TakeInBefore(FloatGru layer, Scaling scaling) =>
        GruQuantization.TakeInBefore(layer, scaling);

    protected override QuantizedGru Quantize(FloatGru layer, LayerCalibration calibration) =>
        GruQuantization.Quantize(layer, calibration);

    protected override LayerCode PackedCode(QuantizedGru layer, int index, PackedSource source) =>
        GruCode.Packed(layer, index, source);

    protected override LayerCode ArraysCode(QuantizedGru layer, int index, ArraysSource source) =>
        GruCode.Arrays(layer, index, source);
}
