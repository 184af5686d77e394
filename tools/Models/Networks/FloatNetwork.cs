namespace NanoBms.Models.Networks;

/// <summary>
/// A float network in the project's intermediate form: an ordered list of layers over a [time steps, features] input.
/// </summary>
/// <param name="Name">A name for messages and generated code.</param>
/// <param name="TimeSteps">Time steps of one call.</param>
/// <param name="InputSize">Features of one time step.</param>
/// <param name="Stateful">True where the state of recurrent layers is carried from call to call; false: reset before each call.</param>
/// <param name="Layers">The layers in order of execution.</param>
public sealed record FloatNetwork(string Name, int TimeSteps, int InputSize, bool Stateful, IReadOnlyList<FloatLayer> Layers);

/// <summary>One layer of a <see cref="FloatNetwork"/>; each kind has its own in a folder below Layers.</summary>
public abstract record FloatLayer(string Name)
{
    /// <summary>Range that no output leaves, whatever weights and input; null where there is none.</summary>
    public virtual (float Min, float Max)? OutputBounds => null;

    /// <summary>Whether it needs all time steps of a window at once, so that they cannot come one a call.</summary>
    public virtual bool NeedsAllSteps => false;

    /// <summary>Shape of the output for an input of a shape.</summary>
    public abstract LayerShape After(LayerShape input);
}

/// <summary>A layer that carries a hidden state, which is its output, from time step to time step.</summary>
/// <param name="Name">Layer name.</param>
/// <param name="InputSize">I: values of one time step.</param>
/// <param name="Units">U: hidden size.</param>
/// <param name="ReturnSequences">True: gives all time steps [T, U]; false: the last one [U].</param>
public abstract record FloatRecurrent(string Name, int InputSize, int Units, bool ReturnSequences) : FloatLayer(Name)
{
    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => new(ReturnSequences ? input.Steps : 1, Units);
}

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
