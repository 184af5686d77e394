using NanoBms.HardwareDocs.Symbols;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Pictures;

/// <summary>A battery of the wiring pictures.</summary>
/// <param name="FileName">Name of the picture.</param>
/// <param name="Title">Headline.</param>
/// <param name="Cells">Cells drawn.</param>
/// <param name="OptionalCells">How many of them are there in some packs only.</param>
/// <param name="CellText">What stands on a cell.</param>
/// <param name="Protection">What stands in the box between cells and terminals; null: no such box.</param>
/// <param name="Notes">Lines below the picture.</param>
public sealed record Pack(
    string FileName, string Title, int Cells, int OptionalCells, string CellText, string? Protection, IReadOnlyList<string> Notes);

/// <summary>Draws how a battery is wired to the board.</summary>
public static class PackPicture
{
    private const string Plus = "#c62828", Minus = "#111111", Supply = "#e07b00", Data = "#1565c0", Clock = "#2e7d32", Analog = "#7b1fa2",
        Sense = "#ad6a6a";
    private const string Part = "#fff8e1", Chip = "#e3f2fd", Battery = "#e8f5e9";

    /// <summary>The batteries.</summary>
    public static IReadOnlyList<Pack> Packs { get; } =
    [
        new(
            "one-cell.svg", "One lithium-ion cell (3.0 to 4.2 V)", 1, 0, "3.6 V cell", "protection circuit",
            ["cellsInSeries = 1 (the default). The cell must have a protection circuit of its own or one in its holder."]),
        new(
            "pack-2s-4s.svg", "Lithium-ion pack of 2 to 4 cells in series (6.0 to 16.8 V)", 4, 2, "3.6 V cell",
            "BMS: protection, balancing",
            ["cellsInSeries = 2, 3 or 4. The wires go to the pack's terminals behind its BMS, never to single cells.",
                "The gauge sees the mean cell: it cannot know the weakest one; the BMS must."]),
        new(
            "lead-acid-12v.svg", "12 V lead-acid battery (10.5 to 14.8 V)", 6, 0, "2 V cell", null,
            ["cellsInSeries = 6. The default model is of a lithium-ion cell: a lead-acid battery needs a model trained on its own cycles.",
                "F1 belongs within 15 cm of the plus pole: a 12 V battery without it can drive hundreds of amperes into a short circuit."]),
    ];

    /// <summary>The picture as SVG.</summary>
    public static string Draw(Wiring wiring, Pack pack)
    {
        var svg = new SvgDrawing(1180, 780, pack.Title);
        svg.Text(40, 34, pack.Title, 20, isBold: true);
        DrawPowerPath(svg, wiring);
        DrawBattery(svg, pack);
        DrawSensor(svg, wiring);
        DrawThermistor(svg, wiring);
        DrawBoard(svg, wiring);
        int y = 706;
        foreach (string note in pack.Notes.Append(
            "Thick wires carry the battery's current. The sense wires of R2 and R3 start at R1 itself, those of F2 and D1 behind F1. "
                + "Option: LED and alarm outputs as in the schematic."))
        {
            svg.Text(40, y, note, 13);
            y += 22;
        }

        return svg.ToString();
    }

    private static string Label(Wiring wiring, string reference) => $"{reference}  {Nets.Value(wiring, wiring.Part(reference))}";

    private static void DrawPowerPath(SvgDrawing svg, Wiring wiring)
    {
        svg.Wire(Plus, 5, (130, 140), (130, 90), (900, 90));
        svg.Wire(Minus, 5, (130, 440), (130, 650), (1150, 650), (1150, 140), (1120, 140));
        svg.Box(230, 72, 320, 108, Part);
        svg.Text(275, 95, Label(wiring, "F1"), anchor: "middle");
        svg.Box(480, 68, 620, 112, Part);
        svg.Text(550, 95, Label(wiring, "R1"), anchor: "middle");
        svg.Box(900, 56, 1120, 164, "#f3e5f5");
        svg.Text(1010, 104, "load and charger", 16, "middle");
        svg.Text(1010, 126, "J2", anchor: "middle");
        svg.Text(910, 95, "+", 18);
        svg.Text(1100, 147, "-", 20);
        svg.Wire(Sense, 2, (350, 90), (350, 650));
        svg.Dot(Plus, 350, 90);
        svg.Dot(Minus, 350, 650);
        svg.Box(296, 330, 404, 362, Part);
        svg.Text(350, 351, Label(wiring, "D1"), anchor: "middle");
        svg.Text(342, 322, "band to +", 12, "end");
    }

    private static void DrawBattery(SvgDrawing svg, Pack pack)
    {
        svg.Box(40, 140, 220, 440, Battery);
        svg.Text(56, 162, "+", 18);
        svg.Text(56, 434, "-", 20);
        int top = 172;
        if (pack.Protection is { } protection)
        {
            svg.Box(52, top, 208, top + 34, "#ffffff");
            svg.Text(130, top + 21, protection, 11, "middle");
            top += 44;
        }

        int height = Math.Min(40, (412 - top) / pack.Cells);
        for (int k = 0; k < pack.Cells; k++)
        {
            svg.Box(70, top + height * k, 190, top + height * k + height - 5, "#ffffff", k >= pack.Cells - pack.OptionalCells);
            svg.Text(130, top + height * k + height / 2 + 2, pack.CellText, 12, "middle");
        }

        svg.Text(230, 160, "J1", 13);
    }

