using System.Numerics.Tensors;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Pooling;

/// <summary>Mean, maximum or last time step in single precision.</summary>
internal sealed class PoolingFloatRun(FloatPooling layer) : FloatRun
{
    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        if (layer.Mode == PoolingMode.Last)
        {
            return input[^shape.Size..];
        }

        float[] result = input[..shape.Size];
        for (int t = 1; t < shape.Steps; t++)
        {
            ReadOnlySpan<float> step = input.AsSpan(t * shape.Size, shape.Size);
            if (layer.Mode == PoolingMode.Mean)
            {
                TensorPrimitives.Add(result, step, result);
            }
            else
            {
                TensorPrimitives.Max(result, step, result);
            }
        }

        if (layer.Mode == PoolingMode.Mean)
        {
            TensorPrimitives.Divide(result, shape.Steps, result);
        }

        return result;
    }
}
