using System.Globalization;

namespace NanoBms.HardwareDocs.Symbols;

/// <summary>A pin of a symbol.</summary>
/// <param name="Name">Name.</param>
/// <param name="Number">Number in the netlist.</param>
/// <param name="X">End of the pin, millimetres right of the symbol's middle.</param>
/// <param name="Y">End of the pin, millimetres above the symbol's middle.</param>
/// <param name="Angle">Direction from its end to the body, degrees: 0 right, 90 up, 180 left, 270 down.</param>
/// <param name="Length">Millimetres.</param>
/// <param name="Type">KiCad's electrical type.</param>
public sealed record SymbolPin(string Name, string Number, double X, double Y, int Angle, double Length, string Type);

/// <summary>A symbol of the schematic.</summary>
/// <param name="Name">Name in the library.</param>
/// <param name="Prefix">Letters of its designators.</param>
/// <param name="Graphics">Body, as KiCad's expressions.</param>
/// <param name="Pins">Pins.</param>
/// <param name="ShowsPinNames">Whether pin names and numbers are printed.</param>
/// <param name="TextX">Place of the reference's text, right of the middle; the value stands below it.</param>
/// <param name="TextY">Place of the reference's text, above the middle.</param>
/// <param name="ValueY">Place of the value's text, above the middle.</param>
public sealed record SymbolShape(
    string Name, string Prefix, IReadOnlyList<string> Graphics, IReadOnlyList<SymbolPin> Pins, bool ShowsPinNames, double TextX,
    double TextY, double ValueY);

/// <summary>The symbols, drawn for this board.</summary>
public static class SymbolShapes
{
    /// <summary>All symbols.</summary>
    public static IReadOnlyList<SymbolShape> All { get; } =
    [
        Horizontal("Resistor", "R", Rectangle(-2.54, -1.016, 2.54, 1.016)),
        Horizontal("Fuse", "F", Rectangle(-2.54, -1.016, 2.54, 1.016), Line(-2.54, 0, 2.54, 0)),
        Horizontal("Shunt", "R", Rectangle(-2.54, -1.27, 2.54, 1.27), Line(-1.778, 1.27, -1.778, 2.286), Line(1.778, 1.27, 1.778, 2.286)),
        Horizontal(
            "Thermistor", "TH", Rectangle(-2.54, -1.016, 2.54, 1.016), Line(-2.54, -2.032, -1.27, -2.032, 1.524, 2.032, 2.54, 2.032)),
        Horizontal(
            "Capacitor", "C", Line(-0.508, -1.778, -0.508, 1.778), Line(0.508, -1.778, 0.508, 1.778), Line(-2.54, 0, -0.508, 0),
            Line(0.508, 0, 2.54, 0)),
        Diode("Tvs", Line(1.27, -1.27, 1.27, 1.27), Line(1.27, 1.27, 0.635, 1.778), Line(1.27, -1.27, 1.905, -1.778)),
        Diode("Led", Line(1.27, -1.27, 1.27, 1.27), Line(0, 1.524, 1.016, 2.54), Line(1.016, 1.524, 2.032, 2.54)),
        new(
            "Nmos", "Q",
            [
                Line(-2.54, 0, -1.016, 0), Line(-1.016, -1.905, -1.016, 1.905), Line(-0.381, -1.905, -0.381, 1.905),
                Line(-0.381, 1.27, 2.54, 1.27, 2.54, 2.54), Line(-0.381, -1.27, 2.54, -1.27, 2.54, -2.54),
                Line(-0.381, 0, 2.54, 0, 2.54, -1.27),
                Line(0.889, 0.508, -0.381, 0, 0.889, -0.508),
            ],
            [
                new("G", "1", -5.08, 0, 0, 2.54, "input"), new("S", "2", 2.54, -5.08, 90, 2.54, "passive"),
                new("D", "3", 2.54, 5.08, 270, 2.54, "open_collector"),
            ],
            false, -10.16, 5.08, 2.794),
        Terminal(2),
        Terminal(3),
        new(
            "Ina226", "U", [Rectangle(-12.7, -12.7, 12.7, 12.7)],
            [
                new("A1", "1", 15.24, 0, 180, 2.54, "input"), new("A0", "2", 15.24, -5.08, 180, 2.54, "input"),
                new("ALERT", "3", 15.24, -10.16, 180, 2.54, "open_collector"), new("SDA", "4", 15.24, 10.16, 180, 2.54, "bidirectional"),
                new("SCL", "5", 15.24, 5.08, 180, 2.54, "input"), new("VS", "6", -15.24, 10.16, 0, 2.54, "power_in"),
                new("GND", "7", -15.24, -10.16, 0, 2.54, "power_in"), new("VBUS", "8", -15.24, -5.08, 0, 2.54, "input"),
                new("IN-", "9", -15.24, 0, 0, 2.54, "input"), new("IN+", "10", -15.24, 5.08, 0, 2.54, "input"),
            ],
            true, -12.7, 16.51, 14.224),
        Esp32(),
        new("PowerFlag", "#FLG", [Line(0, 0, 0, 1.27), Line(0, 1.27, -1.016, 1.905, 0, 2.54, 1.016, 1.905, 0, 1.27)],
            [new("pwr", "1", 0, 0, 90, 0, "power_out")], false, 0, 5.08, 3.81),
    ];

