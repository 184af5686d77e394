using System.Security.Cryptography;
using System.Text;
using NanoBms.HardwareDocs.Symbols;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Kicad;

/// <summary>
/// Writes the schematic for KiCad 6 (file format 20211123, described in KiCad's developer documentation, "Schematic file format"). Each
/// connected pin has a short wire to a label of its net; its symbols are in the file itself, so that it opens without libraries.
/// </summary>
public static class SchematicText
{
    /// <summary>Name of the symbol library.</summary>
    public const string Library = "nanobms";

    private const double StubMm = 2.54;
    private const string Font = "(effects (font (size 1.27 1.27))";
    private static readonly (double Left, double Top, double Right, double Bottom, string Title)[] Blocks =
    [
        (17.78, 33.02, 160.02, 127, "Battery, fuse, shunt (thick wires: J1, F1, R1, J2)"),
        (162.56, 33.02, 294.64, 127, "Current and voltage"),
        (297.18, 33.02, 393.7, 177.8, "Microcontroller (supply by USB)"),
        (17.78, 147.32, 294.64, 177.8, "Temperature"),
        (17.78, 185.42, 294.64, 259.08, "Status LED and alarm outputs (option)"),
    ];

    /// <summary>The schematic's text.</summary>
    public static string Write(Wiring wiring)
    {
        var text = new StringBuilder();
        string root = Uuid("sheet");
        text.Append($"(kicad_sch (version 20211123) (generator nanobms_hardwaredocs)\n  (uuid {root})\n  (paper \"A3\")\n");
        text.Append(
            "  (title_block\n    (title \"NanoBms fuel gauge\")\n    (rev \"1\")\n    (comment 1 \"Generated from hardware/wiring.json; "
                + "do not edit\")\n  )\n");
        text.Append("  (lib_symbols\n");
        foreach (SymbolShape shape in SymbolShapes.All)
        {
            text.Append(SymbolText.Write(shape, Library + ":", "    "));
        }

        text.Append("  )\n\n");
        foreach ((double left, double top, double right, double bottom, string title) in Blocks)
        {
            // KiCad 6 takes lines of two points only.
            AppendLine(text, title, left, top, right, top);
            AppendLine(text, title, right, top, right, bottom);
            AppendLine(text, title, left, bottom, right, bottom);
            AppendLine(text, title, left, top, left, bottom);
            text.Append(
                $"  (text {Quote(title)} (at {N(left)} {N(top - 1.27)} 0) (effects (font (size 1.778 1.778)) (justify left bottom)) (uuid "
                    + $"{Uuid("title " + title)}))\n");
        }

        foreach (Part part in wiring.Parts)
        {
            foreach (SymbolPin pin in SymbolShapes.Find(part.Symbol)!.Pins)
            {
                AppendConnection(text, wiring, part, pin);
            }
        }

        // The minus of the battery drives ground: without a flag the rule check would take it for unpowered.
        const double flagX = 40.64, flagY = 111.76;
        text.Append(
            $"  (wire (pts (xy {N(flagX)} {N(flagY)}) (xy {N(flagX - StubMm)} {N(flagY)})) (stroke (width 0) (type default) (color 0 0 0 "
                + $"0)) (uuid {Uuid("flag wire")}))\n");
        text.Append(Label("GND", flagX - StubMm, flagY, 180, "flag"));
        AppendSymbol(text, "#FLG01", "PowerFlag", "PWR_FLAG", flagX, flagY, []);
        foreach (Part part in wiring.Parts)
        {
            AppendSymbol(
                text, part.Reference, part.Symbol, Nets.Value(wiring, part), part.At[0], part.At[1],
                [("Maker", part.Maker), ("Part number", part.PartNumber)]);
        }

        text.Append("  (sheet_instances\n    (path \"/\" (page \"1\"))\n  )\n\n  (symbol_instances\n");
        AppendInstance(text, "#FLG01", "PWR_FLAG");
        foreach (Part part in wiring.Parts)
        {
            AppendInstance(text, part.Reference, Nets.Value(wiring, part));
        }

        return text.Append("  )\n)\n").ToString();
    }

