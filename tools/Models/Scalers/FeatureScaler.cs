namespace NanoBms.Models.Scalers;

/// <summary>A scaling of several values: scaled[k] = value[k] * Scale[k] + Offset[k].</summary>
/// <param name="Kind">What it was, e.g. "MinMaxScaler".</param>
/// <param name="Scale">Factors.</param>
/// <param name="Offset">Offsets.</param>
/// <param name="Names">Names of the values, where the file has them.</param>
public sealed record FeatureScaler(string Kind, double[] Scale, double[] Offset, IReadOnlyList<string>? Names)
{
    /// <summary>What the values that it was fitted on became; null where the file does not say it.</summary>
    public (double Low, double High)? FittedRange { get; init; }

    /// <summary>The scaling the other way, of one value: value = scaled * Scale + Offset.</summary>
    public (double Scale, double Offset) Inverse(int index) => (1.0 / Scale[index], -Offset[index] / Scale[index]);
}
