using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Pooling;

/// <summary>Pooling over all time steps. It has no form in .tflite files.</summary>
internal sealed class PoolingKind : LayerKind<FloatPooling, QuantizedPooling>
{
    public override IReadOnlyList<KerasClass> KerasClasses => PoolingKeras.Classes;

    protected override string Describe(FloatPooling layer) => Words(layer.Mode);

    protected override LayerFacts Facts(QuantizedPooling layer, LayerShape input, ActivationWidth width) =>
        new(Words(layer.Mode), "", 0, 0);

    protected override FloatRun Run(FloatPooling layer) => new PoolingFloatRun(layer);

    protected override IntegerRun Run(QuantizedPooling layer, ActivationWidth width) => new PoolingIntegerRun(layer, width);

    // A scaling with a negative factor makes of the largest the smallest.
    protected override Scaling? MoveBehind(FloatPooling layer, Scaling scaling, LayerShape input) =>
        layer.Mode != PoolingMode.Max || scaling.Scale.All(factor => factor >= 0) ? scaling : null;

    protected override QuantizedPooling Quantize(FloatPooling layer, LayerCalibration calibration)
    {
        var quantized = new QuantizedPooling(
            layer.Name, calibration.Input, layer.Mode == PoolingMode.Mean ? calibration.Output : calibration.Input, layer.Mode,
            calibration.Shape.Steps, calibration.Shape.Size);
        quantized.Check();
        return quantized;
    }

    protected override LayerCode PackedCode(QuantizedPooling layer, int index, PackedSource source) =>
        PoolingCode.Write(layer, index, source.Width);

    protected override LayerCode ArraysCode(QuantizedPooling layer, int index, ArraysSource source) =>
        PoolingCode.Write(layer, index, source.Width);

    private static string Words(PoolingMode mode) => mode switch
    {
        PoolingMode.Mean => "mean over the time steps",
        PoolingMode.Max => "maximum over the time steps",
        _ => "last time step",
    };
}
