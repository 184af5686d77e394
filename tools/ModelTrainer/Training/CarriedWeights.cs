using System.Globalization;
using NanoBms.Foundation;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.ModelTrainer.Training;

/// <summary>
/// A network's weights for a manifest of other features: where the same quantity is scaled differently, the first layer takes the
/// difference, so that the network gives what it gave; a feature that is new begins with weights of zero.
/// </summary>
internal static class CarriedWeights
{
    /// <summary>The network as it reads <paramref name="features"/>.</summary>
    /// <param name="network">A network that begins with an LSTM; another is given back as it is.</param>
    /// <param name="before">The features that it was trained on.</param>
    /// <param name="features">The features that it is to be trained on.</param>
    /// <exception cref="UserError">A feature of before is no more there.</exception>
    public static FloatNetwork To(FloatNetwork network, IReadOnlyList<ManifestFeature> before, IReadOnlyList<ManifestFeature> features)
    {
        if (before.SequenceEqual(features) || network.Layers[0] is not FloatLstm first || first.InputSize != before.Count)
        {
            return network;
        }

        int[] places = Places(before, features);
        var kernels = new float[4][];
        var biases = new float[4][];
        for (int gate = 0; gate < 4; gate++)
        {
            kernels[gate] = new float[first.Units * features.Count];
            biases[gate] = [.. first.Biases[gate]];
            for (int unit = 0; unit < first.Units; unit++)
            {
                for (int k = 0; k < before.Count; k++)
                {
                    // before = value * s + o = now * (s / S) + (o - O * s / S), where now = value * S + O.
                    ManifestFeature now = features[places[k]];
                    float weight = first.InputWeights[gate][unit * before.Count + k], ratio = before[k].Scale / now.Scale;
                    kernels[gate][unit * features.Count + places[k]] = weight * ratio;
                    biases[gate][unit] += weight * (before[k].Offset - now.Offset * ratio);
                }
            }
        }

        FloatLstm carried = first with { InputSize = features.Count, InputWeights = kernels, Biases = biases };
        return network with { InputSize = features.Count, Layers = [carried, .. network.Layers.Skip(1)] };
    }

    /// <summary>Where each feature of before lies now: the very same one, or the first left of its quantity.</summary>
    private static int[] Places(IReadOnlyList<ManifestFeature> before, IReadOnlyList<ManifestFeature> features)
    {
        var places = new int[before.Count];
        Array.Fill(places, -1);
        Take((old, now) => old == now);
        Take((old, now) => old with { Scale = now.Scale, Offset = now.Offset } == now && now.Scale != 0f);
        int missing = Array.IndexOf(places, -1);
        return missing < 0
            ? places
            : throw new UserError(
                $"The network to train on from looks at {Words(before[missing])}, which the manifest does not name; add it there.");

        void Take(Func<ManifestFeature, ManifestFeature, bool> isMatch)
        {
            for (int old = 0; old < before.Count; old++)
            {
                for (int now = 0; now < features.Count && places[old] < 0; now++)
                {
                    places[old] = !places.Contains(now) && isMatch(before[old], features[now]) ? now : -1;
                }
            }
        }
    }

    private static string Words(ManifestFeature feature) => string.Join(
        ' ',
        new[]
        {
            feature.Kind, feature.Of, feature.By, feature.Samples?.ToString(CultureInfo.InvariantCulture),
            feature.TauS is { } tauS ? tauS.ToString(CultureInfo.InvariantCulture) + " s" : null,
        }.Where(word => word is not null));
}
