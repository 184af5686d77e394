using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Activations;

/// <summary>An activation that is a layer of its own: arithmetic of TensorFlow Lite Micro's operators, bit for bit.</summary>
internal sealed class ActivationKind : LayerKind<FloatActivation, QuantizedActivation>
{
    public override IReadOnlyList<KerasClass> KerasClasses => ActivationKeras.Classes;

    public override IReadOnlyList<TfliteOperatorReading> TfliteOperators => ActivationTflite.Operators;

    protected override string Describe(FloatActivation layer) => ActivationReport.Describe(layer);

    protected override LayerFacts Facts(QuantizedActivation layer, LayerShape input, ActivationWidth width) =>
        ActivationReport.Facts(layer);

    protected override FloatRun Run(FloatActivation layer) => new ActivationFloatRun(layer);

    protected override IntegerRun Run(QuantizedActivation layer, ActivationWidth width) => new ActivationIntegerRun(layer, width);

    protected override QuantizedActivation Quantize(FloatActivation layer, LayerCalibration calibration) =>
        ActivationQuantization.Quantize(layer, calibration);

    protected override void Write(FloatActivation layer, TfliteTarget target) =>
        ActivationTflite.Write(layer.Name, layer.Activation, null, target);

    protected override void Write(QuantizedActivation layer, TfliteTarget target) =>
        ActivationTflite.Write(layer.Name, layer.Activation, layer.Output, target);

    protected override LayerCode PackedCode(QuantizedActivation layer, int index, PackedSource source) =>
        ActivationCode.Write(layer, index, source.Width);

    protected override LayerCode ArraysCode(QuantizedActivation layer, int index, ArraysSource source) =>
        ActivationCode.Write(layer, index, source.Width);
}
