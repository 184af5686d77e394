namespace NanoBms.Models.Networks;

/// <summary>An activation applied element by element (Softmax: over the last axis).</summary>
public enum Activation
{
    None,
    Relu,
    Relu6,
    ReluN1To1,
    Tanh,
    Sigmoid,
    Softmax,
}

/// <summary>
/// A float network in the project's intermediate form: an ordered list of layers over a [time steps, features] input.
/// </summary>
/// <param name="Name">A name for messages and generated code.</param>
/// <param name="TimeSteps">Time steps of one call.</param>
/// <param name="InputSize">Features of one time step.</param>
/// <param name="Stateful">True where the LSTM state is carried from call to call; false: reset before each call.</param>
/// <param name="Layers">The layers in order of execution.</param>
public sealed record FloatNetwork(string Name, int TimeSteps, int InputSize, bool Stateful, IReadOnlyList<FloatLayer> Layers);

/// <summary>One layer of a <see cref="FloatNetwork"/>.</summary>
public abstract record FloatLayer(string Name);

/// <summary>An LSTM. Gate order everywhere: input, forget, cell, output.</summary>
/// <param name="Name">Layer name.</param>
/// <param name="InputSize">I: values of one time step.</param>
/// <param name="Units">U: hidden size.</param>
/// <param name="ReturnSequences">True: gives all time steps [T, U]; false: the last one [U].</param>
/// <param name="CellClip">Cell state is clipped to +-CellClip; 0: not clipped.</param>
/// <param name="InputWeights">Four matrices [U, I], row-major.</param>
/// <param name="RecurrentWeights">Four matrices [U, U], row-major.</param>
/// <param name="Biases">Four vectors [U], the forget gate's unit bias folded in.</param>
public sealed record FloatLstm(
    string Name, int InputSize, int Units, bool ReturnSequences, float CellClip,
    float[][] InputWeights, float[][] RecurrentWeights, float[][] Biases) : FloatLayer(Name)
{
    /// <summary>Four int8 forms of <see cref="InputWeights"/>, where the file holds such (dynamic range); null otherwise.</summary>
    public HybridWeights[]? HybridInput { get; init; }

    /// <summary>Four int8 forms of <see cref="RecurrentWeights"/>, where the file holds such (dynamic range); null otherwise.</summary>
    public HybridWeights[]? HybridRecurrent { get; init; }
}

/// <summary>A fully connected layer, applied to the last axis (to each time step where there is more than one).</summary>
/// <param name="Weights">[Units, InputSize], row-major.</param>
/// <param name="Bias">[Units].</param>
public sealed record FloatDense(
    string Name, int InputSize, int Units, Activation Activation, float[] Weights, float[] Bias) : FloatLayer(Name)
{
    /// <summary>The int8 form of <see cref="Weights"/>, where the file holds such (dynamic range); null otherwise.</summary>
    public HybridWeights? Hybrid { get; init; }
}

/// <summary>y = x * Scale + Offset for each feature: a Normalization layer, a scaler in the graph.</summary>
public sealed record FloatAffine(string Name, float[] Scale, float[] Offset) : FloatLayer(Name);

/// <summary>An activation that is a layer of its own.</summary>
public sealed record FloatActivation(string Name, Activation Activation) : FloatLayer(Name);

/// <summary>[T, N] becomes [T * N].</summary>
public sealed record FloatFlatten(string Name) : FloatLayer(Name);

/// <summary>
/// int8 weights beside float activations (dynamic range): the runtime quantises the activations of each product on the fly.
/// </summary>
/// <param name="Values">Symmetric int8 weights, row-major.</param>
/// <param name="Scales">One scale for all rows, or one a row.</param>
/// <param name="Asymmetric">Whether the activations are quantised with a zero point.</param>
public sealed record HybridWeights(sbyte[] Values, float[] Scales, bool Asymmetric)
{
    /// <summary>The scale of a row.</summary>
    public float Scale(int row) => Scales[Scales.Length == 1 ? 0 : row];
}