    private static void DrawSensor(SvgDrawing svg, Wiring wiring)
    {
        svg.Wire(Sense, 2, (500, 112), (500, 240));
        svg.Wire(Sense, 2, (600, 112), (600, 240));
        svg.Box(462, 134, 538, 160, Part);
        svg.Text(500, 152, Label(wiring, "R3"), 13, "middle");
        svg.Box(562, 134, 638, 160, Part);
        svg.Text(600, 152, Label(wiring, "R2"), 13, "middle");
        svg.Wire(Sense, 2, (500, 196), (600, 196));
        svg.Dot(Sense, 500, 196);
        svg.Dot(Sense, 600, 196);
        svg.Box(510, 184, 590, 208, Part);
        svg.Text(550, 201, Label(wiring, "C1"), 12, "middle");
        svg.Wire(Sense, 2, (420, 90), (420, 300), (450, 300));
        svg.Dot(Plus, 420, 90);
        svg.Box(370, 134, 454, 160, Part);
        svg.Text(412, 152, Label(wiring, "F2"), 12, "middle");
        svg.Box(378, 184, 454, 210, Part);
        svg.Text(416, 202, Label(wiring, "R4"), 12, "middle");
        svg.Wire(Minus, 2, (560, 420), (560, 650));
        svg.Dot(Minus, 560, 650);
        svg.Box(450, 240, 680, 420, Chip);
        svg.Text(560, 338, $"U2  {wiring.Sensor.Chip}", 16, "middle", true);
        svg.Text(560, 358, Address(wiring), 12, "middle");
        svg.Text(560, 376, $"address {wiring.Sensor.Address}", 12, "middle");
        svg.Text(560, 398, $"C2 at VBUS, C3 at VS: {Nets.Value(wiring, wiring.Part("C3"))} to GND", 11, "middle");
        svg.Text(500, 257, "IN-", 12, "middle");
        svg.Text(600, 257, "IN+", 12, "middle");
        svg.Text(456, 304, "VBUS", 12);
        svg.Text(674, 274, "VS", 12, "end");
        svg.Text(674, 314, "SDA", 12, "end");
        svg.Text(674, 354, "SCL", 12, "end");
        svg.Text(560, 414, "GND", 12, "middle");
        svg.Wire(Supply, 2, (680, 270), (840, 270));
        svg.Wire(Data, 2, (680, 310), (840, 310));
        svg.Wire(Clock, 2, (680, 350), (840, 350));
        svg.Wire(Data, 2, (715, 310), (715, 270));
        svg.Wire(Clock, 2, (765, 350), (765, 270));
        svg.Dot(Data, 715, 310);
        svg.Dot(Clock, 765, 350);
        svg.Dot(Supply, 715, 270);
        svg.Dot(Supply, 765, 270);
        svg.Box(700, 280, 730, 300, Part);
        svg.Text(715, 295, "R5", 11, "middle");
        svg.Box(750, 280, 780, 300, Part);
        svg.Text(765, 295, "R6", 11, "middle");
        svg.Text(740, 260, $"R5, R6  {Nets.Value(wiring, wiring.Part("R5"))}", 12, "middle");
    }

    private static string Address(Wiring wiring)
    {
        Part sensor = wiring.Part("U2");
        string Net(string name) => Nets.Of(wiring, sensor, SymbolShapes.Find("Ina226")!.Pins.Single(pin => pin.Name == name))!;
        return $"A0 to {Net("A0")}, A1 to {Net("A1")}";
    }

    private static void DrawThermistor(SvgDrawing svg, Wiring wiring)
    {
        svg.Wire(Supply, 2, (810, 270), (810, 490), (320, 490));
        svg.Dot(Supply, 810, 270);
        svg.Wire(Analog, 2, (190, 490), (170, 490), (170, 550), (840, 550));
        svg.Box(190, 474, 320, 506, Part);
        svg.Text(255, 495, Label(wiring, "TH1"), anchor: "middle");
        svg.Text(180, 466, "on the cell's middle", 12);
        foreach ((int x, string reference) in new[] { (640, "R7"), (740, "C4") })
        {
            svg.Wire(Analog, 2, (x, 550), (x, 650));
            svg.Dot(Analog, x, 550);
            svg.Dot(Minus, x, 650);
            svg.Box(x - 42, 586, x + 42, 612, Part);
            svg.Text(x, 604, Label(wiring, reference), 13, "middle");
        }

        svg.Wire(Minus, 2, (840, 600), (820, 600), (820, 650));
        svg.Dot(Minus, 820, 650);
    }

    private static void DrawBoard(SvgDrawing svg, Wiring wiring)
    {
        svg.Box(840, 216, 1120, 626, Chip);
        svg.Text(980, 240, $"U1  {wiring.Board}", 16, "middle", true);
        svg.Text(850, 275, "3V3  (left row, pin 1)", 13);
        svg.Text(850, 605, "GND  (left row, pin 14)", 13);
        (string Setting, int Y, string Text)[] rows =
        [
            ("i2cDataPin", 310, ""), ("i2cClockPin", 350, ""), ("thermistorChannel", 550, ""),
            ("alarmLowSocPin", 400, "option: R8, LED D2"), ("alarmOverTemperaturePin", 444, "option: alarm output Q1"),
            ("alarmOverCurrentPin", 488, "option: alarm output Q2"),
        ];
        foreach ((string setting, int y, string text) in rows)
        {
            PinWiring pin = wiring.Pin(setting);
            svg.Text(850, y + 5, $"GPIO{pin.Gpio}  ({DevKitPins.Find(pin.Gpio)!.Place})", 13);
            svg.Text(850, y + 21, text.Length > 0 ? text : pin.Net, 11);
        }

        svg.Text(1110, 605, "supply: USB", 12, "end");
    }
}
