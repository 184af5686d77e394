using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.StepWindows;

/// <summary>Moves floats.</summary>
internal sealed class StepWindowsFloatRun(FloatStepWindows layer) : FloatRun
{
    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        var output = new float[layer.After(shape).Count];
        layer.Plan.Fill(input, shape, 0f, output);
        return output;
    }
}
