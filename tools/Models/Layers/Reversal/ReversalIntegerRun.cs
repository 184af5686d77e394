using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Reversal;

/// <summary>Moves integers.</summary>
internal sealed class ReversalIntegerRun(QuantizedReversal layer) : IntegerRun
{
    public override void Run(short[] input, LayerShape shape, short[] output) =>
        ReversalRun.Move<short>(input, shape, layer.Pieces, output);
}
