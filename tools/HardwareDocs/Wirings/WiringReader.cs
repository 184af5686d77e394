using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Symbols;

namespace NanoBms.HardwareDocs.Wirings;

/// <summary>Reads and checks hardware/wiring.json.</summary>
public static class WiringReader
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly string[] Settings =
        ["i2cDataPin", "i2cClockPin", "thermistorChannel", "alarmLowSocPin", "alarmOverTemperaturePin", "alarmOverCurrentPin"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserError">It is missing, is no such description, or describes a board that cannot work.</exception>
    public static Wiring Read(string path)
    {
        Wiring wiring;
        try
        {
            wiring = JsonSerializer.Deserialize<Wiring>(File.ReadAllText(path), Options) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UserError($"'{path}' cannot be read as a wiring description: {exception.Message}", exception);
        }

        Check(wiring, path);
        return wiring;
    }

    /// <summary>The number of an address as "0x40"; -1 where it is none.</summary>
    public static int ParseAddress(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number) ? number : -1;

    private static void Check(Wiring wiring, string path)
    {
        void Require(bool holds, string sentence)
        {
            if (!holds)
            {
                throw new UserError($"'{path}': {sentence}");
            }
        }

        ChipSensor? chip = SensorCatalog.Find(wiring.Sensor.Chip);
        Require(chip is not null, $"sensor.chip is '{wiring.Sensor.Chip}'; the firmware knows {SensorCatalog.Names()}.");
        Require(
            wiring.Sensor.AddressNumber >= chip!.FirstAddress && wiring.Sensor.AddressNumber <= chip.LastAddress,
            $"sensor.address is '{wiring.Sensor.Address}'; an {chip.Name} has \"0x{chip.FirstAddress:X2}\" to "
                + $"\"0x{chip.LastAddress:X2}\".");
        Require(
            wiring.Parts.Any(part => part.Symbol.Equals(chip.Name, StringComparison.OrdinalIgnoreCase)),
            $"sensor.chip is '{chip.Name}', and no part has its symbol.");
        Require(wiring.Shunt.Ohm is > 0 and <= 1, "shunt.ohm must be above 0 and at most 1 ohm.");
        Require(
            wiring.Thermistor is { NominalOhm: > 0, BetaK: > 0, DividerOhm: > 0, AdcFullScalePerSupply: >= 0.1 and <= 10 },
            "thermistor's resistances and beta must be above 0, its adcFullScalePerSupply 0.1 to 10.");
        foreach (string setting in Settings)
        {
            Require(wiring.Pins.Count(pin => pin.Setting == setting) == 1, $"pins must have exactly one entry of the setting '{setting}'.");
        }

        foreach (PinWiring pin in wiring.Pins)
        {
            Require(Settings.Contains(pin.Setting), $"pins has the setting '{pin.Setting}', which the firmware does not know.");
            Require(DevKitPins.Find(pin.Gpio) is not null, $"{pin.Net} is on GPIO{pin.Gpio}, which the {wiring.Board} does not have.");
            Require(
                !DevKitPins.Reserved.Contains(pin.Gpio),
                $"{pin.Net} is on GPIO{pin.Gpio}, which flash, boot mode or console need; choose another.");
            Require(
                wiring.Pins.Count(other => other.Gpio == pin.Gpio) == 1, $"GPIO{pin.Gpio} is used twice; {pin.Net} needs one of its own.");
            bool isAnalog = pin.Setting == "thermistorChannel";
            Require(
                !isAnalog || DevKitPins.Adc1Channel(pin.Gpio) >= 0,
                $"{pin.Net} is on GPIO{pin.Gpio}, which is not on ADC1; take 32 to 36 or 39.");
            Require(isAnalog || !DevKitPins.InputOnly.Contains(pin.Gpio), $"{pin.Net} is on GPIO{pin.Gpio}, which is an input only.");
        }

        foreach (Part part in wiring.Parts)
        {
            Require(wiring.Parts.Count(other => other.Reference == part.Reference) == 1, $"the reference {part.Reference} is used twice.");
            SymbolShape? shape = SymbolShapes.Find(part.Symbol);
            Require(shape is not null, $"{part.Reference} has the symbol '{part.Symbol}', which is not drawn.");
            Require(
                part.Checked.Length > 0,
                $"{part.Reference} needs in 'checked' where its part number was seen, or \"not verified\".");
            Require(part.At.Count == 2, $"{part.Reference} needs two numbers in 'at'.");
            string? unknown = part.Pins.Keys.FirstOrDefault(name => shape!.Pins.All(pin => pin.Name != name));
            Require(unknown is null, $"{part.Reference} has no pin '{unknown}'.");
            Require(
                part.ValueOf is null or "shunt" or "thermistor" or "divider",
                $"{part.Reference} has valueOf '{part.ValueOf}'; it can be shunt, thermistor or divider.");
        }

        foreach (string reference in (string[])["U1", "U2", "F1", "R1", "TH1", "R7"])
        {
            Require(wiring.Parts.Any(part => part.Reference == reference), $"part {reference} is missing.");
        }

        foreach (IGrouping<string, (string Reference, string Pin)> net in Nets.Of(wiring))
        {
            Require(net.Count() > 1, $"net {net.Key} has only one pin, {net.First().Reference} {net.First().Pin}.");
        }
    }
}
