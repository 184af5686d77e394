using System.Text;
using NanoBms.DeviceBuild.Settings.Rows;
using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Settings.Generation;

/// <summary>Writes the tables of the document.</summary>
public static class DocumentTables
{
    /// <summary>The document with its tables anew.</summary>
    /// <param name="document">The document as it is, with marks "begin NAME" and "end NAME" for each table.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="source">Path of the table.</param>
    /// <param name="path">Path of the document, named where marks are missing.</param>
    public static string Replace(string document, IReadOnlyList<SettingRow> rows, string source, string path) =>
        rows.GroupBy(row => row.Table)
            .Aggregate(document, (text, table) => MarkedText.Replace(text, table.Key, Table(table, source), path));

    private static string Table(IEnumerable<SettingRow> rows, string source)
    {
        var text = new StringBuilder(
            $"<!-- Written by NanoBms.ModelConverter (settings-table) from {source}. Do not edit. "
                + "-->\n| setting | default | range | meaning |\n|---|---|---|---|\n");
        foreach (SettingRow row in rows)
        {
            string[] range = [row.Kind.Range(row.Limits), row.Condition];
            text.Append(
                $"| `{row.Name}` | `{SchemaText.Write(row.Kind.Json(row.Default))}` | "
                    + $"{string.Join("; ", range.Where(part => part.Length > 0))} | {row.Meaning} |\n");
        }

        return text.ToString();
    }
}
