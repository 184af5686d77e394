using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Activations;

/// <summary>An activation in single precision, in place.</summary>
internal sealed class ActivationFloatRun(FloatActivation layer) : FloatRun
{
    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        for (int t = 0; t < shape.Steps; t++)
        {
            ActivationFunctions.Apply(layer.Activation, input.AsSpan(t * shape.Size, shape.Size));
        }

        return input;
    }
}
