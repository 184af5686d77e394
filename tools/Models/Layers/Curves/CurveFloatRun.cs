using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Curves;

/// <summary>A curve in floats, in place.</summary>
internal sealed class CurveFloatRun(FloatCurve layer) : FloatRun
{
    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        for (int k = 0; k < shape.Count; k++)
        {
            input[k] = (float)layer.Curve.At(input[k]);
        }

        return input;
    }
}
