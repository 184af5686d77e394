using System.Globalization;
using NanoBms.GaugeEstimates;
using NanoBms.Predictor;
using NanoBms.ThingSpeakBridge.Feeds;

namespace NanoBms.ThingSpeakBridge.Replaying;

/// <summary>What replaying an export gave.</summary>
internal sealed class ReplayResult
{
    /// <summary>Entries in the file that could be read.</summary>
    public int Entries { get; set; }

    /// <summary>Entries that could not be read.</summary>
    public int Unreadable { get; set; }

    /// <summary>The estimates, one a sample.</summary>
    public List<Estimate> Estimates { get; } = [];

    /// <summary>Estimates beside one of the device.</summary>
    public IReadOnlyList<Estimate> Compared => [.. Estimates.Where(estimate => estimate.Difference is not null)];

    /// <summary>Estimates that are not the device's to the last digit.</summary>
    public IReadOnlyList<Estimate> Different => [.. Compared.Where(estimate => estimate.IsDifferent)];

    /// <summary>Samples that the device estimated and the replay could not, for want of the samples before.</summary>
    public int OnlyDevice => Estimates.Count(estimate => estimate is { Soc: null, DeviceSocPercent: not null });
}

/// <summary>Estimates the entries of an export as polling would, without network.</summary>
internal static class Replay
{
    private const int MaxShown = 5;

    public static ReplayResult Run(FeedPage page, SocPredictor predictor)
    {
        var result = new ReplayResult { Entries = page.Entries.Count, Unreadable = page.Count - page.Entries.Count };
        var estimator = new EntryEstimator(0, predictor);
        foreach (FeedEntry entry in page.Entries.DistinctBy(entry => (entry.Id, entry.CreatedAt)).OrderBy(entry => entry.CreatedAt)
            .ThenBy(entry => entry.Id))
        {
            if (estimator.Take(entry) is { } estimate)
            {
                result.Estimates.Add(estimate);
            }
        }

        return result;
    }

    /// <summary>The report, line by line.</summary>
    public static IEnumerable<string> Report(ReplayResult result, TimeSpan samplePeriod)
    {
        yield return $"Entries: {result.Entries}" + (result.Unreadable > 0 ? $" ({result.Unreadable} more could not be read)" : "")
            + $", samples: {result.Estimates.Count}, estimates: {result.Estimates.Count(estimate => estimate.Soc is not null)}";
        if (result.Estimates.Count > 0 && result.Estimates.TrueForAll(estimate => estimate.Soc is null))
        {
            yield return FormattableString.Invariant(
                $"No estimate: the window never filled. The model wants a sample each {samplePeriod.TotalSeconds:0.###} s without gaps of ")
                    + FormattableString.Invariant($"more than 3; give a model that fits with --model.");
        }

        if (result.Estimates.TrueForAll(estimate => estimate.DeviceSocPercent is null))
        {
            yield return "The device wrote no state of charge (field4): nothing to compare.";
            yield break;
        }

        IReadOnlyList<Estimate> compared = result.Compared, different = result.Different;
        yield return $"Compared with the device's field4: {compared.Count}, not comparable while the window fills: {result.OnlyDevice}";
        if (compared.Count == 0)
        {
            yield break;
        }

        if (different.Count == 0)
        {
            yield return "Difference: none, equal to the last digit.";
            yield break;
        }

        double mean = compared.Average(estimate => Math.Abs(estimate.Difference!.Value)) / 100.0,
            largest = compared.Max(estimate => Math.Abs(estimate.Difference!.Value)) / 100.0;
        yield return FormattableString.Invariant(
            $"Difference: {different.Count} of {compared.Count} differ, mean {mean:F3} %, largest {largest:F2} %");
        foreach (Estimate estimate in different.Take(MaxShown))
        {
            string device = estimate.DeviceSocPercent!.Value.ToString("F2", CultureInfo.InvariantCulture);
            string bar = estimate.DeviceBarPercent is { } percent ? FormattableString.Invariant($" +-{percent:F1}") : "";
            yield return $"  entry {estimate.Entry.Id} of {FeedTime.Line(estimate.Entry.CreatedAt)}: "
                + $"own {estimate.SocText}% +-{estimate.BarText}, device {device}%{bar}";
        }

        if (different.Count > MaxShown)
        {
            yield return $"  and {different.Count - MaxShown} more";
        }
    }
}
