using NanoBms.HardwareDocs.Symbols;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Pictures;

/// <summary>Draws a first try: an INA226 module and the thermistor in a breadboard, the ESP32 beside it.</summary>
public static class BreadboardPicture
{
    /// <summary>Name of the picture.</summary>
    public const string FileName = "breadboard.svg";

    private const string Plus = "#c62828", Minus = "#111111", Supply = "#e07b00", Data = "#1565c0", Clock = "#2e7d32", Analog = "#7b1fa2",
        Sense = "#ad6a6a", Board = "#f4f1ea", Hole = "#9a948a", Part = "#fff8e1", Module = "#e8eaf6", Chip = "#e3f2fd";

    private const string SupplyNet = "+3V3", GroundNet = "GND";

    private const int ModuleTop = 190, ModuleBottom = 352, RowA = 376, RowPitch = 20, Rows = 5, SupplyRail = 496, GroundRail = 520;

    private const int EspLeft = 40, EspRight = 330;

    /// <summary>The picture as SVG.</summary>
    public static string Draw(Wiring wiring)
    {
        const string title = "One cell on a breadboard, with an INA226 module";
        var svg = new SvgDrawing(1180, 770, title);
        svg.Text(40, 34, title, 20, isBold: true);
        DrawPower(svg, wiring);
        DrawBoard(svg);
        DrawModule(svg);
        DrawVoltageSense(svg, wiring);
        DrawThermistor(svg, wiring);
        DrawEsp(svg, wiring);
        DrawWires(svg, wiring);
        int y = 672;
        foreach (string note in (string[])
        [
            "The five holes of a column are joined; so is each of the two long rows at the bottom. A wire ends at its dot, and passes over "
                + "all others.",
            "The order of the pins differs between modules: go by the names. VS is VCC on some, VBUS is VBS; ALE (ALERT) stays open.",
            "The battery's current goes through the module's own terminals and its own shunt, at most 0.8 A with one of 100 mOhm (R100).",
            "Fuse and protection circuit belong here too. D1, R2 to R6, C1 to C3 of the schematic are left out for a try on the table.",
        ])
        {
            svg.Text(40, y, note, 13);
            y += 22;
        }

        return svg.ToString();
    }

    private static int X(int column) => 440 + 24 * column;

    private static int Row(char letter) => RowA + RowPitch * (letter - 'a');

    private static string Label(Wiring wiring, string reference) =>
        $"{reference}  {Wirings.Nets.Value(wiring, wiring.Part(reference))}";

    private static void DrawPower(SvgDrawing svg, Wiring wiring)
    {
        int inMinus = X(4), inPlus = X(8);
        svg.Wire(Plus, 5, (200, 90), (inMinus, 90), (inMinus, ModuleTop));
        svg.Wire(Plus, 5, (inPlus, ModuleTop), (inPlus, 120), (900, 120));
        svg.Wire(Minus, 5, (40, 120), (20, 120), (20, 640), (1160, 640), (1160, 120), (1120, 120));
        svg.Box(40, 62, 200, 160, "#e8f5e9");
        svg.Text(120, 106, "one cell, with its", 13, "middle");
        svg.Text(120, 124, "protection circuit", 13, "middle");
        svg.Text(184, 96, "+", 16);
        svg.Text(48, 126, "-", 18);
        svg.Box(250, 72, 350, 108, Part);
        svg.Text(300, 95, "F1  1 A", 14, "middle");
        svg.Box(900, 76, 1120, 160, "#f3e5f5");
        svg.Text(1010, 116, "load and charger", 15, "middle");
        svg.Text(1010, 136, "0.8 A at most", 12, "middle");
        svg.Text(908, 126, "+", 16);
        svg.Text(1104, 126, "-", 18);
    }

    private static void DrawVoltageSense(SvgDrawing svg, Wiring wiring)
    {
        int x = X(12), hole = X(Breadboard.Legs.Single(leg => leg is { Part: "U2", Pin: "VBUS" }).Column);
        svg.Wire(Sense, 2, (420, 90), (420, 60), (x, 60), (x, Row('b')), (hole, Row('b')));
        svg.Dot(Plus, 420, 90);
        svg.Dot(Sense, hole, Row('b'));
        svg.Box(x - 52, 148, x + 52, 176, Part);
        svg.Text(x, 167, Label(wiring, "F2"), 13, "middle");
    }

    private static void DrawBoard(SvgDrawing svg)
    {
        svg.Box(X(1) - 24, ModuleBottom - 4, X(Breadboard.Columns) + 24, GroundRail + 20, Board);
        svg.Wire(Supply, 1, (X(1) - 10, SupplyRail - 10), (X(Breadboard.Columns) + 10, SupplyRail - 10));
        svg.Wire(Data, 1, (X(1) - 10, GroundRail + 10), (X(Breadboard.Columns) + 10, GroundRail + 10));
        for (int column = 1; column <= Breadboard.Columns; column++)
        {
            for (int row = 0; row < Rows; row++)
            {
                svg.Hole(Hole, X(column), RowA + RowPitch * row);
            }

            svg.Hole(Hole, X(column), SupplyRail);
            svg.Hole(Hole, X(column), GroundRail);
        }

        svg.Text(X(Breadboard.Columns) + 12, SupplyRail + 5, "+", 13);
        svg.Text(X(Breadboard.Columns) + 13, GroundRail + 5, "-", 15);
    }

