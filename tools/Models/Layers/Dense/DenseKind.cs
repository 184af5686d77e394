using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Dense;

/// <summary>The fully connected layer: int8 arithmetic of TensorFlow Lite Micro, bit for bit.</summary>
internal sealed class DenseKind : LayerKind<FloatDense, QuantizedDense>
{
    public override IReadOnlyList<KerasClass> KerasClasses => DenseKeras.Classes;

    public override IReadOnlyList<TfliteOperatorReading> TfliteOperators => DenseTflite.Operators;

    protected override string Describe(FloatDense layer) => DenseReport.Describe(layer);

    protected override LayerFacts Facts(QuantizedDense layer, LayerShape input, ActivationWidth width) =>
        DenseReport.Facts(layer, input, width);

    protected override FloatRun Run(FloatDense layer) => new DenseFloatRun(layer);

    protected override IntegerRun Run(QuantizedDense layer, ActivationWidth width) => new DenseIntegerRun(layer, width);

    protected override FloatDense TakeInBefore(FloatDense layer, Scaling scaling) => DenseQuantization.TakeInBefore(layer, scaling);

    protected override FloatDense? TakeInAfter(FloatDense layer, Scaling scaling) => DenseQuantization.TakeInAfter(layer, scaling);

    protected override IEnumerable<FloatLayer> Split(FloatDense layer) => DenseQuantization.Split(layer);

    protected override QuantizedDense Quantize(FloatDense layer, LayerCalibration calibration) =>
        DenseQuantization.Quantize(layer, calibration);

    protected override void Write(FloatDense layer, TfliteTarget target) => DenseTflite.Write(layer, target);

    protected override void Write(QuantizedDense layer, TfliteTarget target) => DenseTflite.Write(layer, target);

    protected override LayerCode PackedCode(QuantizedDense layer, int index, PackedSource source) =>
        DensePackedCode.Write(layer, index, source);

    protected override LayerCode ArraysCode(QuantizedDense layer, int index, ArraysSource source) =>
        DenseArraysCode.Write(layer, index, source);
}
