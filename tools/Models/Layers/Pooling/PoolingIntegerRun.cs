using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Pooling;

/// <summary>
/// Mean, maximum or last time step in integers: clamp(H(sum of (x - zx), sx / (sy T)) + zy) with H of <see cref="HiddenRounding"/>; the
/// largest; the last.
/// </summary>
internal sealed class PoolingIntegerRun(QuantizedPooling layer, ActivationWidth width) : IntegerRun
{
    public override void Run(short[] input, LayerShape shape, short[] output)
    {
        HiddenRounding rounding = layer.Mode == PoolingMode.Mean
            ? HiddenRounding.Of(layer.Factor, layer.Output.ZeroPoint, width.Range()) : default;
        for (int u = 0; u < layer.Size; u++)
        {
            int sum = 0;
            short largest = short.MinValue;
            for (int t = 0; t < layer.Steps; t++)
            {
                short value = input[(t * layer.Size) + u];
                sum += value - layer.Input.ZeroPoint;
                largest = Math.Max(largest, value);
            }

            output[u] = layer.Mode switch
            {
                PoolingMode.Mean => rounding.Apply(sum),
                PoolingMode.Max => largest,
                _ => input[((layer.Steps - 1) * layer.Size) + u],
            };
        }
    }
}
