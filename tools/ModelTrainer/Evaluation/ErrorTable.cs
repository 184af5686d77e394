using System.Globalization;
using System.Text;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>One line of a table of errors.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Float">Errors of the float form.</param>
/// <param name="Int8">Errors of the int8 form.</param>
/// <param name="RatedPercent">
/// Mean absolute error of the int8 form where state of charge counts from the rated capacity, percent; null where it is not told.
/// </param>
public sealed record ErrorRow(string Name, ErrorFigures Float, ErrorFigures Int8, double? RatedPercent = null);

/// <summary>Errors by file, by folder (temperature) and over all, as Markdown.</summary>
public static class ErrorTable
{
    /// <summary>The rows: each cycle, each folder, all but the folders set apart, all.</summary>
    /// <param name="errors">Errors of the cycles.</param>
    /// <param name="apart">Folders (temperatures) that one total leaves out.</param>
    /// <param name="ratedCapacityAh">
    /// Rated capacity of the model's cell, Ah, where the figures by it are wanted beside, as papers have them; null: they are not.
    /// </param>
    public static IReadOnlyList<ErrorRow> Rows(
        IReadOnlyList<CycleErrors> errors, IReadOnlyCollection<string> apart, float? ratedCapacityAh = null)
    {
        var rows = errors.Select(error => Row($"{error.Cycle.Group}/{error.Cycle.Name}", [error], ratedCapacityAh)).ToList();
        rows.AddRange(errors.GroupBy(error => error.Cycle.Group).Select(group => Row($"all of {group.Key}", group, ratedCapacityAh)));
        string[] left = [.. errors.Select(error => error.Cycle.Group).Where(apart.Contains).Distinct()];
        if (left.Length > 0 && errors.Any(error => !apart.Contains(error.Cycle.Group)))
        {
            rows.Add(Row($"all but {string.Join(", ", left)}", errors.Where(error => !apart.Contains(error.Cycle.Group)), ratedCapacityAh));
        }

        rows.Add(Row("all", errors, ratedCapacityAh));
        return rows;
    }

    /// <summary>The table as Markdown.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="what">Head of the first column.</param>
    public static string Markdown(IReadOnlyList<ErrorRow> rows, string what = "cycle")
    {
        bool rated = rows.Any(row => row.RatedPercent is not null);
        var text = new StringBuilder();
        text.Append(
            $"| {what} | estimates | int8 MAE % | int8 RMSE % | int8 max % | int8 correlation | float MAE % "
                + $"|{(rated ? " int8 MAE %, rated capacity |" : "")}\n"
                + $"|---|---:|---:|---:|---:|---:|---:|{(rated ? "---:|" : "")}\n");
        foreach (ErrorRow row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Int8.Count} | {row.Int8.MeanAbsolutePercent:F2} | {row.Int8.RootMeanSquarePercent:F2} | "
                    + $"{row.Int8.MaximumPercent:F2} | {row.Int8.Correlation:F5} | {row.Float.MeanAbsolutePercent:F2} |");
            text.Append(rated ? string.Create(CultureInfo.InvariantCulture, $" {row.RatedPercent:F2} |\n") : "\n");
        }

        return text.ToString();
    }

    private static ErrorRow Row(string name, IEnumerable<CycleErrors> errors, float? ratedCapacityAh)
    {
        double? rated = null;
        if (ratedCapacityAh is { } ratedAh)
        {
            var sum = new ErrorSum();
            foreach (CycleErrors error in errors)
            {
                double share = (error.Cycle.CapacityAh ?? ratedAh) / ratedAh;
                for (int k = 0; k < error.Int8.EstimatePercent.Count; k++)
                {
                    sum.Add(error.Int8.EstimatePercent[k], 100 - share * (100 - error.Int8.ReferencePercent[k]));
                }
            }

            rated = sum.Figures.MeanAbsolutePercent;
        }

        return new ErrorRow(
            name, EstimateTrace.Total(errors.Select(error => error.Float)), EstimateTrace.Total(errors.Select(error => error.Int8)), rated);
    }
}
