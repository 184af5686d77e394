using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Flatten;

/// <summary>Time steps side by side as one vector: no values change, so that it runs and is generated as nothing.</summary>
internal sealed class FlattenKind : LayerKind<FloatFlatten, QuantizedFlatten>
{
    public override IReadOnlyList<KerasClass> KerasClasses => FlattenKeras.Classes;

    public override IReadOnlyList<TfliteOperatorReading> TfliteOperators => FlattenTflite.Operators;

    protected override string Describe(FloatFlatten layer) => "Flatten";

    protected override LayerFacts Facts(QuantizedFlatten layer, LayerShape input, ActivationWidth width) => new("flatten", "", 0, 0);

    protected override FloatRun Run(FloatFlatten layer) => new FlattenFloatRun();

    protected override Scaling MoveBehind(FloatFlatten layer, Scaling scaling, LayerShape input) => scaling.Repeat(input.Steps);

    protected override QuantizedFlatten Quantize(FloatFlatten layer, LayerCalibration calibration) => new(layer.Name, calibration.Input);

    protected override void Write(FloatFlatten layer, TfliteTarget target) => FlattenTflite.Write(layer.Name, null, target);

    protected override void Write(QuantizedFlatten layer, TfliteTarget target) => FlattenTflite.Write(layer.Name, layer.Output, target);
}
