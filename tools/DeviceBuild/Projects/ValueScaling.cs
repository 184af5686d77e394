using NanoBms.Foundation;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Scalers;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>
/// Names and scaling of all values of a model, whatever they measure: what the network takes is value * scale + offset, a result is what
/// the network gives * scale + offset.
/// </summary>
/// <param name="Inputs">The values of one time step.</param>
/// <param name="Outputs">The values of one call.</param>
public sealed record ValueScaling(IReadOnlyList<ScaledValue> Inputs, IReadOnlyList<ScaledValue> Outputs)
{
    /// <summary>Of a network's manifest, or of the scalers that it was trained with.</summary>
    /// <param name="network">The network.</param>
    /// <param name="manifest">Its manifest, whose scaling counts; null where it has none.</param>
    /// <param name="input">Scaler of the inputs; null: they are taken as they are.</param>
    /// <param name="output">Scaler of the targets; null: they are given as they are.</param>
    /// <exception cref="UserError">A scaler is for another number of values.</exception>
    public static ValueScaling Of(QuantizedNetwork network, Manifest? manifest, FeatureScaler? input, FeatureScaler? output)
    {
        int outputs = NetworkShapes.OutputSize(network);
        if (manifest is not null)
        {
            return new ValueScaling(
                [.. manifest.Features.Select(feature => new ScaledValue(Name(feature), feature.Scale, feature.Offset))],
                [.. Enumerable.Range(0, outputs).Select(k => k == 0
                    ? new ScaledValue("soc_percent", manifest.Soc.Scale, manifest.Soc.Offset) : new ScaledValue($"output {k}", 1, 0))]);
        }

        return new ValueScaling(
            [.. Values(input, network.InputSize, "input", "--input-scaler").Select((name, k) => input is null
                ? new ScaledValue(name, 1, 0) : new ScaledValue(name, (float)input.Scale[k], (float)input.Offset[k]))],
            [.. Values(output, outputs, "output", "--output-scaler").Select((name, k) => output is null
                ? new ScaledValue(name, 1, 0)
                : new ScaledValue(name, (float)output.Inverse(k).Scale, (float)output.Inverse(k).Offset))]);
    }

    /// <summary>Source of the class ModelScaling.</summary>
    /// <param name="header">First lines of the file.</param>
    internal string Source(string header) => header
        + "namespace Example\n{\n"
        + "    /// <summary>Names and scaling of the model's values: scaled = value * scale + offset, both ways.</summary>\n"
        + "    public static class ModelScaling\n    {\n"
        + Names("InputNames", "The values of one time step, in order.", Inputs)
        + Numbers("InputScale", "What an input is multiplied by.", Inputs.Select(value => value.Scale))
        + Numbers("InputOffset", "What is added to it then.", Inputs.Select(value => value.Offset))
        + Names("OutputNames", "The values that one call gives, in order.", Outputs)
        + Numbers("OutputScale", "What an output is multiplied by.", Outputs.Select(value => value.Scale))
        + Numbers("OutputOffset", "What is added to it then.", Outputs.Select(value => value.Offset)).TrimEnd('\n') + "\n    }\n}\n";

    private static string Names(string name, string summary, IEnumerable<ScaledValue> values) => Field(
        "string", name, summary, values.Select(value => SourceText.Quoted(value.Name)));

    private static string Numbers(string name, string summary, IEnumerable<float> values) =>
        Field("float", name, summary, values.Select(SourceText.Number));

    private static string Field(string type, string name, string summary, IEnumerable<string> values) => SourceText.Indent(
        [
            $"/// <summary>{summary}</summary>",
            $"public static readonly {type}[] {name} =",
            "{",
            .. values.Chunk(8).Select(row => $"    {string.Join(", ", row)},"),
            "};",
            "",
        ], 8);

    private static IEnumerable<string> Values(FeatureScaler? scaler, int count, string word, string option)
    {
        if (scaler is not null && scaler.Scale.Length != count)
        {
            string names = scaler.Names is null ? "" : $" ({string.Join(", ", scaler.Names)})";
            throw new UserError(
                $"The scaler of {option} is for {scaler.Scale.Length} values{names} and the model has {count} {word}s; give the scaler "
                    + "that belongs to the model.");
        }

        return Enumerable.Range(0, count).Select(k => scaler?.Names?[k] ?? $"{word} {k}");
    }

    private static string Name(ManifestFeature feature) => feature.Kind + feature switch
    {
        { Samples: { } samples } => FormattableString.Invariant($":{feature.Of}:{samples}"),
        { TauS: { } seconds } => FormattableString.Invariant($":{feature.Of}:{seconds}"),
        { By: { } second } => $":{feature.Of}:{second}",
        _ => "",
    };
}

/// <summary>A value of a model with its scaling.</summary>
public sealed record ScaledValue(string Name, float Scale, float Offset);
