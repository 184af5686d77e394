using System.Text;
using NanoBms.SettingsTable.Rows;

namespace NanoBms.SettingsTable.Generation;

/// <summary>Writes the firmware's visit of the rows.</summary>
public static class VisitText
{
    private const int MaxLength = 140;

    /// <summary>The file's text.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="source">Path of the table.</param>
    public static string Write(IReadOnlyList<SettingRow> rows, string source)
    {
        var text = new StringBuilder(
            $$"""
            // Written by tools/SettingsTable from {{source}}. Do not edit.
            namespace NanoBms.Device.Settings
            {
                /// <content>The visit of the rows.</content>
                public sealed partial class {{RowReader.ClassName}}
                {
                    /// <summary>Has a reader take and check each setting, in the order of the rows.</summary>
                    internal void Visit(SettingsReader reader)
                    {

            """);
        foreach (SettingRow row in rows)
        {
            string[] arguments = [$"\"{row.Name}\"", $"ref {row.Field}", .. row.Kind.Arguments(row.Limits)];
            string line = $"            reader.{row.Kind.Name}({string.Join(", ", arguments)});\n";
            text.Append(
                line.Length <= MaxLength
                    ? line
                    : $"            reader.{row.Kind.Name}(\n                {string.Join(", ", arguments[..^1])},\n                {arguments[^1]});\n");
        }

        return text.Append("        }\n    }\n}\n").ToString();
    }
}