    /// <summary>The symbol of a name; null where there is none.</summary>
    public static SymbolShape? Find(string name) => All.FirstOrDefault(shape => shape.Name == name);

    internal static string Number(double value) => Math.Round(value, 4).ToString("0.####", CultureInfo.InvariantCulture);

    private static SymbolShape Horizontal(string name, string prefix, params string[] graphics) => new(
        name, prefix, graphics,
        [new("1", "1", -5.08, 0, 0, 2.54, "passive"), new("2", "2", 5.08, 0, 180, 2.54, "passive")],
        false, -2.54, 4.572, -3.302);

    private static SymbolShape Diode(string name, params string[] cathode) => new(
        name, "D", [Line(-2.54, 0, 2.54, 0), Line(-1.27, -1.27, -1.27, 1.27, 1.27, 0, -1.27, -1.27), .. cathode],
        [new("K", "1", 5.08, 0, 180, 2.54, "passive"), new("A", "2", -5.08, 0, 0, 2.54, "passive")],
        false, -2.54, 4.572, -3.302);

    private static SymbolShape Terminal(int poles)
    {
        double top = 5.08 * (poles - 1);
        return new(
            $"Terminal{poles}", "J",
            [Rectangle(-5.08, -2.54, 5.08, top + 2.54),
                .. Enumerable.Range(0, poles)
                    .Select(k => $"(circle (center 0 {Number(top - 5.08 * k)}) (radius 0.762) "
                        + "(stroke (width 0.254) (type default) (color 0 0 0 0)) (fill (type none)))")],
            [.. Enumerable.Range(0, poles)
                .Select(k => new SymbolPin(Number(k + 1), Number(k + 1), 7.62, top - 5.08 * k, 180, 2.54, "passive"))],
            true, -5.08, top + 6.604, top + 4.064);
    }

    private static SymbolShape Esp32()
    {
        var pins = new List<SymbolPin>();
        foreach (DevKitPin pin in DevKitPins.All)
        {
            bool isLeft = pin.Number <= 19;
            int row = isLeft ? pin.Number - 1 : pin.Number - 20;
            string type = pin.Name switch
            {
                "3V3" => "power_out",
                "GND" or "5V" => "power_in",
                "EN" => "input",
                _ => DevKitPins.InputOnly.Contains(pin.Gpio) ? "input" : "bidirectional",
            };
            pins.Add(
                new(pin.Gpio >= 0 ? $"IO{pin.Gpio}" : pin.Name, Number(pin.Number), isLeft ? -15.24 : 15.24, 45.72 - 5.08 * row,
                    isLeft ? 0 : 180, 2.54, type));
        }

        return new("Esp32DevKitC", "U", [Rectangle(-12.7, -49.53, 12.7, 49.53)], pins, true, -12.7, 53.34, 51.054);
    }

    private static string Rectangle(double left, double bottom, double right, double top) =>
        $"(rectangle (start {Number(left)} {Number(bottom)}) (end {Number(right)} {Number(top)}) (stroke (width 0.254) (type default) "
            + "(color 0 0 0 0)) (fill (type background)))";

    private static string Line(params double[] values) =>
        $"(polyline (pts {string.Join(' ', values.Chunk(2).Select(point => $"(xy {Number(point[0])} {Number(point[1])})"))}) (stroke "
            + "(width 0.254) (type default) (color 0 0 0 0)) (fill (type none)))";
}