    private static void DrawModule(SvgDrawing svg)
    {
        svg.Box(X(2) - 6, ModuleTop, X(10) - 6, ModuleBottom, Module);
        svg.Text(X(6) - 6, 262, "INA226 module", 15, "middle", true);
        svg.Box(X(6) - 44, 216, X(6) + 32, 240, "#ffffff");
        svg.Text(X(6) - 6, 233, "shunt R100", 11, "middle");
        foreach ((int column, string name) in new[] { (4, "IN-"), (8, "IN+") })
        {
            svg.Box(X(column) - 15, ModuleTop - 6, X(column) + 15, ModuleTop + 20, "#c5cae9");
            svg.Text(X(column), ModuleTop + 12, name, 12, "middle");
        }

        IEnumerable<(int Column, string Printed)> pins = Breadboard.Legs.Where(leg => leg.Part == "U2")
            .Select(leg => (leg.Column, leg.Printed)).Append((Breadboard.AlertColumn, "ALE"));
        foreach ((int column, string printed) in pins)
        {
            svg.Wire(Minus, 2, (X(column), ModuleBottom - 14), (X(column), RowA));
            svg.Dot(Minus, X(column), RowA);
            svg.UprightText(X(column) + 4, ModuleBottom - 20, printed, 12);
        }
    }

    private static void DrawThermistor(SvgDrawing svg, Wiring wiring)
    {
        int supply = X(15), adc = X(18), ground = X(22), middle = (supply + adc) / 2;
        svg.Wire(Supply, 2, (supply, RowA), (supply, 290), (middle - 20, 290), (middle - 20, 250));
        svg.Wire(Analog, 2, (adc, RowA), (adc, 290), (middle + 20, 290), (middle + 20, 250));
        svg.Box(middle - 70, 218, middle + 70, 250, Part);
        svg.Text(middle, 239, Label(wiring, "TH1"), 14, "middle");
        svg.Text(middle, 208, "under tape on the cell", 12, "middle");
        svg.Dot(Supply, supply, RowA);
        svg.Dot(Analog, adc, RowA);
        foreach ((string reference, char row) in new[] { ("R7", 'b'), ("C4", 'd') })
        {
            svg.Wire(Minus, 2, (adc, Row(row)), (ground, Row(row)));
            svg.Box(adc + 8, Row(row) - 10, ground - 8, Row(row) + 10, Part);
            svg.Text((adc + ground) / 2, Row(row) + 5, Label(wiring, reference), 12, "middle");
            svg.Dot(Minus, adc, Row(row));
            svg.Dot(Minus, ground, Row(row));
        }
    }

    private static void DrawEsp(SvgDrawing svg, Wiring wiring)
    {
        svg.Box(EspLeft, 340, EspRight, 590, Chip);
        svg.Text((EspLeft + EspRight) / 2, 362, $"U1  {wiring.Board}", 15, "middle", true);
        svg.Text(EspLeft + 12, 470, "supply: USB", 12);
        foreach ((int y, string name) in Pins(wiring))
        {
            svg.Text(EspRight - 8, y + 5, name, 13, "end");
        }
    }

    private static IEnumerable<(int Y, string Name)> Pins(Wiring wiring) => wiring.Pins
        .Where(pin => Height(pin.Net) is not null)
        .Select(pin => (Height(pin.Net)!.Value, $"GPIO{pin.Gpio}  ({DevKitPins.Find(pin.Gpio)!.Place})"))
        .Append((SupplyRail, "3V3  (left row, pin 1)")).Append((GroundRail, "GND  (left row, pin 14)"));

    private static int? Height(string net) => net switch
    {
        "I2C_SCL" => Row('c'),
        "I2C_SDA" => Row('d'),
        "NTC_ADC" => 562,
        _ => null,
    };

    private static void DrawWires(SvgDrawing svg, Wiring wiring)
    {
        svg.Wire(Supply, 2, (EspRight, SupplyRail), (X(1), SupplyRail));
        svg.Dot(Supply, X(1), SupplyRail);
        svg.Wire(Minus, 2, (EspRight, GroundRail), (X(1), GroundRail));
        svg.Dot(Minus, X(1), GroundRail);
        svg.Wire(Minus, 2, (X(2), GroundRail), (X(2), 640));
        svg.Dot(Minus, X(2), GroundRail);
        svg.Dot(Minus, X(2), 640);
        svg.Text(X(2) + 10, 612, "a wire of its own, to the battery's minus", 12);
        foreach ((int column, string net) in Breadboard.Nets(wiring))
        {
            switch (net)
            {
                case SupplyNet:
                    Jumper(svg, Supply, column, SupplyRail);
                    break;
                case GroundNet:
                    Jumper(svg, Minus, column, GroundRail);
                    break;
                case "I2C_SCL" or "I2C_SDA":
                    string colour = net == "I2C_SCL" ? Clock : Data;
                    int y = Height(net)!.Value;
                    svg.Wire(colour, 2, (EspRight, y), (X(column), y));
                    svg.Dot(colour, X(column), y);
                    break;
                case "NTC_ADC":
                    int below = Height(net)!.Value;
                    svg.Wire(Analog, 2, (EspRight, below), (X(column), below), (X(column), Row('e')));
                    svg.Dot(Analog, X(column), Row('e'));
                    break;
            }
        }
    }

    private static void Jumper(SvgDrawing svg, string colour, int column, int rail)
    {
        svg.Wire(colour, 2, (X(column), Row('e')), (X(column), rail));
        svg.Dot(colour, X(column), Row('e'));
        svg.Dot(colour, X(column), rail);
    }
}
