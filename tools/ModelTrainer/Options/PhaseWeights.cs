using NanoBms.Core.Estimation;

namespace NanoBms.ModelTrainer.Options;

/// <summary>How much each phase of a battery's life counts in training and in choosing; only their ratios matter.</summary>
/// <param name="Driving">Of driving.</param>
/// <param name="Resting">Of resting.</param>
/// <param name="Charging">Of charging.</param>
public sealed record PhaseWeights(float Driving, float Resting, float Charging)
{
    /// <summary>The weight of a phase of <see cref="PhaseDetector"/>.</summary>
    public float Of(int phase) => phase switch
    {
        PhaseDetector.Resting => Resting,
        PhaseDetector.Charging => Charging,
        _ => Driving,
    };
}
