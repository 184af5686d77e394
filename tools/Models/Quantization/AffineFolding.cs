using NanoBms.Models.Networks;

namespace NanoBms.Models.Quantization;

/// <summary>Removes scalings from a float network by folding them into the layer after (or before) them; splits off what int8 cannot fuse.</summary>
internal static class AffineFolding
{
    /// <summary>The same function with scalings folded away and sigmoid, tanh, softmax of dense layers as layers of their own.</summary>
    public static IReadOnlyList<FloatLayer> Fold(FloatNetwork network)
    {
        var result = new List<FloatLayer>();
        FloatAffine? pending = null;
        int steps = network.TimeSteps;
        foreach (FloatLayer layer in network.Layers)
        {
            switch (layer)
            {
                case FloatAffine affine when pending is null:
                    if (result.Count > 0 && result[^1] is FloatDense { Activation: Activation.None } before)
                    {
                        result[^1] = After(before, affine);
                    }
                    else
                    {
                        pending = affine;
                    }

                    continue;
                case FloatAffine affine:
                    pending = new FloatAffine(
                        affine.Name,
                        [.. affine.Scale.Zip(pending.Scale, (second, first) => first * second)],
                        [.. affine.Offset.Select((offset, k) => pending.Offset[k] * affine.Scale[k] + offset)]);
                    continue;
                case FloatLstm lstm:
                    result.Add(pending is null ? lstm : Before(lstm, pending));
                    steps = lstm.ReturnSequences ? steps : 1;
                    break;
                case FloatFlatten flatten:
                    // The same scaling for each time step, behind the flattening one for each value.
                    pending = pending is null ? null : new FloatAffine(pending.Name, Repeat(pending.Scale, steps), Repeat(pending.Offset, steps));
                    result.Add(flatten);
                    steps = 1;
                    continue;
                case FloatDense dense when pending is not null:
                    Add(result, Before(dense, pending));
                    break;
                case FloatDense dense:
                    Add(result, dense);
                    break;
                default:
                    if (pending is not null)
                    {
                        result.Add(AsDense(pending));
                    }

                    result.Add(layer);
                    break;
            }

            pending = null;
        }

        if (pending is not null)
        {
            result.Add(AsDense(pending));
        }

        return result;
    }

    private static float[] Repeat(float[] values, int times) => [.. Enumerable.Repeat(values, times).SelectMany(list => list)];

    /// <summary>A scaling that no layer can take in, as a dense layer with a diagonal matrix.</summary>
    private static FloatDense AsDense(FloatAffine affine)
    {
        int size = affine.Scale.Length;
        var weights = new float[size * size];
        for (int k = 0; k < size; k++)
        {
            weights[k * size + k] = affine.Scale[k];
        }

        return new FloatDense(affine.Name, size, size, Activation.None, weights, affine.Offset);
    }

    private static void Add(List<FloatLayer> layers, FloatDense dense)
    {
        if (dense.Activation is Activation.Sigmoid or Activation.Tanh or Activation.Softmax)
        {
            layers.Add(dense with { Activation = Activation.None });
            layers.Add(new FloatActivation(dense.Name + "_activation", dense.Activation));
        }
        else
        {
            layers.Add(dense);
        }
    }

    private static FloatLstm Before(FloatLstm lstm, FloatAffine affine)
    {
        var weights = new float[4][];
        var biases = new float[4][];
        for (int gate = 0; gate < 4; gate++)
        {
            (weights[gate], biases[gate]) = Fold(lstm.InputWeights[gate], lstm.Biases[gate], affine);
        }

        return lstm with { InputWeights = weights, Biases = biases, HybridInput = null };
    }

    private static FloatDense Before(FloatDense dense, FloatAffine affine)
    {
        (float[] weights, float[] bias) = Fold(dense.Weights, dense.Bias, affine);
        return dense with { Weights = weights, Bias = bias, Hybrid = null };
    }

    private static FloatDense After(FloatDense dense, FloatAffine affine)
    {
        int width = dense.InputSize;
        return dense with
        {
            Weights = [.. dense.Weights.Select((weight, k) => weight * affine.Scale[k / width])],
            Bias = [.. dense.Bias.Select((bias, unit) => bias * affine.Scale[unit] + affine.Offset[unit])],
            Hybrid = null,
        };
    }

    /// <summary>W (x * s + o) + b = (W s) x + (W o + b).</summary>
    private static (float[] Weights, float[] Bias) Fold(float[] weights, float[] bias, FloatAffine affine)
    {
        int width = affine.Scale.Length;
        var folded = new float[weights.Length];
        var sums = bias.Select(value => (double)value).ToArray();
        for (int k = 0; k < weights.Length; k++)
        {
            folded[k] = weights[k] * affine.Scale[k % width];
            sums[k / width] += (double)weights[k] * affine.Offset[k % width];
        }

        return (folded, [.. sums.Select(value => (float)value)]);
    }
}
