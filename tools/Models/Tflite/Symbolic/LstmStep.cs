using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>The part of a weight matrix that one gate multiplies with one vector.</summary>
internal sealed record GateTerm(WeightMatrix Matrix, int FirstRow, int[] Columns)
{
    /// <summary>Whether both are the same weights.</summary>
    public bool IsSame(GateTerm other) =>
        FirstRow == other.FirstRow && Columns.AsSpan().SequenceEqual(other.Columns) && Matrix.IsSame(other.Matrix);
}

/// <summary>One time step of one LSTM. Gate order: input, forget, cell, output.</summary>
internal sealed class LstmStep(int units, Vector x, LstmStep? previous, Origin origin)
{
    public const int InputGate = 0, ForgetGate = 1, CellGate = 2, OutputGate = 3, Gates = 4;

    public int Units { get; } = units;

    /// <summary>The step's input.</summary>
    public Vector X { get; } = x;

    /// <summary>The step before; null for the first.</summary>
    public LstmStep? Previous { get; } = previous;

    public Origin Origin { get; } = origin;

    /// <summary>
    /// Weights of the input; a gate's may be missing in a first step whose multiplications by zero the converter removed.
    /// </summary>
    public GateTerm?[] Input { get; } = new GateTerm?[Gates];

    /// <summary>Weights of the hidden state; missing as above.</summary>
    public GateTerm?[] Recurrent { get; } = new GateTerm?[Gates];

    /// <summary>Biases; missing as above.</summary>
    public float[]?[] Bias { get; } = new float[]?[Gates];

    public float CellClip { get; init; }

    /// <summary>Tanh or Relu, before and behind the cell.</summary>
    public Activation CellActivation { get; init; } = Activation.Tanh;

    /// <summary>Where the first step's states come from: null for zero.</summary>
    public Vector? InitialHidden { get; init; }

    /// <summary>See <see cref="InitialHidden"/>.</summary>
    public Vector? InitialCell { get; init; }

    /// <summary>The new hidden state.</summary>
    public Node? Hidden { get; set; }

    /// <summary>The new cell state, where the graph has it as a value of its own.</summary>
    public Vector? Cell { get; init; }

    /// <summary>Whether another step has the same weights as far as both have them.</summary>
    public bool HasWeightsOf(LstmStep other)
    {
        for (int gate = 0; gate < Gates; gate++)
        {
            bool same = Same(Input[gate], other.Input[gate]) && Same(Recurrent[gate], other.Recurrent[gate])
                && (Bias[gate] is not { } bias || other.Bias[gate] is not { } otherBias || bias.AsSpan().SequenceEqual(otherBias));
            if (!same)
            {
                return false;
            }
        }

        return CellClip == other.CellClip && CellActivation == other.CellActivation;
    }

    private static bool Same(GateTerm? first, GateTerm? second) => first is null || second is null || first.IsSame(second);
}
