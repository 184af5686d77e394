using NanoBms.Models.Layers;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Quantization;

/// <summary>
/// Removes scalings from a float network by folding them into the layer after (or before) them; splits off what int8 cannot fuse.
/// </summary>
internal static class AffineFolding
{
    /// <summary>The same function with scalings folded away and layers split into such as have quantised forms.</summary>
    public static IReadOnlyList<FloatLayer> Fold(FloatNetwork network)
    {
        var result = new List<FloatLayer>();
        FloatAffine? pending = null;
        var shape = new LayerShape(network.TimeSteps, network.InputSize);
        foreach (FloatLayer layer in network.Layers)
        {
            if (layer is FloatAffine affine)
            {
                pending = Take(affine, pending, result);
                continue;
            }

            FloatLayer current = layer;
            if (pending is not null)
            {
                LayerKind kind = LayerKinds.Of(layer);
                if (kind.MoveBehind(layer, pending.Scaling, shape) is { } behind)
                {
                    result.Add(layer);
                    pending = FloatAffine.Of(pending.Name, behind);
                    shape = layer.After(shape);
                    continue;
                }

                if (kind.TakeInBefore(layer, pending.Scaling) is { } taken)
                {
                    current = taken;
                }
                else
                {
                    result.Add(pending.AsDense());
                }

                pending = null;
            }

            result.AddRange(LayerKinds.Of(current).Split(current));
            shape = layer.After(shape);
        }

        if (pending is not null)
        {
            result.Add(pending.AsDense());
        }

        return result;
    }

    /// <summary>Gives a scaling to the layer before it where that can take it in; else it waits for the next one.</summary>
    private static FloatAffine? Take(FloatAffine affine, FloatAffine? pending, List<FloatLayer> result)
    {
        if (pending is not null)
        {
            return FloatAffine.Of(affine.Name, pending.Scaling.Then(affine.Scaling));
        }

        if (result.Count == 0 || LayerKinds.Of(result[^1]).TakeInAfter(result[^1], affine.Scaling) is not { } taken)
        {
            return affine;
        }

        result[^1] = taken;
        return null;
    }
}
