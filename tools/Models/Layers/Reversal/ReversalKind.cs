using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Reversal;

/// <summary>Time steps in both directions side by side, or from the last to the first. No value changes.</summary>
internal sealed class ReversalKind : LayerKind<FloatReversal, QuantizedReversal>
{
    protected override string Describe(FloatReversal layer) => Words(layer.Pieces);

    protected override LayerFacts Facts(QuantizedReversal layer, LayerShape input, ActivationWidth width) =>
        new(Words(layer.Pieces), "", 0, 0);

    protected override FloatRun Run(FloatReversal layer) => new ReversalFloatRun(layer);

    protected override IntegerRun Run(QuantizedReversal layer, ActivationWidth width) => new ReversalIntegerRun(layer);

    protected override Scaling MoveBehind(FloatReversal layer, Scaling scaling, LayerShape input) => new(
        [.. layer.Pieces.SelectMany(piece => scaling.Scale[piece.From..(piece.From + piece.Count)])],
        [.. layer.Pieces.SelectMany(piece => scaling.Offset[piece.From..(piece.From + piece.Count)])]);

    protected override QuantizedReversal Quantize(FloatReversal layer, LayerCalibration calibration) =>
        new(layer.Name, calibration.Input, layer.InputSize, calibration.Shape.Steps, layer.Pieces);

    protected override LayerCode PackedCode(QuantizedReversal layer, int index, PackedSource source) => ReversalCode.Write(layer, index);

    protected override LayerCode ArraysCode(QuantizedReversal layer, int index, ArraysSource source) => ReversalCode.Write(layer, index);

    private static string Words(IReadOnlyList<TimePiece> pieces) => pieces.All(piece => piece.IsReversed)
        ? "time steps backwards" : "time steps in both directions";
}
