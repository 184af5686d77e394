using System.Globalization;
using NanoBms.Foundation;

namespace NanoBms.Models.Manifests;

/// <summary>Features as a short text: "voltage,current,mean:voltage:10,ema:current:60,product:current:temperature,dv".</summary>
public static class FeatureOrder
{
    /// <summary>Reads the text.</summary>
    /// <exception cref="UserError">An entry that is not understood; the message names it.</exception>
    public static IReadOnlyList<ManifestFeature> Parse(string text)
    {
        string[] entries = text.Split(',', StringSplitOptions.TrimEntries);
        return [.. entries.Select(Feature)];
    }

    private static ManifestFeature Feature(string entry)
    {
        string[] parts = entry.Split(':');
        ManifestFeature? feature = parts switch
        {
            ["mean", string of, string samples] when int.TryParse(samples, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                => new ManifestFeature { Kind = "mean", Of = of, Samples = count },
            ["ema", string of, string tau] when float.TryParse(tau, NumberStyles.Float, CultureInfo.InvariantCulture, out float tauS)
                => new ManifestFeature { Kind = "ema", Of = of, TauS = tauS },
            ["product", string of, string by] => new ManifestFeature { Kind = "product", Of = of, By = by },
            [string kind] => new ManifestFeature { Kind = kind },
            _ => null,
        };
        return feature ?? throw new UserError(
            $"Feature '{entry}' is not understood; write voltage, current, temperature, power, dv, dv_dt, mean:SOURCE:SAMPLES, "
                + "ema:SOURCE:SECONDS or product:SOURCE:SOURCE, separated by commas.");
    }
}