    /// <summary>A text in KiCad's quotes.</summary>
    internal static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    private static void AppendLine(StringBuilder text, string title, double x1, double y1, double x2, double y2) => text.Append(
        $"  (polyline (pts (xy {N(x1)} {N(y1)}) (xy {N(x2)} {N(y2)})) (stroke (width 0) (type dash) (color 0 0 0 0)) (uuid "
            + $"{Uuid($"block {title} {N(x1)} {N(y1)} {N(x2)} {N(y2)}")}))\n");

    private static void AppendConnection(StringBuilder text, Wiring wiring, Part part, SymbolPin pin)
    {
        double x = part.At[0] + pin.X, y = part.At[1] - pin.Y;
        string key = $"{part.Reference} {pin.Number}";
        if (Nets.Of(wiring, part, pin) is not { } net)
        {
            text.Append($"  (no_connect (at {N(x)} {N(y)}) (uuid {Uuid("open " + key)}))\n");
            return;
        }

        // Away from the body.
        int angle = (pin.Angle + 180) % 360;
        double endX = x + (angle == 0 ? StubMm : angle == 180 ? -StubMm : 0),
            endY = y + (angle == 270 ? StubMm : angle == 90 ? -StubMm : 0);
        text.Append(
            $"  (wire (pts (xy {N(x)} {N(y)}) (xy {N(endX)} {N(endY)})) (stroke (width 0) (type default) (color 0 0 0 0)) (uuid "
                + $"{Uuid("wire " + key)}))\n");
        text.Append(Label(net, endX, endY, angle, key));
    }

    private static string Label(string net, double x, double y, int angle, string key) =>
        $"  (global_label {Quote(net)} (shape passive) (at {N(x)} {N(y)} {angle}) {Font} (justify "
            + $"{(angle is 0 or 90 ? "left" : "right")})) (uuid {Uuid("label " + key)})\n"
        + $"    (property \"Intersheet References\" \"${{INTERSHEET_REFS}}\" (id 0) (at {N(x)} {N(y)} 0) {Font} hide))\n  )\n";

    private static void AppendSymbol(
        StringBuilder text, string reference, string symbol, string value, double x, double y,
        IReadOnlyList<(string Name, string Value)> fields)
    {
        SymbolShape shape = SymbolShapes.Find(symbol)!;
        string hide = reference.StartsWith('#') ? " hide" : "", listed = reference.StartsWith('#') ? "no" : "yes";
        text.Append(
            $"  (symbol (lib_id {Quote(Library + ":" + symbol)}) (at {N(x)} {N(y)} 0) (unit 1)\n    (in_bom {listed}) (on_board "
                + $"{listed})\n    (uuid {Uuid("symbol " + reference)})\n");
        text.Append(
            $"    (property \"Reference\" {Quote(reference)} (id 0) (at {N(x + shape.TextX)} {N(y - shape.TextY)} 0) {Font} (justify "
                + $"left){hide}))\n");
        text.Append(
            $"    (property \"Value\" {Quote(value)} (id 1) (at {N(x + shape.TextX)} {N(y - shape.ValueY)} 0) {Font} (justify left)))\n");
        text.Append($"    (property \"Footprint\" \"\" (id 2) (at {N(x)} {N(y)} 0) {Font} hide))\n");
        text.Append($"    (property \"Datasheet\" \"\" (id 3) (at {N(x)} {N(y)} 0) {Font} hide))\n");
        for (int k = 0; k < fields.Count; k++)
        {
            text.Append(
                $"    (property {Quote(fields[k].Name)} {Quote(fields[k].Value)} (id {4 + k}) (at {N(x)} {N(y)} 0) {Font} hide))\n");
        }

        foreach (SymbolPin pin in shape.Pins)
        {
            text.Append($"    (pin {Quote(pin.Number)} (uuid {Uuid($"pin {reference} {pin.Number}")}))\n");
        }

        text.Append("  )\n");
    }

    private static void AppendInstance(StringBuilder text, string reference, string value) =>
        text.Append(
            $"    (path \"/{Uuid("symbol " + reference)}\"\n      (reference {Quote(reference)}) (unit 1) (value {Quote(value)}) "
                + "(footprint \"\")\n    )\n");

    private static string N(double value) => SymbolShapes.Number(value);

    private static string Uuid(string name) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("nanobms " + name)).AsSpan(0, 16)).ToString();
}
