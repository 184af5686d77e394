using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.LstmVariants;

/// <summary>
/// The LSTM of other activations: arithmetic of the project's own, since TensorFlow Lite Micro has none. It has no form in .tflite files.
/// It is read where the LSTM is.
/// </summary>
internal sealed class LstmVariantKind : LayerKind<FloatLstmVariant, QuantizedLstmVariant>
{
    protected override string Describe(FloatLstmVariant layer) => LstmVariantReport.Describe(layer);

    protected override LayerFacts Facts(QuantizedLstmVariant layer, LayerShape input, ActivationWidth width) =>
        LstmVariantReport.Facts(layer, input, width);

    protected override FloatRun Run(FloatLstmVariant layer) => new LstmVariantFloatRun(layer);

    protected override IntegerRun Run(QuantizedLstmVariant layer, ActivationWidth width) => new LstmVariantIntegerRun(layer, width);

    protected override FloatLstmVariant TakeInBefore(FloatLstmVariant layer, Scaling scaling) =>
        LstmVariantQuantization.TakeInBefore(layer, scaling);

    protected override QuantizedLstmVariant Quantize(FloatLstmVariant layer, LayerCalibration calibration) =>
        LstmVariantQuantization.Quantize(layer, calibration);

    protected override LayerCode PackedCode(QuantizedLstmVariant layer, int index, PackedSource source) =>
        LstmVariantCode.Packed(layer, index, source);

    protected override LayerCode ArraysCode(QuantizedLstmVariant layer, int index, ArraysSource source) =>
        LstmVariantCode.Arrays(layer, index, source);
}
