using System.Globalization;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Models;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.TestSupport;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>A made-up discharge as a device posts it, a sample a second, with the estimates of Core's own estimator.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Time(int k) => Start.AddSeconds(k);

    /// <summary>field1 to field3 of a sample.</summary>
    public static string[] Fields(int k) =>
    [
        (3.98m - 0.002m * k).ToString("F3", CultureInfo.InvariantCulture),
        (-1.2m - 0.05m * (k % 7)).ToString("F3", CultureInfo.InvariantCulture),
        (24.5m + 0.01m * k).ToString("F2", CultureInfo.InvariantCulture),
    ];

    /// <summary>Core's figures for samples in a row, as a device posts them; null while nothing is known.</summary>
    public static string?[] Expected(IEnumerable<int> samples) =>
    [
        .. Estimates(samples).Select(
            estimate => estimate.SocCentiPercent < 0 ? null
                : (estimate.SocCentiPercent / 100m).ToString("F2", CultureInfo.InvariantCulture))
    ];

    /// <summary>Their error bars.</summary>
    public static string?[] ExpectedBars(IEnumerable<int> samples) =>
    [
        .. Estimates(samples).Select(
            estimate => estimate.SocCentiPercent < 0 ? null : (estimate.BarDeciPercent / 10m).ToString("F1", CultureInfo.InvariantCulture))
    ];

    private static List<StateEstimate> Estimates(IEnumerable<int> samples)
    {
        ModelFile file = ModelReader.Read(Repository.File("models", "panasonic18650pf-128-64.int8.tflite"));
        var estimator = new StateEstimator(new InterpretedModel(file.Quantized!, file.Manifest, file.Sha256));
        int sinceEstimate = 15;
        return [.. samples.Select(k =>
        {
            float[] values = [.. Fields(k).Select(text => float.Parse(text, CultureInfo.InvariantCulture))];
            estimator.Accept(Reading.FromPhysical(values[0], values[1], values[2]));
            sinceEstimate++;
            if (sinceEstimate >= 15 && estimator.TryInfer(out float percent))
            {
                estimator.Correct(percent, 15f, out _);
                sinceEstimate = 0;
            }

            estimator.Read(out StateEstimate estimate);
            return estimate;
        })];
    }
}
