using System.Text;
using NanoBms.HardwareDocs.Symbols;

namespace NanoBms.HardwareDocs.Kicad;

/// <summary>Writes symbols for KiCad 6.</summary>
public static class SymbolText
{
    /// <summary>The library of all symbols (.kicad_sym, format 20211014).</summary>
    public static string WriteLibrary() =>
        "(kicad_symbol_lib (version 20211014) (generator nanobms_hardwaredocs)\n"
            + string.Concat(SymbolShapes.All.Select(shape => Write(shape, "", "  "))) + ")\n";

    /// <summary>One symbol; its name gets a prefix, each line an indent.</summary>
    public static string Write(SymbolShape shape, string prefix, string indent)
    {
        const string font = "(effects (font (size 1.27 1.27))";
        static string N(double value) => SymbolShapes.Number(value);
        bool isFlag = shape.Prefix.StartsWith('#');
        string listed = isFlag ? "no" : "yes";
        var text = new StringBuilder();
        text.Append(
            $"{indent}(symbol "
                + $"\"{prefix}{shape.Name}\"{(isFlag ? " (power)" : "")}"
                + $"{(shape.ShowsPinNames ? " (pin_names (offset 1.016))" : " (pin_numbers hide) (pin_names (offset 0) hide)")} (in_bom "
                + $"{listed}) (on_board {listed})\n");
        text.Append(
            $"{indent}  (property \"Reference\" \"{shape.Prefix}\" (id 0) (at {N(shape.TextX)} {N(shape.TextY)} 0) {font} (justify "
                + $"left){(isFlag ? " hide" : "")}))\n");
        text.Append(
            $"{indent}  (property \"Value\" \"{shape.Name}\" (id 1) (at {N(shape.TextX)} {N(shape.ValueY)} 0) {font} (justify left)))\n");
        text.Append(
            $"{indent}  (property \"Footprint\" \"\" (id 2) (at 0 0 0) {font} hide))\n{indent}  (property \"Datasheet\" \"\" (id 3) (at 0 "
                + $"0 0) {font} hide))\n");
        text.Append($"{indent}  (symbol \"{shape.Name}_0_1\"\n");
        foreach (string graphic in shape.Graphics)
        {
            text.Append($"{indent}    {graphic}\n");
        }

        text.Append($"{indent}  )\n{indent}  (symbol \"{shape.Name}_1_1\"\n");
        foreach (SymbolPin pin in shape.Pins)
        {
            text.Append(
                $"{indent}    (pin {pin.Type} line (at {N(pin.X)} {N(pin.Y)} {pin.Angle}) (length {N(pin.Length)}) (name \"{pin.Name}\" "
                    + $"{font})) (number \"{pin.Number}\" {font})))\n");
        }

        return text.Append($"{indent}  )\n{indent})\n").ToString();
    }
}
