using NanoBms.Cells.Cycles;
using NanoBms.Core.Estimation;
using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Options;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>
/// What a model must keep to be more than a file: labels that can be, features within their ranges, errors within a bound.
/// </summary>
internal static class ModelChecks
{
    /// <summary>Lowest and highest label, percent: beyond them the capacity, or the count of charge, is wrong.</summary>
    public const double MinLabelPercent = -5, MaxLabelPercent = 105;

    /// <summary>Share of rows that a quantity may lie beyond all ranges of its features.</summary>
    public const double MaxClampedShare = 0.01;

    /// <summary>Refuses labels outside <see cref="MinLabelPercent"/> to <see cref="MaxLabelPercent"/>.</summary>
    /// <exception cref="UserError">The message names the cycle, what it holds, and what is probably wrong.</exception>
    public static void CheckLabels(IEnumerable<Cycle> cycles, ManifestCell cell)
    {
        foreach (Cycle cycle in cycles)
        {
            double min = double.MaxValue, max = double.MinValue;
            for (int row = 0; row < cycle.Length; row++)
            {
                double percent = 100 * cycle.Soc(row, cell.RatedCapacityAh);
                (min, max) = (Math.Min(min, percent), Math.Max(max, percent));
            }

            if (min < MinLabelPercent || max > MaxLabelPercent)
            {
                throw new UserError(FormattableString.Invariant(
                    $"'{cycle.Path}' goes from {min:F0} to {max:F0} % state of charge for {cell.RatedCapacityAh} Ah; ")
                    + "mend the capacity, or the charge or the state of charge at the start of this log.");
            }
        }
    }

    /// <summary>Refuses features that the cycles drive to the end of their range in more than one row in a hundred.</summary>
    /// <exception cref="UserError">The message names the feature and the share.</exception>
    public static void CheckRanges(IEnumerable<Cycle> cycles, Manifest manifest)
    {
        if (FirstClamped(cycles, manifest) is { } sentence)
        {
            throw new UserError(sentence);
        }
    }

    /// <summary>
    /// The first feature that the cycles drive to the end of its range in more than one row in a hundred, as a sentence; null: none.
    /// </summary>
    /// <remarks>Several features of one quantity look at parts of its range: a row counts where all of them are at an end.</remarks>
    public static string? FirstClamped(IEnumerable<Cycle> cycles, Manifest manifest)
    {
        (string Name, int[] Members)[] quantities =
        [
            .. manifest.Features.Select((feature, index) => (Name: Name(feature), Index: index)).GroupBy(pair => pair.Name)
                .Select(group => (group.Key, group.Select(pair => pair.Index).ToArray()))
        ];
        var clamped = new long[quantities.Length];
        long rows = 0;
        var encoder = new FeatureEncoder(manifest, InputForm.Quantization);
        var row = new float[manifest.Features.Count];
        foreach (Cycle cycle in cycles)
        {
            encoder.Restart();
            foreach (int sample in cycle.Samples(manifest.SamplePeriodMs))
            {
                if (sample < 0)
                {
                    encoder.PushMissing(row);
                    continue;
                }

                encoder.Push(cycle.VoltageV[sample], cycle.CurrentA[sample], cycle.TemperatureC[sample], row);
                rows++;
                for (int k = 0; k < quantities.Length; k++)
                {
                    clamped[k] += Array.TrueForAll(quantities[k].Members, member => Math.Abs(row[member]) >= LastStep) ? 1 : 0;
                }
            }
        }

        for (int k = 0; k < quantities.Length; k++)
        {
            if (clamped[k] > MaxClampedShare * rows)
            {
                return FormattableString.Invariant(
                    $"The feature {quantities[k].Name} is at the end of its range in {100.0 * clamped[k] / rows:F1} % of the rows; ")
                    + "widen its scale in the manifest, or mend the limits of voltage, current and temperature.";
            }
        }

        return null;
    }

    /// <summary>
    /// A sentence on each cycle from which nothing is learnt, because its rows lie farther apart than missing samples are bridged.
    /// </summary>
    /// <param name="cycles">The cycles.</param>
    /// <param name="periodMs">Time between two samples, milliseconds.</param>
    /// <param name="samples">Samples in a row that a training step needs.</param>
    public static IEnumerable<string> TooSparse(IEnumerable<Cycle> cycles, int periodMs, int samples) =>
        cycles.Where(cycle => LongestRun(cycle, periodMs) < samples).Select(cycle => FormattableString.Invariant(
            $"'{cycle.Path}' has no {samples} samples in a row, one each {periodMs / 1000.0} s; nothing is learnt from it. ")
            + "Join the rows of a slow log with import --fill.");

    private static int LongestRun(Cycle cycle, int periodMs)
    {
        int longest = 0, run = 0, missing = 0;
        foreach (int row in cycle.Samples(periodMs))
        {
            missing = row < 0 ? missing + 1 : 0;
            run = missing > GapFilter.MaxHeld ? 0 : run + 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    /// <summary>Refuses an error above a bound.</summary>
    /// <exception cref="UserError">The message names both.</exception>
    public static void CheckError(string what, double meanPercent, double maxPercent)
    {
        if (!(meanPercent <= maxPercent))
        {
            throw new UserError(FormattableString.Invariant(
                $"The model errs {meanPercent:F1} % on {what}, more than the {maxPercent} % of --max-error; no model was written. ")
                + "Give more logs, more steps, or the bound that is good enough for you.");
        }
    }

    /// <summary>The input's last step but a half.</summary>
    private static float LastStep =>
        (sbyte.MaxValue - InputForm.Quantization.ZeroPoint - 0.5f) * InputForm.Quantization.Scale;

    private static string Name(ManifestFeature feature) => feature.Kind switch
    {
        "ema" => FormattableString.Invariant($"ema of {feature.Of} over {feature.TauS} s"),
        "mean" => $"mean of {feature.Of} over {feature.Samples} samples",
        "product" => $"product of {feature.Of} and {feature.By}",
        _ => feature.Kind,
    };
}
