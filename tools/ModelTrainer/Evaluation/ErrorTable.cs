using System.Globalization;
using System.Text;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>One line of a table of errors.</summary>
public sealed record ErrorRow(string Name, ErrorFigures Float, ErrorFigures Int8);

/// <summary>Errors by file, by folder (temperature) and over all, as Markdown.</summary>
public static class ErrorTable
{
    /// <summary>The rows: each cycle, each folder, all but the folders set apart, all.</summary>
    /// <param name="errors">Errors of the cycles.</param>
    /// <param name="apart">Folders (temperatures) that one total leaves out.</param>
    public static IReadOnlyList<ErrorRow> Rows(IReadOnlyList<CycleErrors> errors, IReadOnlyCollection<string> apart)
    {
        var rows = errors.Select(error => Row($"{error.Cycle.Group}/{error.Cycle.Name}", [error])).ToList();
        rows.AddRange(errors.GroupBy(error => error.Cycle.Group).Select(group => Row($"all of {group.Key}", group)));
        string[] left = [.. errors.Select(error => error.Cycle.Group).Where(apart.Contains).Distinct()];
        if (left.Length > 0 && errors.Any(error => !apart.Contains(error.Cycle.Group)))
        {
            rows.Add(Row($"all but {string.Join(", ", left)}", errors.Where(error => !apart.Contains(error.Cycle.Group))));
        }

        rows.Add(Row("all", errors));
        return rows;
    }

    /// <summary>The table as Markdown.</summary>
    public static string Markdown(IReadOnlyList<ErrorRow> rows)
    {
        var text = new StringBuilder();
        text.Append(
            "| cycle | estimates | int8 MAE % | int8 RMSE % | int8 max % | int8 correlation | float MAE % "
                + "|\n|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (ErrorRow row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Int8.Count} | {row.Int8.MeanAbsolutePercent:F2} | {row.Int8.RootMeanSquarePercent:F2} | "
                    + $"{row.Int8.MaximumPercent:F2} | {row.Int8.Correlation:F5} | {row.Float.MeanAbsolutePercent:F2} |\n");
        }

        return text.ToString();
    }

    private static ErrorRow Row(string name, IEnumerable<CycleErrors> errors) =>
        new(name, EstimateTrace.Total(errors.Select(error => error.Float)), EstimateTrace.Total(errors.Select(error => error.Int8)));
}
