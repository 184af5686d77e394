using System.Text;
using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.HardwareDocs.Symbols;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Generation;

/// <summary>Tables of hardware/README.md.</summary>
public static class ReadmeTables
{
    // Of the chip that the board is drawn for, the INA226 (TI SBOS547).
    private const double StepMicroV = 2.5;

    /// <summary>The pins in use.</summary>
    public static string Pins(Wiring wiring)
    {
        var text = new StringBuilder("| GPIO | on the board | net | setting | for |\n|---:|---|---|---|---|\n");
        foreach (PinWiring pin in wiring.Pins)
        {
            string setting = pin.Setting == "thermistorChannel"
                ? $"`{pin.Setting}` = {DevKitPins.Adc1Channel(pin.Gpio)} (ADC1 channel)"
                : $"`{pin.Setting}` = {pin.Gpio}";
            text.Append($"| {pin.Gpio} | {DevKitPins.Find(pin.Gpio)!.Place} | {pin.Net} | {setting} | {pin.Use} |\n");
        }

        return text.ToString();
    }

    /// <summary>What follows from the electrical values.</summary>
    public static string Values(Wiring wiring) => FormattableString.Invariant($"""
        | | | setting |
        |---|---|---|
        | current sensor | {wiring.Sensor.Chip} at {wiring.Sensor.Address} | `currentSensor`, `sensorAddress` |
        | shunt R1 | {wiring.Shunt.Ohm * 1000:0.###} mOhm, {wiring.Shunt.TolerancePercent:0.##} % | `shuntOhm` = {wiring.Shunt.Ohm:0.######} |
        | measured up to | +-{RangeA(wiring, wiring.Shunt.Ohm):0.0} A (the chip's end); {wiring.Shunt.ContinuousA:0.#} A for long (the shunt's heat) | |
        | step of the current | {StepMicroV / 1000 / wiring.Shunt.Ohm:0.###} mA | |
        | NTC TH1 | {wiring.Thermistor.NominalOhm:0} ohms at 25 degC, beta {wiring.Thermistor.BetaK:0} K, from 3.3 V to the ADC pin | `thermistorNominalOhm`, `thermistorBeta` |
        | divider R7 | {wiring.Thermistor.DividerOhm:0} ohms from the ADC pin to ground | `thermistorResistorOhm` |

        """);

    /// <summary>
    /// How an INA226 module on a breadboard is wired: the chip's own pins, by the names that modules have printed on them.
    /// </summary>
    public static string Module(Wiring wiring)
    {
        (string Names, string Pin, string More)[] rows =
        [
            ("VCC, VS", "VS", ""), ("GND", "GND", "; and the battery's minus"), ("SDA", "SDA", ""), ("SCL", "SCL", ""),
            ("VBUS, VBS", "VBUS", " through a fuse of 500 mA"), ("IN-, VIN-", "IN-", ""), ("IN+, VIN+", "IN+", ""),
        ];
        var text = new StringBuilder("| on the module | goes to |\n|---|---|\n");
        foreach ((string names, string pin, string more) in rows)
        {
            text.Append($"| {names} | {End(wiring, wiring.Part("U2").Pins[pin])}{more} |\n");
        }

        return text.Append("| ALE, ALERT | nothing |\n").ToString();
    }

    private static string End(Wiring wiring, string net) => net switch
    {
        "+3V3" => "3V3",
        "GND" => "GND",
        "VBUS" => "the battery's plus, behind F1",
        "IN_N" => "the battery's plus, behind F1",
        "IN_P" => "the plus of load and charger",
        _ => Gpio(wiring.Pins.Single(pin => pin.Net == net).Gpio),
    };

    private static string Gpio(int number) => $"GPIO{number} ({DevKitPins.Find(number)!.Place})";

    /// <summary>Shunts to choose from.</summary>
    public static string Shunts(Wiring wiring)
    {
        var text = new StringBuilder(
            "| shunt | measures up to | heat at half of that | offset of the chip | step |\n|---:|---:|---:|---:|---:|\n");
        foreach (double milliOhm in (double[])[0.5, 1, 2, 5, 10])
        {
            double ohm = milliOhm / 1000, rangeA = RangeA(wiring, ohm);
            text.Append(FormattableString.Invariant(
                $"| {milliOhm:0.#} mOhm | {rangeA:0.0} A | {rangeA * rangeA / 4 * ohm:0.00} W | ")
                    + FormattableString.Invariant(
                        $"{wiring.SensorErrors.ShuntOffsetMicroV / milliOhm:0.#} mA | {StepMicroV / milliOhm:0.##} mA |\n"));
        }

        return text.ToString();
    }

    /// <summary>What the firmware's driver of the board's chip takes for the end of its range, amperes.</summary>
    private static double RangeA(Wiring wiring, double ohm)
    {
        ChipSensor chip = SensorCatalog.Find(wiring.Sensor.Chip);
        chip.Connect(null!, (float)ohm);
        return chip.RangeA;
    }
}
