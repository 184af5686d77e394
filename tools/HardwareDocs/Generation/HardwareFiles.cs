using NanoBms.Foundation;
using NanoBms.HardwareDocs.Kicad;
using NanoBms.HardwareDocs.Pictures;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Generation;

/// <summary>All files that follow from hardware/wiring.json and from the table of boards.</summary>
public static class HardwareFiles
{
    /// <summary>The description, from the checkout's top folder.</summary>
    public const string WiringPath = "hardware/wiring.json";

    /// <summary>The guide, whose tables are generated.</summary>
    public const string ReadmePath = "hardware/README.md";

    /// <summary>The firmware's defaults.</summary>
    public const string DefaultsPath = "firmware/generated/BoardDefaults.cs";

    /// <summary>The schematic.</summary>
    public const string SchematicPath = "hardware/kicad/nanobms.kicad_sch";

    /// <summary>Path from the checkout's top folder, and text, of each file.</summary>
    /// <param name="wiring">The board.</param>
    /// <param name="readme">The guide as it is.</param>
    public static IReadOnlyList<(string Path, string Text)> Create(Wiring wiring, string readme)
    {
        readme = MarkedText.Replace(readme, "pins", ReadmeTables.Pins(wiring), ReadmePath);
        readme = MarkedText.Replace(readme, "values", ReadmeTables.Values(wiring), ReadmePath);
        readme = MarkedText.Replace(readme, "module", ReadmeTables.Module(wiring), ReadmePath);
        readme = MarkedText.Replace(readme, "shunts", ReadmeTables.Shunts(wiring), ReadmePath);
        return
        [
            (ReadmePath, readme),
            (DefaultsPath, BoardDefaultsText.Write(wiring)),
            ("hardware/bom.csv", BomText.Write(wiring)),
            (SchematicPath, SchematicText.Write(wiring)),
            ("hardware/kicad/nanobms.kicad_sym", SymbolText.WriteLibrary()),
            ("hardware/kicad/sym-lib-table",
                "(sym_lib_table\n  (lib (name \"nanobms\")(type \"KiCad\")(uri \"${KIPRJMOD}/nanobms.kicad_sym\")(options \"\")(descr "
                    + "\"Symbols of the NanoBms board\"))\n)\n"),
            ("hardware/kicad/nanobms.kicad_pro",
                "{\n  \"meta\": {\n    \"filename\": \"nanobms.kicad_pro\",\n    \"version\": 1\n  }\n}\n"),
            ("hardware/wokwi/diagram.json", WokwiText.Diagram(wiring)),
            ("hardware/wokwi/wokwi.toml", WokwiText.Config()),
            ($"hardware/pictures/{BreadboardPicture.FileName}", BreadboardPicture.Draw(wiring)),
            .. PackPicture.Packs.Select(pack => ($"hardware/pictures/{pack.FileName}", PackPicture.Draw(wiring, pack))),
        ];
    }

    /// <summary>Files that are missing or not as the description makes them; empty where all agree.</summary>
    /// <param name="root">The checkout's top folder.</param>
    public static IReadOnlyList<string> Stale(string root) => [.. Create(root)
        .Where(file => !File.Exists(Path.Combine(root, file.Path)) || File.ReadAllText(Path.Combine(root, file.Path)) != file.Text)
        .Select(file => file.Path)];

    /// <summary>Writes the files that differ and tells which.</summary>
    /// <param name="root">The checkout's top folder.</param>
    public static IReadOnlyList<string> Update(string root)
    {
        IReadOnlyList<string> stale = Stale(root);
        foreach ((string path, string text) in Create(root).Where(file => stale.Contains(file.Path)))
        {
            OutputFile.Write(Path.Combine(root, path), text);
        }

        return stale;
    }

    /// <summary>One sentence on stale files.</summary>
    public static string Sentence(IReadOnlyList<string> stale) =>
        $"{string.Join(", ", stale)} {(stale.Count == 1 ? "does" : "do")} not agree with {WiringPath} and the table of boards; "
            + "run 'dotnet run --project tools/HardwareDocs'.";

    private static IReadOnlyList<(string Path, string Text)> Create(string root)
    {
        string readme = Path.Combine(root, ReadmePath);
        return File.Exists(readme)
            ? [.. Create(WiringReader.Read(Path.Combine(root, WiringPath)), File.ReadAllText(readme)), .. BoardPages.Create(root)]
            : throw new UserError($"There is no {ReadmePath} in '{root}'.");
    }
}
