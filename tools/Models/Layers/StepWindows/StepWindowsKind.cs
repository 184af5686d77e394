using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.StepWindows;

/// <summary>Several time steps as one, for each step of the output. No value changes.</summary>
internal sealed class StepWindowsKind : LayerKind<FloatStepWindows, QuantizedStepWindows>
{
    public override IReadOnlyList<KerasClass> KerasClasses => StepWindowsKeras.Classes;

    protected override string Describe(FloatStepWindows layer) => layer.Plan.Words;

    protected override LayerFacts Facts(QuantizedStepWindows layer, LayerShape input, ActivationWidth width) =>
        new(layer.Plan.Words, "", 0, 0);

    protected override FloatRun Run(FloatStepWindows layer) => new StepWindowsFloatRun(layer);

    protected override IntegerRun Run(QuantizedStepWindows layer, ActivationWidth width) => new StepWindowsIntegerRun(layer);

    // A zero before the window would be scaled too, and a negative scale makes the largest the smallest.
    protected override Scaling? MoveBehind(FloatStepWindows layer, Scaling scaling, LayerShape input) =>
        !layer.Plan.IsInside(input.Steps) ? null
        : !layer.Plan.IsLargest ? scaling.Repeat(layer.Plan.Count)
        : Array.TrueForAll(scaling.Scale, scale => scale > 0) ? scaling : null;

    protected override QuantizedStepWindows Quantize(FloatStepWindows layer, LayerCalibration calibration) =>
        new(layer.Name, calibration.Input, layer.InputSize, calibration.Shape.Steps, layer.Plan);

    protected override LayerCode PackedCode(QuantizedStepWindows layer, int index, PackedSource source) =>
        StepWindowsCode.Write(layer, index, source.Width);

    protected override LayerCode ArraysCode(QuantizedStepWindows layer, int index, ArraysSource source) =>
        StepWindowsCode.Write(layer, index, source.Width);
}
