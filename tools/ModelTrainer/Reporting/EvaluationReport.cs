using System.Globalization;
using System.Text;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Reporting;

/// <summary>An evaluation as a Markdown file with pictures beside it.</summary>
public static class EvaluationReport
{
    /// <summary>Writes report.md and its pictures into a folder.</summary>
    public static void Write(string folder, EvaluationResults results)
    {
        EstimateTrace? Ocv(CycleErrors errors) =>
            results.Others.FirstOrDefault(
                method => method.Name == "open-circuit look-up")?.Traces.First(pair => pair.Cycle == errors.Cycle).Trace;

        List<string> traces = [];
        foreach (CycleErrors errors in results.Errors.GroupBy(errors => errors.Cycle.Group)
            .Select(group => group.MaxBy(errors => errors.Int8.Sum.Figures.MeanAbsolutePercent)!))
        {
            string file = $"soc-{errors.Cycle.Group}-{errors.Cycle.Name}.png";
            OutputFile.Write(Path.Combine(folder, file), ReportPlots.Trace(errors, Ocv(errors)));
            traces.Add(file);
        }

        OutputFile.Write(Path.Combine(folder, "error-over-soc.png"), ReportPlots.ErrorOverSoc(results.Errors));
        OutputFile.Write(Path.Combine(folder, "error-histogram.png"), ReportPlots.Histogram(results.Errors));
        FusedErrors worst = Worst(results).Errors.MaxBy(errors => errors.Network.Sum.Figures.MeanAbsolutePercent)!;
        OutputFile.Write(Path.Combine(folder, "fused.png"), ReportPlots.Fused(worst));
        OutputFile.Write(Path.Combine(folder, "report.md"), Markdown(results, traces, $"{worst.Cycle.Group}/{worst.Cycle.Name}"));
    }

