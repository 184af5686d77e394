using NanoBms.Foundation;
using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Layers.Pooling;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Merging;

/// <summary>
/// Makes one network of several outputs that share their first layers: what follows them stands side by side, the first dense layers as
/// one of all their rows, those behind as blocks on a diagonal.
/// </summary>
internal static class OutputJoining
{
    /// <summary>The layers of all outputs as one sequence, which gives the outputs one after the other.</summary>
    /// <param name="outputs">Names of the outputs, and all layers on the way to each.</param>
    /// <param name="input">Shape of the input.</param>
    /// <exception cref="UserError">They differ in a way that has no such form.</exception>
    public static IReadOnlyList<FloatLayer> Join(IReadOnlyList<(string Name, IReadOnlyList<FloatLayer> Layers)> outputs, LayerShape input)
    {
        int shared = 0, shortest = outputs.Min(output => output.Layers.Count);
        while (shared < shortest && outputs.All(output => output.Layers[shared].Name == outputs[0].Layers[shared].Name))
        {
            shared++;
        }

        var joined = outputs[0].Layers.Take(shared).ToList();
        bool isSideBySide = false;
        for (int k = shared; k < outputs.Max(output => output.Layers.Count); k++)
        {
            FloatLayer?[] stage = [.. outputs.Select(output => output.Layers.ElementAtOrDefault(k))];
            FloatLayer? one = Joined(stage, isSideBySide);
            if (one is null)
            {
                string names = string.Join(", ", outputs.Select(output => output.Name));
                throw new UserError(
                    $"The outputs {ForeignText.Short(names)} are computed in different ways ("
                        + $"{string.Join(", ", stage.Select(layer => layer is null ? "nothing more" : Words(layer)))}), so that "
                        + "they cannot be computed as one; choose one of them with --output.");
            }

            isSideBySide |= one is FloatDense;
            joined.Add(one);
        }

        return isSideBySide ? joined : throw new UserError(
            "The model gives the same values as several outputs, which is not supported; save a model of one output.");
    }

    private static string Words(FloatLayer layer) => $"'{layer.Name}'";

    /// <summary>One layer that does what layers side by side do; null where there is none.</summary>
    private static FloatLayer? Joined(FloatLayer?[] stage, bool isSideBySide)
    {
        if (stage.Any(layer => layer is null || layer.GetType() != stage[0]!.GetType()))
        {
            return null;
        }

        switch (stage[0])
        {
            case FloatDense first:
                FloatDense[] dense = [.. stage.Cast<FloatDense>()];
                bool isAlike = dense.All(layer => layer.Activation == first.Activation) && first.Activation != Activation.Softmax;
                return isAlike ? Dense(dense, isSideBySide) : null;
            case FloatActivation first:
                return stage.Cast<FloatActivation>().All(layer => layer.Activation == first.Activation)
                    && (!isSideBySide || first.Activation != Activation.Softmax) ? first : null;
            case FloatCurve first:
                return stage.Cast<FloatCurve>().All(layer => layer.Curve == first.Curve) ? first : null;
            case FloatAffine first when isSideBySide:
                FloatAffine[] affine = [.. stage.Cast<FloatAffine>()];
                return new FloatAffine(
                    first.Name, [.. affine.SelectMany(layer => layer.Scale)], [.. affine.SelectMany(layer => layer.Offset)]);
            case FloatPooling first:
                return stage.Cast<FloatPooling>().All(layer => layer.Mode == first.Mode) ? first : null;
            case FloatFlatten first:
                return isSideBySide ? null : first;
            default:
                return null;
        }
    }

    private static FloatDense Dense(FloatDense[] layers, bool isSideBySide)
    {
        int inputs = isSideBySide ? layers.Sum(layer => layer.InputSize) : layers[0].InputSize, units = layers.Sum(layer => layer.Units);
        var weights = new float[units * inputs];
        int row = 0, column = 0;
        foreach (FloatDense layer in layers)
        {
            for (int unit = 0; unit < layer.Units; unit++, row++)
            {
                layer.Weights.AsSpan(unit * layer.InputSize, layer.InputSize).CopyTo(weights.AsSpan((row * inputs) + column));
            }

            column += isSideBySide ? layer.InputSize : 0;
        }

        return new FloatDense(
            string.Join('+', layers.Select(layer => layer.Name)), inputs, units, layers[0].Activation, weights,
            [.. layers.SelectMany(layer => layer.Bias)]);
    }
}
