using NanoBms.Core.Estimation;

namespace NanoBms.Models.Manifests;

/// <summary>
/// How far a network errs, measured on validation cycles by what the battery does (phases of <see cref="PhaseDetector"/>), by the
/// temperature of the reading and by the state of charge that the network gives.
/// </summary>
public sealed record ManifestNetworkError
{
    /// <summary>Most edges along one side of the table.</summary>
    public const int MaxEdges = 15;

    /// <summary>
    /// Estimates, percent, at which one bin ends and the next begins; ascending. Bin 0 lies below the first, the last from the last on.
    /// </summary>
    public required IReadOnlyList<float> SocEdgesPercent { get; init; }

    /// <summary>The same of the temperature, degrees Celsius.</summary>
    public required IReadOnlyList<float> TemperatureEdgesC { get; init; }

    /// <summary>Root mean square error, bias included, percent, by phase, temperature bin, state-of-charge bin.</summary>
    public required IReadOnlyList<IReadOnlyList<IReadOnlyList<float>>> RootMeanSquarePercent { get; init; }

    /// <summary>By phase: seconds in which the correlation of the error falls to 1/e.</summary>
    public required IReadOnlyList<float> CorrelationS { get; init; }

    /// <summary>Root mean square of what differs from one estimate to the next, percent, apart from the error that lasts.</summary>
    public required float ScatterPercent { get; init; }

    /// <summary>Root mean square error in the first minute of estimates after power-up over that later on, 1 or above.</summary>
    public required float StartFactor { get; init; }

    /// <summary>The first rule that it breaks, as a sentence; null: none.</summary>
    internal string? Fault()
    {
        if (!IsAscending(SocEdgesPercent))
        {
            return $"networkError.socEdgesPercent must hold 0 to {MaxEdges} numbers, ascending.";
        }

        if (!IsAscending(TemperatureEdgesC))
        {
            return $"networkError.temperatureEdgesC must hold 0 to {MaxEdges} numbers, ascending.";
        }

        int temperatures = TemperatureEdgesC.Count + 1, socs = SocEdgesPercent.Count + 1;
        if (RootMeanSquarePercent.Count != PhaseDetector.Count
            || RootMeanSquarePercent.Any(phase => phase.Count != temperatures || phase.Any(row => row.Count != socs)))
        {
            return $"networkError.rootMeanSquarePercent must hold {PhaseDetector.Count} phases of {temperatures} temperatures of {socs} "
                + "states of charge, one more each than there are edges.";
        }

        if (RootMeanSquarePercent.Any(phase => phase.Any(row => row.Any(value => value is not (> 0f and <= 100f)))))
        {
            return "networkError.rootMeanSquarePercent must be above 0 and at most 100.";
        }

        if (CorrelationS.Count != PhaseDetector.Count || CorrelationS.Any(value => value is not (> 0f and <= 1_000_000f)))
        {
            return $"networkError.correlationS must hold {PhaseDetector.Count} times above 0 and at most 1000000 seconds.";
        }

        return ScatterPercent is not (>= 0f and <= 100f) ? "networkError.scatterPercent must be 0 to 100."
            : StartFactor is not (>= 1f and <= 1000f) ? "networkError.startFactor must be 1 to 1000."
            : null;
    }

    private static bool IsAscending(IReadOnlyList<float> edges) =>
        edges.Count <= MaxEdges && edges.All(float.IsFinite) && edges.Zip(edges.Skip(1)).All(pair => pair.First < pair.Second);
}
