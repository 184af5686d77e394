using NanoBms.DeviceBuild.Boards;

namespace NanoBms.HardwareDocs.Symbols;

/// <summary>A pin of the ESP32-DevKitC V4.</summary>
/// <param name="Number">1..19: left row, 20..38: right row, both from the antenna's end, USB at the bottom.</param>
/// <param name="Name">As printed on the board.</param>
/// <param name="Gpio">GPIO; -1: a supply or reset pin.</param>
public sealed record DevKitPin(int Number, string Name, int Gpio)
{
    /// <summary>Where it is, in words.</summary>
    public string Place => Number <= 19 ? $"left row, pin {Number}" : $"right row, pin {Number - 19}";
}

/// <summary>The pins of the ESP32-DevKitC V4 (Espressif's "ESP32-DevKitC V4 Getting Started Guide", header block).</summary>
public static class DevKitPins
{
    /// <summary>All 38.</summary>
    public static IReadOnlyList<DevKitPin> All { get; } = Create(
        "3V3 EN VP:36 VN:39 34:34 35:35 32:32 33:33 25:25 26:26 27:27 14:14 12:12 GND 13:13 D2:9 D3:10 CMD:11 5V "
        + "GND 23:23 22:22 TX:1 RX:3 21:21 GND 19:19 18:18 5:5 17:17 16:16 4:4 0:0 2:2 15:15 D1:8 D0:7 CLK:6");

    /// <summary>GPIOs of the module's flash, the boot mode, and the console: not to be used.</summary>
    public static IReadOnlyCollection<int> Reserved { get; } = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 15];

    /// <summary>GPIOs that are inputs only.</summary>
    public static IReadOnlyCollection<int> InputOnly { get; } = [34, 35, 36, 39];

    /// <summary>ADC1 channel of a GPIO; -1: none.</summary>
    public static int Adc1Channel(int gpio) => Chip.Esp32.AdcGpios.ToList().IndexOf(gpio);

    /// <summary>The pin of a GPIO; null where the board has none.</summary>
    public static DevKitPin? Find(int gpio) => gpio < 0 ? null : All.FirstOrDefault(pin => pin.Gpio == gpio);

    private static DevKitPin[] Create(string names) => [.. names.Split(' ').Select((text, index) =>
    {
        string[] parts = text.Split(':');
        return new DevKitPin(
            index + 1, parts[0], parts.Length == 2 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : -1);
    })];
}
