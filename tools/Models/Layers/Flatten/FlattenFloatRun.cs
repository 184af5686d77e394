using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Flatten;

/// <summary>Leaves all values as they are: only the shape changes.</summary>
internal sealed class FlattenFloatRun : FloatRun
{
    public override float[] Run(float[] input, LayerShape shape, RunObserver observer) => input;
}
