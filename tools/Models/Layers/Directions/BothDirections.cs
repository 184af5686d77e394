using NanoBms.Foundation;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Layers.Reversal;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Directions;

/// <summary>
/// A recurrent layer that reads a window in both directions, as layers that run forward: the window and its mirror image side by side,
/// one layer of both sets of units whose matrices are blocks on a diagonal, and, where all time steps are wanted, the second half of
/// them mirrored back. All arithmetic stays that of the layer.
/// </summary>
internal static class BothDirections
{
    /// <summary>The layers.</summary>
    /// <param name="name">Name of what they make together.</param>
    /// <param name="forward">What reads from the first time step on.</param>
    /// <param name="backward">What reads from the last time step on; of the same kind and activations.</param>
    /// <exception cref="UserError">The two cannot stand in one layer.</exception>
    public static IReadOnlyList<FloatLayer> Layers(string name, FloatRecurrent forward, FloatRecurrent backward)
    {
        FloatRecurrent both = Join(forward, backward) ?? throw new UserError(
            $"Layer '{name}' has layers of different kinds or activations in its two directions, which is not supported; train it with the "
                + "same in both.");
        FloatReversal mirrored = FloatReversal.Both($"{name}/both", forward.InputSize);
        return both.ReturnSequences
            ? [mirrored, both, FloatReversal.From($"{name}/back", both.Units, forward.Units)]
            : [mirrored, both];
    }

    private static FloatRecurrent? Join(FloatRecurrent forward, FloatRecurrent backward)
    {
        int inputs = forward.InputSize + backward.InputSize, units = forward.Units + backward.Units;
        float[][] Inputs(float[][] first, float[][] second) => [.. first.Zip(second, (one, two) =>
            Blocks((one, forward.Units, forward.InputSize), (two, backward.Units, backward.InputSize)))];
        float[][] Hidden(float[][] first, float[][] second) => [.. first.Zip(second, (one, two) =>
            Blocks((one, forward.Units, forward.Units), (two, backward.Units, backward.Units)))];
        float[][] Beside(float[][] first, float[][] second) => [.. first.Zip(second, (one, two) => (float[])[.. one, .. two])];
        return (forward, backward) switch
        {
            (FloatLstm one, FloatLstm two) when one.CellClip == two.CellClip => one with
            {
                InputSize = inputs,
                Units = units,
                InputWeights = Inputs(one.InputWeights, two.InputWeights),
                RecurrentWeights = Hidden(one.RecurrentWeights, two.RecurrentWeights),
                Biases = Beside(one.Biases, two.Biases),
                HybridInput = null,
                HybridRecurrent = null,
            },
            (FloatLstmVariant one, FloatLstmVariant two)
                when (one.CellActivation, one.GateActivation) == (two.CellActivation, two.GateActivation) => one with
                {
                    InputSize = inputs,
                    Units = units,
                    InputWeights = Inputs(one.InputWeights, two.InputWeights),
                    RecurrentWeights = Hidden(one.RecurrentWeights, two.RecurrentWeights),
                    Biases = Beside(one.Biases, two.Biases),
                },
            (FloatGru one, FloatGru two) when (one.ResetAfter, one.CandidateActivation, one.GateActivation)
                == (two.ResetAfter, two.CandidateActivation, two.GateActivation) => one with
                {
                    InputSize = inputs,
                    Units = units,
                    InputWeights = Inputs(one.InputWeights, two.InputWeights),
                    RecurrentWeights = Hidden(one.RecurrentWeights, two.RecurrentWeights),
                    Biases = Beside(one.Biases, two.Biases),
                    CandidateBias = [.. one.CandidateBias, .. two.CandidateBias],
                },
            (FloatSimpleRnn one, FloatSimpleRnn two) when one.Activation == two.Activation => one with
            {
                InputSize = inputs,
                Units = units,
                InputWeights = Inputs([one.InputWeights], [two.InputWeights])[0],
                RecurrentWeights = Hidden([one.RecurrentWeights], [two.RecurrentWeights])[0],
                Bias = [.. one.Bias, .. two.Bias],
            },
            _ => null,
        };
    }

    /// <summary>Matrices as blocks on a diagonal, zeros elsewhere.</summary>
    private static float[] Blocks(params (float[] Values, int Rows, int Columns)[] blocks)
    {
        int width = blocks.Sum(block => block.Columns);
        var result = new float[blocks.Sum(block => block.Rows) * width];
        int row = 0, column = 0;
        foreach ((float[] values, int rows, int columns) in blocks)
        {
            for (int k = 0; k < rows; k++)
            {
                values.AsSpan(k * columns, columns).CopyTo(result.AsSpan((row * width) + column));
                row++;
            }

            column += columns;
        }

        return result;
    }
}
