using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Affine;

/// <summary>A scaling in single precision, in place.</summary>
internal sealed class AffineFloatRun(FloatAffine layer) : FloatRun
{
    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        for (int k = 0; k < input.Length; k++)
        {
            input[k] = input[k] * layer.Scale[k % shape.Size] + layer.Offset[k % shape.Size];
        }

        return input;
    }
}
