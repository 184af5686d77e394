using System.Text;
using NanoBms.Cells.Cycles;
using NanoBms.Models;
using NanoBms.Models.Inference;

namespace NanoBms.HardwareDocs.Accuracy;

/// <summary>What an error makes of the estimates.</summary>
/// <param name="Name">The error.</param>
/// <param name="MeanPercent">Mean absolute difference to the estimates without it, percent state of charge; of the worst signs.</param>
/// <param name="GreatestPercent">Greatest such difference.</param>
/// <param name="ErrorPercent">Mean absolute error against the true state of charge; of the worst signs.</param>
public sealed record AccuracyRow(string Name, double MeanPercent, double GreatestPercent, double ErrorPercent);

/// <summary>Runs recorded cycles through the model with each measuring error.</summary>
public static class AccuracyBudget
{
    /// <summary>The rows; the first is without an error.</summary>
    /// <param name="model">An int8 model with manifest.</param>
    /// <param name="cycles">Recorded cycles.</param>
    /// <param name="errors">Measuring errors.</param>
    /// <param name="battery">The battery that the board measures: each of its cells goes through the cycles, at equal C-rate.</param>
    /// <param name="every">Estimates one of so many samples; the samples all count.</param>
    /// <param name="progress">Called before each row.</param>
    public static IReadOnlyList<AccuracyRow> Run(
        ModelFile model,
        IReadOnlyList<Cycle> cycles,
        IReadOnlyList<SensorError> errors,
        BatteryCells battery,
        int every,
        Action<string>? progress = null)
    {
        var run = new BatteryRun(model, battery.InSeries, battery.InParallel, (float)(battery.CapacityAh ?? 0));
        battery.Check(model.Manifest!.RatedCapacityAh);
        progress?.Invoke("no error");
        (List<double> clean, List<double> truth) = Estimate(null, 0);
        var rows = new List<AccuracyRow> { new("none", 0, 0, Differences(clean, truth).Average()) };
        foreach (SensorError error in errors)
        {
            progress?.Invoke(error.Name);
            AccuracyRow[] variants = [.. Enumerable.Range(0, error.Variants).Select(variant =>
            {
                (List<double> estimates, _) = Estimate(error, variant);
                return new AccuracyRow(
                    error.Name, Differences(estimates, clean).Average(), Differences(estimates, clean).Max(),
                    Differences(estimates, truth).Average());
            })];
            rows.Add(
                new(error.Name, variants.Max(row => row.MeanPercent), variants.Max(row => row.GreatestPercent),
                    variants.Max(row => row.ErrorPercent)));
        }

        return rows;

        (List<double> Estimates, List<double> Truth) Estimate(SensorError? error, int variant)
        {
            List<double> estimates = [], truth = [];
            foreach (Cycle cycle in cycles)
            {
                run.Reset();
                int sample = 0;
                foreach (int row in cycle.Samples(model.Manifest.SamplePeriodMs))
                {
                    sample++;
                    if (row < 0)
                    {
                        run.AcceptMissing();
                        continue;
                    }

                    var values = (
                        cycle.VoltageV[row] * battery.InSeries, cycle.CurrentA[row] * run.CurrentPerCell, cycle.TemperatureC[row]);
                    (float voltageV, float currentA, float temperatureC) = error is null ? values : error.Apply(values, variant);
                    run.Accept(voltageV, currentA, temperatureC);
                    if (sample % every == 0 && run.Infer() is { } percent)
                    {
                        estimates.Add(percent);
                        truth.Add(100 * cycle.Soc(row, model.Manifest.RatedCapacityAh));
                    }
                }
            }

            return (estimates, truth);
        }
    }

    /// <summary>The rows as a Markdown table.</summary>
    public static string Table(IReadOnlyList<AccuracyRow> rows)
    {
        var text = new StringBuilder(
            "| error | mean shift, % SOC | greatest shift, % SOC | mean absolute error then, % SOC |\n|---|---:|---:|---:|\n");
        foreach (AccuracyRow row in rows)
        {
            text.Append(
                FormattableString.Invariant(
                    $"| {row.Name} | {row.MeanPercent:0.00} | {row.GreatestPercent:0.00} | {row.ErrorPercent:0.00} |\n"));
        }

        return text.ToString();
    }

    private static IEnumerable<double> Differences(List<double> left, List<double> right) => left.Zip(right, (a, b) => Math.Abs(a - b));
}
