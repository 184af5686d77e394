using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NanoBms.DeviceBuild.Settings.Rows;

namespace NanoBms.DeviceBuild.Settings.Generation;

/// <summary>Writes the JSON schema (draft 2020-12) by which an editor completes and checks a settings file.</summary>
public static class SchemaText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Short = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's text.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="source">Path of the table.</param>
    public static string Write(IReadOnlyList<SettingRow> rows, string source)
    {
        var properties = new JsonObject
        {
            ["$schema"] = new JsonObject { ["type"] = "string", ["description"] = "Where this schema is; of no effect on the device." },
        };
        foreach (SettingRow row in rows)
        {
            var property = new JsonObject { ["description"] = Description(row), ["default"] = row.Kind.Json(row.Default) };
            foreach ((string name, JsonNode? value) in row.Kind.Schema(row.Limits))
            {
                property[name] = value?.DeepClone();
            }

            properties[row.Name] = property;
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$comment"] = $"Written by NanoBms.ModelConverter (settings-table) from {source}. Do not edit.",
            ["title"] = "Settings of a NanoBms gauge",
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        }.ToJsonString(Options) + "\n";
    }

    /// <summary>A value as it stands in a settings file.</summary>
    internal static string Write(JsonNode value) => value.ToJsonString(Short);

    private static string Description(SettingRow row)
    {
        string range = row.Kind.Range(row.Limits);
        string[] parts =
        [
            row.Meaning, range.Length > 0 ? $"Range: {range}." : "", row.Condition.Length > 0 ? $"Also: {row.Condition}." : ""
        ];
        return CommentText.Plain(string.Join(' ', parts.Where(part => part.Length > 0)));
    }
}
