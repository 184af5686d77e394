namespace NanoBms.Models.Tests.Golden;

/// <summary>What the weights of an LSTM are like.</summary>
internal sealed record LstmWeights
{
    /// <summary>Those of the inputs.</summary>
    public WeightPattern Input { get; init; }

    /// <summary>Those of the hidden state.</summary>
    public WeightPattern Recurrent { get; init; }

    /// <summary>Makes the real values of the input weights greater or smaller.</summary>
    public float Gain { get; init; } = 1f;

    /// <summary>Makes the real values of the recurrent weights greater or smaller.</summary>
    public float RecurrentGain { get; init; } = 1f;
}
