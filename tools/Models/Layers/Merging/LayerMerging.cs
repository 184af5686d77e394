using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Merging;

/// <summary>
/// Puts together what the file says in several operators: a bias after a product, an activation after a dense layer, scalings in a row.
/// </summary>
internal static class LayerMerging
{
    public static IReadOnlyList<FloatLayer> Merge(IEnumerable<FloatLayer> layers)
    {
        var merged = new List<FloatLayer>();
        foreach (FloatLayer layer in layers)
        {
            switch (layer, merged.LastOrDefault())
            {
                case (FloatAffine { Scale: var scale } affine, FloatDense { Activation: Activation.None } dense)
                    when scale.All(factor => factor == 1f):
                    merged[^1] = dense with { Bias = [.. dense.Bias.Zip(affine.Offset, (bias, offset) => bias + offset)] };
                    break;
                case (FloatAffine second, FloatAffine first):
                    merged[^1] = new FloatAffine(
                        second.Name,
                        [.. first.Scale.Zip(second.Scale, (a, b) => a * b)],
                        [.. first.Offset.Select((offset, k) => offset * second.Scale[k] + second.Offset[k])]);
                    break;
                case (FloatActivation activation, FloatDense { Activation: Activation.None } dense):
                    merged[^1] = dense with { Activation = activation.Activation };
                    break;
                default:
                    merged.Add(layer);
                    break;
            }
        }

        return merged;
    }
}
