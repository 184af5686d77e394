using System.Globalization;
using NanoBms.Foundation;

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

    /// <summary>The scaling of one value out of several, such as the target of a scaler of a whole table.</summary>
    /// <param name="wanted">Its name, or its number from 0.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="UserError">It scales no such value.</exception>
    public FeatureScaler Only(string wanted, string path)
    {
        int index = Names is null ? -1 : Names.ToList().IndexOf(wanted);
        if (index < 0 && !(int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < Scale.Length))
        {
            string values = Names is null
                ? $"{Scale.Length} values without names, so give a number from 0"
                : string.Join(", ", Names.Select((name, k) => $"{k.ToString(CultureInfo.InvariantCulture)} '{ForeignText.Short(name)}'"));
            throw new UserError($"'{path}' scales no '{ForeignText.Short(wanted)}'; it scales {values}.");
        }

        return this with { Scale = [Scale[index]], Offset = [Offset[index]], Names = Names is null ? null : [Names[index]] };
    }

    /// <summary>What a StandardScaler does.</summary>
    /// <param name="mean">Means; null where it takes none away.</param>
    /// <param name="deviation">Deviations; null where it does not divide by them.</param>
    /// <param name="names">Names of the values, where the file has them.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="UserError">It does nothing, or the numbers do not fit together.</exception>
    internal static FeatureScaler Standard(double[]? mean, double[]? deviation, IReadOnlyList<string>? names, string path)
    {
        int count = mean?.Length ?? deviation?.Length
            ?? throw new UserError($"'{path}' holds a StandardScaler that does nothing (with_mean and with_std are False); leave it out.");
        if (mean is not null && deviation is not null && mean.Length != deviation.Length)
        {
            throw new UserError($"'{path}' has {mean.Length} means and {deviation.Length} deviations; the file is damaged.");
        }

        double[] scale = [.. Enumerable.Range(0, count).Select(k => 1.0 / (deviation?[k] ?? 1.0))];
        return new FeatureScaler("StandardScaler", scale, [.. scale.Select((factor, k) => -(mean?[k] ?? 0.0) * factor)], names);
    }
}
