using NanoBms.Foundation;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>Steps of one LSTM, one after the other, as a layer.</summary>
internal static class LstmChain
{
    /// <summary>The layer that the steps of a chain are.</summary>
    /// <exception cref="UserError">Their weights differ, or a cell of relu is clipped.</exception>
    public static FloatRecurrent Layer(LstmStep[] chain, bool returnSequences, Origin origin)
    {
        LstmStep last = chain[^1];
        foreach (LstmStep step in chain)
        {
            if (!step.HasWeightsOf(last))
            {
                throw new UserError($"{step.Origin.Operator} ends an LSTM step whose weights differ from those of the other steps, which "
                    + "is not supported; use the same LSTM for all time steps.");
            }
        }

        int inputs = last.X.Length, units = last.Units;
        var kernels = new float[LstmStep.Gates][];
        var recurrents = new float[LstmStep.Gates][];
        var biases = new float[LstmStep.Gates][];
        var hybridKernels = new HybridWeights?[LstmStep.Gates];
        var hybridRecurrents = new HybridWeights?[LstmStep.Gates];
        for (int gate = 0; gate < LstmStep.Gates; gate++)
        {
            // A single step from zero states may lack what would be multiplied by zero.
            kernels[gate] = last.Input[gate] is { } input
                ? input.Matrix.Floats(input.FirstRow, units, input.Columns) : new float[units * inputs];
            recurrents[gate] = last.Recurrent[gate] is { } recurrent
                ? recurrent.Matrix.Floats(recurrent.FirstRow, units, recurrent.Columns) : new float[units * units];
            biases[gate] = last.Bias[gate] ?? new float[units];
            hybridKernels[gate] = last.Input[gate] is { } term ? term.Matrix.Hybrid(term.FirstRow, units, term.Columns) : null;
            hybridRecurrents[gate] = last.Recurrent[gate] is { } other ? other.Matrix.Hybrid(other.FirstRow, units, other.Columns) : null;
        }

        if (last.CellActivation == Activation.Relu)
        {
            return last.CellClip == 0
                ? new FloatLstmVariant(
                    origin.TensorName, inputs, units, returnSequences, Activation.Relu, Activation.Sigmoid, kernels, recurrents, biases)
                : throw new UserError($"{last.Origin.Operator} ends an LSTM of relu whose cell is clipped, which is not supported; "
                    + "train it without clipping.");
        }

        return new FloatLstm(origin.TensorName, inputs, units, returnSequences, last.CellClip, kernels, recurrents, biases)
        {
            HybridInput = AllOrNone(hybridKernels),
            HybridRecurrent = AllOrNone(hybridRecurrents),
        };
    }

    private static HybridWeights[]? AllOrNone(HybridWeights?[] gates)
    {
        HybridWeights[] present = [.. gates.OfType<HybridWeights>()];
        return present.Length == gates.Length ? present : null;
    }
}
