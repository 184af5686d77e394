using System.Text;
using NanoBms.Cells.Import.Columns;

namespace NanoBms.Cells.Import;

/// <summary>The table of logs that import knows, as the document has it.</summary>
public static class FormatsTable
{
    /// <summary>The table in Markdown.</summary>
    public static string Markdown()
    {
        var text =
            new StringBuilder(
                "| log | time | voltage | current | temperature | charge, state of charge | discharge | names from "
                    + "|\n|---|---|---|---|---|---|---|---|\n");
        foreach (LogForm form in LogForms.Makers.Append(LogForms.Generic))
        {
            text.Append("| ").Append(form.Maker)
                .Append(" | ").Append(Names(form, Quantity.Time))
                .Append(" | ").Append(Names(form, Quantity.Voltage))
                .Append(" | ").Append(Names(form, Quantity.Current))
                .Append(" | ").Append(Names(form, Quantity.Temperature))
                .Append(" | ").Append(Names(form, Quantity.Charge, Quantity.Charged, Quantity.Discharged, Quantity.Soc))
                .Append(" | ").Append(form.Discharge)
                .Append(" | ").Append(form.Source).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Names(LogForm form, params Quantity[] quantities)
    {
        const int most = 6;
        string[] names =
            [.. quantities.SelectMany(quantity => form.Names(quantity))
                .Select(entry => $"`{entry.Name.Text.Replace("|", "\\|", StringComparison.Ordinal)}`").Distinct()];
        return string.Join(", ", names.Take(most)) + (names.Length > most ? ", .." : "");
    }
}
