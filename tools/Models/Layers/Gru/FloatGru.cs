using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Gru;

/// <summary>
/// A gated recurrent unit: z = g(Wz x + Uz h + bz), r = g(Wr x + Ur h + br), h' = z h + (1 - z) c, with the candidate
/// c = a(Wc x + bc + r (Uc h + dc)) where the reset gate comes after the product, a(Wc x + bc + Uc (r h)) where it comes before. Gate order
/// everywhere: update, reset, candidate.
/// </summary>
/// <param name="ResetAfter">Whether the reset gate is applied after the product, as Keras 2 and 3, PyTorch and cuDNN do.</param>
/// <param name="CandidateActivation">a.</param>
/// <param name="GateActivation">g, which Keras calls recurrent.</param>
/// <param name="InputWeights">Three matrices [U, I], row-major.</param>
/// <param name="RecurrentWeights">Three matrices [U, U], row-major.</param>
/// <param name="Biases">Three vectors [U].</param>
/// <param name="CandidateBias">dc [U]; zeros where the reset gate comes before the product.</param>
public sealed record FloatGru(
    string Name, int InputSize, int Units, bool ReturnSequences, bool ResetAfter, Activation CandidateActivation,
    Activation GateActivation, float[][] InputWeights, float[][] RecurrentWeights, float[][] Biases, float[] CandidateBias)
    : FloatRecurrent(Name, InputSize, Units, ReturnSequences)
{
    /// <summary>Update, reset, candidate.</summary>
    public const int Gates = 3;

    /// <summary>Number of the candidate.</summary>
    public const int Candidate = 2;

    /// <summary>A hidden value lies between the one before it and a candidate, if the update gate keeps within 0..1.</summary>
    public override (float Min, float Max)? OutputBounds =>
        ActivationFunctions.Bounds(CandidateActivation) is { } && ActivationFunctions.Bounds(GateActivation) is { Min: >= 0 }
            ? (-1f, 1f) : null;
}
