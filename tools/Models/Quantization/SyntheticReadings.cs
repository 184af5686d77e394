using NanoBms.Core;
using NanoBms.Models.Manifests;

namespace NanoBms.Models.Quantization;

/// <summary>
/// Calibration windows where no recording is given but the manifest says the features: readings that a cell could give, through the
/// features as the device computes them, so that features go together as they do in use (power is voltage times current, a mean follows its
/// source).
/// </summary>
public static class SyntheticReadings
{
    private const int LongestWarmUp = 60, StreamedSteps = 100, MaxTries = 20, Shapes = 4, Sources = 3;
    private const float Tolerance = 1e-4f;

    /// <summary>
    /// Windows of constant readings, of even ramps, of random walks and of load steps, a quarter each, within the range that the features
    /// were scaled by. The same for the same arguments.
    /// </summary>
    /// <param name="manifest">Features, their scaling, window and sample period.</param>
    /// <param name="low">Lowest value of a scaled feature.</param>
    /// <param name="high">Highest value of a scaled feature.</param>
    /// <param name="count">Number of windows.</param>
    /// <param name="seed">Seed of the random numbers.</param>
    /// <returns>[window, features] each; for a streaming model one step each, as many in a row as the readings have.</returns>
    public static IEnumerable<float[]> Windows(Manifest manifest, float low, float high, int count, int seed)
    {
        var random = new Random(seed);
        (float Low, float High)[] ranges = SourceRanges(manifest, low, high);
        int warmUp = Math.Min(LongestWarmUp, manifest.Features.Max(feature => (int)WarmUp(feature, manifest.SamplePeriodMs)));
        int steps = manifest.Mode == ManifestMode.Streaming
            ? StreamedSteps : manifest.Window, size = manifest.Window * manifest.Features.Count;
        var features = new ScaledFeatures(manifest);
        for (int given = 0, shape = 0; given < count; shape++)
        {
            float[] rows = [];
            for (int attempt = 0; attempt < MaxTries; attempt++)
            {
                rows = Rows(features, manifest.Features.Count, Readings(shape % Shapes, ranges, warmUp + steps, random), warmUp);
                if (rows.All(value => value >= low - Tolerance && value <= high + Tolerance))
                {
                    break;
                }
            }

            // Features that never are in range together: each as far as it goes.
            for (int at = 0; at < rows.Length && given < count; at += size, given++)
            {
                yield return [.. rows.AsSpan(at, size).ToArray().Select(value => Math.Clamp(value, low, high))];
            }
        }
    }

    /// <summary>Samples until a feature has its full history.</summary>
    private static float WarmUp(ManifestFeature feature, int periodMs) =>
        feature.Samples ?? Math.Min(LongestWarmUp, 1000 * (feature.TauS ?? 0) / periodMs);

    /// <summary>Ranges of voltage, current and temperature in which they and their means are in range.</summary>
    private static (float Low, float High)[] SourceRanges(Manifest manifest, float low, float high)
    {
        // Where no feature says a source's range: what a cell may have.
        (float Low, float High)[] absent = [(2.5f, 4.2f), (-10f, 10f), (0f, 45f)];
        var ranges = new (float Low, float High)[Sources];
        FeatureSpec[] specs = ManifestJson.FeatureSpecs(manifest);
        for (int source = 0; source < Sources; source++)
        {
            (float Low, float High) range = (float.NegativeInfinity, float.PositiveInfinity);
            foreach ((FeatureSpec spec, ManifestFeature feature) in specs.Zip(manifest.Features))
            {
                if (SourceOf(spec) == source && feature.Scale != 0)
                {
                    float a = (low - feature.Offset) / feature.Scale, b = (high - feature.Offset) / feature.Scale;
                    range = (Math.Max(range.Low, Math.Min(a, b)), Math.Min(range.High, Math.Max(a, b)));
                }
            }

            ranges[source] = float.IsFinite(range.Low) && range.Low < range.High ? range : absent[source];
        }

        return ranges;
    }

    private static int SourceOf(FeatureSpec spec) => spec.Kind switch
    {
        FeatureKind.Voltage => (int)FeatureSource.Voltage,
        FeatureKind.Current => (int)FeatureSource.Current,
        FeatureKind.Temperature => (int)FeatureSource.Temperature,
        FeatureKind.Mean or FeatureKind.Ema => (int)spec.Source,
        _ => -1,
    };

    /// <summary>[time, voltage and current and temperature].</summary>
    private static float[] Readings(int shape, (float Low, float High)[] ranges, int length, Random random)
    {
        var readings = new float[length * Sources];
        for (int source = 0; source < Sources; source++)
        {
            float width = ranges[source].High - ranges[source].Low;
            float from = random.NextSingle(), to = random.NextSingle(), value = from;

            // From a walk that hardly moves to one that crosses a tenth of the range with each step.
            float rate = 0.1f * MathF.Pow(100f, -random.NextSingle());
            for (int t = 0; t < length; t++)
            {
                value = shape switch
                {
                    0 => from,
                    1 => from + (to - from) * t / Math.Max(1, length - 1),
                    2 => Math.Clamp(value + rate * (2f * random.NextSingle() - 1f), 0f, 1f),
                    _ => random.Next(4) > 0 ? value
                        : source == (int)FeatureSource.Current
                            ? random.NextSingle() : Math.Clamp(value + rate * (2f * random.NextSingle() - 1f), 0f, 1f),
                };
                readings[t * Sources + source] = ranges[source].Low + width * value;
            }
        }

        return readings;
    }

    /// <summary>Scaled features of all readings after the first ones, [time, features].</summary>
    private static float[] Rows(ScaledFeatures features, int count, float[] readings, int warmUp)
    {
        int length = readings.Length / Sources;
        var ignored = new float[count];
        var rows = new float[(length - warmUp) * count];
        features.Reset();
        for (int t = 0; t < length; t++)
        {
            features.Push(
                readings[t * Sources], readings[t * Sources + 1], readings[t * Sources + 2],
                t < warmUp ? ignored : rows.AsSpan((t - warmUp) * count, count));
        }

        return rows;
    }
}
