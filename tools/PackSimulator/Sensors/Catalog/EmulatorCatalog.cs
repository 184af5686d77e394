using NanoBms.PackSimulator.Sensors.Ina219;
using NanoBms.PackSimulator.Sensors.Ina226;
using NanoBms.PackSimulator.Sensors.Ina228;

namespace NanoBms.PackSimulator.Sensors.Catalog;

/// <summary>A kind of chip that can be emulated.</summary>
/// <param name="Name">Its name, as the setting currentSensor has it.</param>
/// <param name="Errors">What is typical of it.</param>
/// <param name="Create">Makes one at power-up, from its shunt in ohms, its errors and the source of its noise.</param>
public sealed record EmulatedChip(string Name, ChipErrors Errors, Func<double, SensorErrors, Random, SensorEmulator> Create);

/// <summary>All chips that can be emulated, a line each.</summary>
public static class EmulatorCatalog
{
    /// <summary>The chips.</summary>
    public static IReadOnlyList<EmulatedChip> All { get; } =
    [
        new("INA226", Ina226Emulator.Errors, (shuntOhm, errors, random) => new Ina226Emulator(shuntOhm, errors, random)),
        new("INA219", Ina219Emulator.Errors, (shuntOhm, errors, random) => new Ina219Emulator(shuntOhm, errors, random)),
        new("INA228", Ina228Emulator.Errors, (shuntOhm, errors, random) => new Ina228Emulator(shuntOhm, errors, random)),
    ];

    /// <summary>The chip of a name that the firmware's settings may have.</summary>
    public static EmulatedChip Find(string name) => All.Single(chip => chip.Name == name);
}
