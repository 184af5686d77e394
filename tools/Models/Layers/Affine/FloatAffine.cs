using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Affine;

/// <summary>y = x * Scale + Offset for each feature: a Normalization layer, a scaler in the graph.</summary>
public sealed record FloatAffine(string Name, float[] Scale, float[] Offset) : FloatLayer(Name)
{
    /// <summary>What it does.</summary>
    public Scaling Scaling => new(Scale, Offset);

    /// <summary>A layer that does a scaling.</summary>
    public static FloatAffine Of(string name, Scaling scaling) => new(name, scaling.Scale, scaling.Offset);

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input;

    /// <summary>The same as a dense layer with a diagonal matrix, where no layer beside it can take it in.</summary>
    public FloatDense AsDense()
    {
        int size = Scale.Length;
        var weights = new float[size * size];
        for (int k = 0; k < size; k++)
        {
            weights[k * size + k] = Scale[k];
        }

        return new FloatDense(Name, size, size, Activation.None, weights, Offset);
    }
}
