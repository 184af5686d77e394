using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Reversal;

/// <summary>Moves floats.</summary>
internal sealed class ReversalFloatRun(FloatReversal layer) : FloatRun
{
    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        var output = new float[layer.After(shape).Count];
        ReversalRun.Move<float>(input, shape, layer.Pieces, output);
        return output;
    }
}
