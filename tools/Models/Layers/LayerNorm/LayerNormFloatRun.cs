using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.LayerNorm;

/// <summary>A layer normalisation of floats, in place.</summary>
internal sealed class LayerNormFloatRun(FloatLayerNorm layer) : FloatRun
{
    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        for (int t = 0; t < shape.Steps; t++)
        {
            Span<float> values = input.AsSpan(t * shape.Size, shape.Size);
            double mean = 0, variance = 0;
            foreach (float value in values)
            {
                mean += value / (double)values.Length;
            }

            foreach (float value in values)
            {
                variance += (value - mean) * (value - mean) / values.Length;
            }

            double factor = 1 / Math.Sqrt(variance + layer.Epsilon);
            for (int u = 0; u < values.Length; u++)
            {
                values[u] = (float)(((values[u] - mean) * factor * layer.Scale[u]) + layer.Offset[u]);
            }
        }

        return input;
    }
}
