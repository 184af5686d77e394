using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>The LSTM: int8 arithmetic of TensorFlow Lite Micro, bit for bit.</summary>
internal sealed class LstmKind : LayerKind<FloatLstm, QuantizedLstm>
{
    public override IReadOnlyList<KerasClass> KerasClasses => LstmKeras.Classes;

    public override IReadOnlyList<TfliteOperatorReading> TfliteOperators => LstmTflite.Operators;

    protected override string Describe(FloatLstm layer) => LstmReport.Describe(layer);

    protected override LayerFacts Facts(QuantizedLstm layer, LayerShape input, ActivationWidth width) =>
        LstmReport.Facts(layer, input, width);

    protected override FloatRun Run(FloatLstm layer) => new LstmFloatRun(layer);

    protected override IntegerRun Run(QuantizedLstm layer, ActivationWidth width) => new LstmIntegerRun(layer, width);

    protected override FloatLstm TakeInBefore(FloatLstm layer, Scaling scaling) => LstmQuantization.TakeInBefore(layer, scaling);

    protected override QuantizedLstm Quantize(FloatLstm layer, LayerCalibration calibration) =>
        LstmQuantization.Quantize(layer, calibration);

    protected override void Write(FloatLstm layer, TfliteTarget target) => LstmTflite.Write(layer, target);

    protected override void Write(QuantizedLstm layer, TfliteTarget target) => LstmTflite.Write(layer, target);

    protected override LayerCode PackedCode(QuantizedLstm layer, int index, PackedSource source) =>
        LstmPackedCode.Write(layer, index, source);

    protected override LayerCode ArraysCode(QuantizedLstm layer, int index, ArraysSource source) =>
        LstmArraysCode.Write(layer, index, source);
}
