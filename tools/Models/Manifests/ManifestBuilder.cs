using NanoBms.Foundation;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Networks;
using NanoBms.Models.Scalers;

namespace NanoBms.Models.Manifests;

/// <summary>Makes a manifest for a model that has none, of scalers and the order of its features.</summary>
public static class ManifestBuilder
{
    /// <summary>A manifest for a float network.</summary>
    /// <param name="network">The network: its name, window and number of features.</param>
    /// <param name="samplePeriodMs">Time between samples in milliseconds.</param>
    /// <param name="features">The features in the order of the model's input.</param>
    /// <param name="input">Scaling of the features; null: the model takes them as they are.</param>
    /// <param name="output">Scaling that the target was trained with (SOC in percent, or 0..1); null: the model gives SOC as 0..1.</param>
    /// <exception cref="UserError">Numbers of features differ, or a value is outside its range.</exception>
    public static Manifest Build(
        FloatNetwork network, int samplePeriodMs, IReadOnlyList<ManifestFeature> features, FeatureScaler? input, FeatureScaler? output)
    {
        if (features.Count != network.InputSize)
        {
            throw new UserError($"The feature order names {features.Count} features and the model takes {network.InputSize}; name each "
                + "once, in the order the model was trained with.");
        }

        if (input is not null && input.Scale.Length != features.Count)
        {
            string names = input.Names is null ? "" : $" ({string.Join(", ", input.Names)})";
            throw new UserError($"The input scaler is for {input.Scale.Length} features{names} and the model takes {features.Count}; give "
                + "the scaler that belongs to the model.");
        }

        if (output is not null && output.Scale.Length != 1)
        {
            throw new UserError($"The output scaler is for {output.Scale.Length} values and the model gives one SOC; give the scaler of "
                + "the target.");
        }

        var manifest = new Manifest
        {
            Name = Name(network.Name),
            Mode = network.Stateful && network.TimeSteps == 1 ? ManifestMode.Streaming : ManifestMode.Windowed,
            SamplePeriodMs = samplePeriodMs,
            Window = network.TimeSteps,
            Features = [.. features.Select((feature, k) => input is null
                ? feature
                : feature with { Scale = (float)input.Scale[k], Offset = (float)input.Offset[k] })],
            Soc = Soc(output),
        };
        ManifestJson.Check(manifest, "the manifest made of the options");
        return manifest;
    }

    /// <summary>
    /// Takes a network's first layers that only scale its input into the manifest: int8 input then spends its steps on scaled features
    /// alike, rather than on the one with the widest range.
    /// </summary>
    public static (FloatNetwork Network, Manifest Manifest) AbsorbInputScaling(FloatNetwork network, Manifest manifest)
    {
        while (network.Layers.Count > 1 && network.Layers[0] is FloatAffine affine && affine.Scale.Length == manifest.Features.Count)
        {
            manifest = manifest with
            {
                Features = [.. manifest.Features.Select((feature, k) => feature with
                {
                    Scale = feature.Scale * affine.Scale[k],
                    Offset = feature.Offset * affine.Scale[k] + affine.Offset[k],
                })],
            };
            network = network with { Layers = [.. network.Layers.Skip(1)] };
        }

        return (network, manifest);
    }

    private static ManifestOutput Soc(FeatureScaler? output)
    {
        if (output is null)
        {
            return new ManifestOutput(100f, 0f);
        }

        // A target that spans about 1 was a fraction, one that spans about 100 was in percent.
        (double scale, double offset) = output.Inverse(0);
        double toPercent = Math.Abs(scale) <= 1.5 ? 100.0 : 1.0;
        return new ManifestOutput((float)(scale * toPercent), (float)(offset * toPercent));
    }

    private static string Name(string name)
    {
        string safe = new([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'
            ? letter : '-').Take(64)]);
        return safe.Length == 0 ? "model" : safe;
    }
}
