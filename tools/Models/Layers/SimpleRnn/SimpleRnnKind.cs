using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.SimpleRnn;

/// <summary>
/// Keras' SimpleRNN: arithmetic of the project's own, since TensorFlow Lite Micro has none. It has no form in .tflite files.
/// </summary>
internal sealed class SimpleRnnKind : LayerKind<FloatSimpleRnn, QuantizedSimpleRnn>
{
    public override IReadOnlyList<KerasClass> KerasClasses => SimpleRnnKeras.Classes;

    protected override string Describe(FloatSimpleRnn layer) => SimpleRnnReport.Describe(layer);

    protected override LayerFacts Facts(QuantizedSimpleRnn layer, LayerShape input, ActivationWidth width) =>
        SimpleRnnReport.Facts(layer, input, width);

    protected override FloatRun Run(FloatSimpleRnn layer) => new SimpleRnnFloatRun(layer);

    protected override IntegerRun Run(QuantizedSimpleRnn layer, ActivationWidth width) => new SimpleRnnIntegerRun(layer, width);

    protected override FloatSimpleRnn TakeInBefore(FloatSimpleRnn layer, Scaling scaling) =>
        SimpleRnnQuantization.TakeInBefore(layer, scaling);

    protected override QuantizedSimpleRnn Quantize(FloatSimpleRnn layer, LayerCalibration calibration) =>
        SimpleRnnQuantization.Quantize(layer, calibration);

    protected override LayerCode PackedCode(QuantizedSimpleRnn layer, int index, PackedSource source) =>
        SimpleRnnCode.Packed(layer, index, source);

    protected override LayerCode ArraysCode(QuantizedSimpleRnn layer, int index, ArraysSource source) =>
        SimpleRnnCode.Arrays(layer, index, source);
}