    /// <summary>The text; pictures are named, not drawn.</summary>
    public static string Markdown(EvaluationResults results, IReadOnlyList<string> traces, string fusedCycle)
    {
        Manifest manifest = results.Model.Manifest;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Evaluation of {manifest.Name}

            Percent state of charge throughout. int8 file SHA-256 {results.Model.Int8.Sha256}; sample period {manifest.SamplePeriodMs / 1000.0} s, {(manifest.Mode == ManifestMode.Streaming ? "streaming" : $"window {manifest.Window}")};
            state of charge = 1 + charge / capacity on the day of the recording, or the rated {results.Model.RatedCapacityAh} Ah where that is not known. Readings are rounded as the device rounds them.

            ## From the start of each cycle

            {ErrorTable.Markdown(ErrorTable.Rows(results.Errors, results.Apart))}
            ![Errors over state of charge](error-over-soc.png)

            ![How often which error occurs](error-histogram.png)

            ## From cold starts

            {ColdStarts.PerCycle} power-ups at random times of each cycle, with no history. "First minute" begins with the first estimate ({manifest.Window - 1} sample periods after
            power-up), "after 5 minutes" is the sixth minute after power-up.

            | cycles | first minute: MAE % | max % | after 5 minutes: MAE % | max % |
            |---|---:|---:|---:|---:|

            """);
        foreach (IGrouping<string, ColdStartErrors> group in results.ColdStarts.GroupBy(errors => errors.Cycle.Group))
        {
            AppendColdStarts(text, $"all of {group.Key}", group);
        }

        ColdStartErrors[] warm = [.. results.ColdStarts.Where(errors => !results.Apart.Contains(errors.Cycle.Group))];
        if (warm.Length > 0 && warm.Length < results.ColdStarts.Count)
        {
            AppendColdStarts(text, $"all but {string.Join(", ", results.Apart)}", warm);
        }

        AppendColdStarts(text, "all", results.ColdStarts);
        AppendBaselines(text, results);
        AppendFused(text, results, fusedCycle);
        text.Append("\n## The cycle of each temperature that it estimates worst\n");
        foreach (string file in traces)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n![Estimated and true state of charge]({file})\n");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void AppendColdStarts(StringBuilder text, string name, IEnumerable<ColdStartErrors> errors)
    {
        ErrorSum first = new(), later = new();
        foreach (ColdStartErrors error in errors)
        {
            first.Add(error.FirstMinute);
            later.Add(error.AfterFiveMinutes);
        }

        ErrorFigures f = first.Figures, l = later.Figures;
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {name} | {f.MeanAbsolutePercent:F2} | {f.MaximumPercent:F2} | {l.MeanAbsolutePercent:F2} | {l.MaximumPercent:F2} |\n");
    }

    private static void AppendBaselines(StringBuilder text, EvaluationResults results)
    {
        string[] groups = [.. results.Errors.Select(errors => errors.Cycle.Group).Distinct()];
        text.Append(CultureInfo.InvariantCulture, $"""

            ## Against simpler ways and other models

            Mean absolute errors on the same cycles. Coulomb counting: a sensor that shows {100 * Baselines.CurrentGain:F0} % and {1000 * Baselines.CurrentOffsetA:F0} mA too much discharge, from a start that is {Baselines.InitialErrorPercent:F0} % too low.
            Open-circuit look-up: the measured voltage in the curve of a C/20 discharge, whatever the load.

            | method | {string.Join(" | ", groups)} | all | RMSE % | max % | correlation |
            |---|{string.Concat(Enumerable.Repeat("---:|", groups.Length + 4))}

            """);
        var methods = new List<MethodErrors>
        {
            new($"**{results.Model.Manifest.Name}, int8**", [.. results.Errors.Select(errors => (errors.Cycle, errors.Int8))]),
            new($"{results.Model.Manifest.Name}, float", [.. results.Errors.Select(errors => (errors.Cycle, errors.Float))]),
        };
        foreach (MethodErrors method in methods.Concat(results.Others))
        {
            ErrorFigures all = EstimateTrace.Total(method.Traces.Select(pair => pair.Trace));
            text.Append(CultureInfo.InvariantCulture, $"| {method.Name} |");
            foreach (string group in groups)
            {
                ErrorFigures figures = EstimateTrace.Total(
                    method.Traces.Where(pair => pair.Cycle.Group == group).Select(pair => pair.Trace));
                text.Append(CultureInfo.InvariantCulture, $" {figures.MeanAbsolutePercent:F2} |");
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $" {all.MeanAbsolutePercent:F2} | {all.RootMeanSquarePercent:F2} | {all.MaximumPercent:F2} | {all.Correlation:F5} |\n");
        }
    }

    private static void AppendFused(StringBuilder text, EvaluationResults results, string fusedCycle)
    {
        text.Append(CultureInfo.InvariantCulture, $"""

            ## The fused figure

            Charge counting anchored by the network and by full charge, with an estimate of the network every {FusedEvaluation.EstimateEveryS:F0} s, both fed by the same wrong current
            sensor. Largest step: from one second to the next.

            | cycle | sensor | int8 model MAE % | fused MAE % | int8 model max % | fused max % | fused largest step % |
            |---|---|---:|---:|---:|---:|---:|

            """);
        for (int k = 0; k < results.Errors.Count; k++)
        {
            foreach (SensorCase sensor in results.Sensors)
            {
                AppendFused(text, $"{sensor.Errors[k].Cycle.Group}/{sensor.Errors[k].Cycle.Name}", sensor, [sensor.Errors[k]]);
            }
        }

        foreach (SensorCase sensor in results.Sensors)
        {
            AppendFused(text, "all", sensor, sensor.Errors);
        }

        FusedErrors[] all = [.. results.Sensors.SelectMany(sensor => sensor.Errors)];
        int worse = all.Count(errors => errors.IsFusedWorse);
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nBy mean absolute error the fused figure is worse than the network, to the hundredth, in {worse} of {all.Length} cases; "
                + $"its largest step is {all.Max(errors => errors.LargestStepPercent):F2} % in a second.\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n{fusedCycle}, where the network errs most:\n\n![Errors of the network and of the fused figure](fused.png)\n");
    }

    private static void AppendFused(StringBuilder text, string name, SensorCase sensor, IReadOnlyList<FusedErrors> errors)
    {
        ErrorFigures network = EstimateTrace.Total(errors.Select(error => error.Network)),
            fused = EstimateTrace.Total(errors.Select(error => error.Fused));
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {name} | {100 * sensor.Gain:+0;-0} %, {1000 * sensor.OffsetA:+0;-0} mA | {network.MeanAbsolutePercent:F2} | "
                + $"{fused.MeanAbsolutePercent:F2} | {network.MaximumPercent:F2} | {fused.MaximumPercent:F2} | "
                + $"{errors.Max(error => error.LargestStepPercent):F2} |\n");
    }

    private static SensorCase Worst(EvaluationResults results) =>
        results.Sensors.MaxBy(sensor => EstimateTrace.Total(sensor.Errors.Select(errors => errors.Network)).MeanAbsolutePercent)!;
}
