using System.Globalization;
using System.Text.Json;
using NanoBms.HardwareDocs.Symbols;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Generation;

/// <summary>
/// Writes a project of the Wokwi simulator (diagram.json as its documentation describes it). Wokwi has no INA226: the I2C pins end at
/// labels.
/// </summary>
public static class WokwiText
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>diagram.json.</summary>
    public static string Diagram(Wiring wiring)
    {
        string Pin(string setting) => "esp:" + Name(DevKitPins.Find(wiring.Pin(setting).Gpio)!);
        string[][] wires =
        [
            ["ntc:VCC", "esp:3V3", "red"],
            ["ntc:OUT", Pin("thermistorChannel"), "orange"],
            ["ntc:GND", "esp:GND.1", "black"],
            [Pin("alarmLowSocPin"), "r8:1", "green"],
            ["r8:2", "d2:A", "green"],
            ["d2:C", "esp:GND.1", "black"],
            [Pin("alarmOverTemperaturePin"), "d3:A", "purple"],
            ["d3:C", "esp:GND.1", "black"],
            [Pin("alarmOverCurrentPin"), "d4:A", "blue"],
            ["d4:C", "esp:GND.1", "black"],
        ];
        var diagram = new
        {
            version = 1,
            author = "NanoBms contributors",
            editor = "wokwi",
            parts = new object[]
            {
                Place("board-esp32-devkit-c-v4", "esp", 0, 0, []),
                Place(
                    "wokwi-ntc-temperature-sensor", "ntc", -60, -240,
                    new() { ["beta"] = wiring.Thermistor.BetaK.ToString("0", CultureInfo.InvariantCulture) }),
                Place("wokwi-resistor", "r8", 120, -200, new() { ["value"] = "680" }),
                Place("wokwi-led", "d2", 90, -120, new() { ["color"] = "red" }),
                Place("wokwi-led", "d3", 130, -120, new() { ["color"] = "yellow" }),
                Place("wokwi-led", "d4", 170, -120, new() { ["color"] = "blue" }),
                Place(
                    "wokwi-text", "sda", -40, 180,
                    new() { [
                        "text"] =
                            $"{wiring.Sensor.Chip} {wiring.Sensor.Address}: SDA at GPIO{wiring.Pin("i2cDataPin").Gpio}, SCL at "
                                + $"GPIO{wiring.Pin("i2cClockPin").Gpio} (not simulated)" }),
            },
            connections = wires.Select(wire => new object[] { wire[0], wire[1], wire[2], Array.Empty<string>() }).ToArray(),
        };
        return JsonSerializer.Serialize(diagram, Options) + "\n";
    }

    /// <summary>wokwi.toml.</summary>
    public static string Config() => """
        # Written by NanoBms.HardwareDocs from hardware/wiring.json. Do not edit.
        # Not run by us: made to the form that Wokwi documents. Build an image for the ESP32 first (README.md) and put it here as flash.bin.
        [wokwi]
        version = 1
        firmware = "flash.bin"
        elf = "flash.bin"

        """;

    private static object Place(string type, string id, int top, int left, Dictionary<string, string> attrs) =>
        new { type, id, top, left, attrs };

    private static string Name(DevKitPin pin) => pin.Gpio.ToString(CultureInfo.InvariantCulture) switch
    {
        "36" => "VP",
        "39" => "VN",
        { } number => number,
    };
}
