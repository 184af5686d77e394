using System.Globalization;
using NanoBms.HardwareDocs.Symbols;

namespace NanoBms.HardwareDocs.Wirings;

/// <summary>Which pin is on which net, and what a part's value is: all that follows from a wiring description.</summary>
public static class Nets
{
    /// <summary>Net of a pin of a part; null where it is not connected.</summary>
    public static string? Of(Wiring wiring, Part part, SymbolPin pin)
    {
        if (part.Pins.TryGetValue(pin.Name, out string? net))
        {
            return net;
        }

        switch (part.Symbol)
        {
            case "Esp32DevKitC":
                DevKitPin board = DevKitPins.All[int.Parse(pin.Number, CultureInfo.InvariantCulture) - 1];
                return board.Name switch
                {
                    "3V3" => "+3V3",
                    "GND" => "GND",
                    _ => wiring.Pins.FirstOrDefault(used => board.Gpio >= 0 && used.Gpio == board.Gpio)?.Net,
                };

            // TI SBOS547, table "Address pins and slave addresses".
            case "Ina226" when pin.Name is "A0" or "A1":
                int code = pin.Name == "A0" ? wiring.Sensor.AddressNumber & 3 : (wiring.Sensor.AddressNumber >> 2) & 3;
                return ((string[])["GND", "+3V3", "I2C_SDA", "I2C_SCL"])[code];
            default:
                return null;
        }
    }

    /// <summary>All connected pins by net: reference and pin number.</summary>
    public static ILookup<string, (string Reference, string Pin)> Of(Wiring wiring) => wiring.Parts
        .SelectMany(part => SymbolShapes.Find(part.Symbol)!.Pins.Select(pin => (part.Reference, pin.Number, Net: Of(wiring, part, pin))))
        .Where(pin => pin.Net is not null)
        .ToLookup(pin => pin.Net!, pin => (pin.Reference, pin.Number));

    /// <summary>A part's value as it is printed.</summary>
    public static string Value(Wiring wiring, Part part) => part.ValueOf switch
    {
        "shunt" => FormattableString.Invariant($"{wiring.Shunt.Ohm * 1000:0.###}m\u03A9 {wiring.Shunt.TolerancePercent:0.##}%"),
        "thermistor" => FormattableString.Invariant($"{Ohms(wiring.Thermistor.NominalOhm)} B{wiring.Thermistor.BetaK:0}"),
        "divider" => Ohms(wiring.Thermistor.DividerOhm),
        _ => part.Value,
    };

    private static string Ohms(double ohm) =>
        ohm >= 1000 ? FormattableString.Invariant($"{ohm / 1000:0.###}k") : FormattableString.Invariant($"{ohm:0.###}R");
}
