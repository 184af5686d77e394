using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Curves;

/// <summary>Activations by a table: LeakyReLU, ELU, SELU, swish, softplus, softsign.</summary>
internal sealed class CurveKind : LayerKind<FloatCurve, QuantizedCurve>
{
    public override IReadOnlyList<KerasClass> KerasClasses => CurveKeras.Classes;

    protected override string Describe(FloatCurve layer) => layer.Curve.Name;

    protected override LayerFacts Facts(QuantizedCurve layer, LayerShape input, ActivationWidth width) => CurveReport.Facts(layer);

    protected override FloatRun Run(FloatCurve layer) => new CurveFloatRun(layer);

    protected override IntegerRun Run(QuantizedCurve layer, ActivationWidth width) => new CurveIntegerRun(layer, width);

    protected override QuantizedCurve Quantize(FloatCurve layer, LayerCalibration calibration) =>
        CurveQuantization.Quantize(layer, calibration);

    protected override LayerCode PackedCode(QuantizedCurve layer, int index, PackedSource source) =>
        CurveCode.Write(layer, index, source.Width);

    protected override LayerCode ArraysCode(QuantizedCurve layer, int index, ArraysSource source) =>
        CurveCode.Write(layer, index, source.Width);
}
