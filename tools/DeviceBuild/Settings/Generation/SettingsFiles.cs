using NanoBms.DeviceBuild.Settings.Rows;
using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Settings.Generation;

/// <summary>All files that are made from the table of settings.</summary>
public static class SettingsFiles
{
    /// <summary>The table, from the checkout's top folder.</summary>
    public const string TablePath = "firmware/NanoBms.Device/Settings/DeviceSettings.cs";

    /// <summary>The visit of its rows.</summary>
    public const string VisitPath = "firmware/generated/DeviceSettings.Visit.cs";

    /// <summary>The document, whose tables are made.</summary>
    public const string DocumentPath = "docs/settings.md";

    /// <summary>The schema.</summary>
    public const string SchemaPath = "docs/settings.schema.json";

    // Sources whose constants are defaults.
    private static readonly string[] ConstantPaths =
        ["firmware/generated/BoardDefaults.cs", "firmware/NanoBms.Device/Settings/SleepMode.cs"];

    /// <summary>The rows of the table.</summary>
    /// <param name="root">The checkout's top folder.</param>
    /// <exception cref="UserError">A row is wrong, or a source is missing.</exception>
    public static IReadOnlyList<SettingRow> Rows(string root) =>
        RowReader.Read(TablePath, Read(root, TablePath), [.. ConstantPaths.Select(path => Read(root, path))]);

    /// <summary>Path from the checkout's top folder, and text, of each file.</summary>
    /// <param name="root">The checkout's top folder.</param>
    public static IReadOnlyList<(string Path, string Text)> Create(string root)
    {
        IReadOnlyList<SettingRow> rows = Rows(root);
        return
        [
            (VisitPath, VisitText.Write(rows, TablePath)),
            (DocumentPath, DocumentTables.Replace(Read(root, DocumentPath), rows, TablePath, DocumentPath)),
            (SchemaPath, SchemaText.Write(rows, TablePath)),
        ];
    }

    /// <summary>Files that are missing or not as the table makes them; empty where all agree.</summary>
    /// <param name="root">The checkout's top folder.</param>
    public static IReadOnlyList<(string Path, string Text)> Stale(string root) => [.. Create(root)
        .Where(file => !File.Exists(Path.Combine(root, file.Path)) || File.ReadAllText(Path.Combine(root, file.Path)) != file.Text)];

    /// <summary>Writes the files that differ and tells which.</summary>
    /// <param name="root">The checkout's top folder.</param>
    public static IReadOnlyList<string> Update(string root)
    {
        IReadOnlyList<(string Path, string Text)> stale = Stale(root);
        foreach ((string path, string text) in stale)
        {
            OutputFile.Write(Path.Combine(root, path), text);
        }

        return [.. stale.Select(file => file.Path)];
    }

    /// <summary>One sentence on stale files.</summary>
    public static string Sentence(IReadOnlyList<(string Path, string Text)> stale) =>
        $"{string.Join(", ", stale.Select(file => file.Path))} {(stale.Count == 1 ? "does" : "do")} not agree with {TablePath}; "
        + "run 'dotnet run --project tools/ModelConverter -- settings-table'.";

    private static string Read(string root, string path) => File.Exists(Path.Combine(root, path))
        ? File.ReadAllText(Path.Combine(root, path))
        : throw new UserError($"There is no {path} in '{root}'.");
}
