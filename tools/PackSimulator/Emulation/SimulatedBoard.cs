using NanoBms.Cells.Virtual;
using NanoBms.Device.Settings;
using NanoBms.PackSimulator.Sensors;
using NanoBms.PackSimulator.Sensors.Catalog;

namespace NanoBms.PackSimulator.Emulation;

/// <summary>The sensors of a board at a cell.</summary>
public sealed class SimulatedBoard
{
    private readonly DeviceSettings settings;
    private readonly IFaultScript? faults;
    private readonly double cells;

    /// <summary>A board.</summary>
    /// <param name="settings">Settings of its firmware, which say how it is wired.</param>
    /// <param name="seed">Seed of errors and noise.</param>
    /// <param name="errorScale">Factor on the errors of <see cref="SensorErrors.Draw"/>.</param>
    /// <param name="faults">Which sensor fails when; null: none ever.</param>
    /// <param name="cellCapacityAh">
    /// Rated capacity of the simulated cell, ampere-hours; the settings' cells carry its current at the same C-rate. 0: they are of its
    /// kind.
    /// </param>
    public SimulatedBoard(
        DeviceSettings settings, int seed, double errorScale, IFaultScript? faults = null, float cellCapacityAh = 0)
    {
        cells = settings.CellsInParallel
            * (settings.CellCapacityAh > 0 && cellCapacityAh > 0 ? settings.CellCapacityAh / cellCapacityAh : 1.0);
        this.settings = settings;
        this.faults = faults;
        var random = new Random(seed);
        EmulatedChip chip = EmulatorCatalog.Find(settings.CurrentSensor);
        SensorErrors errors = SensorErrors.Draw(chip.Errors, random, errorScale);
        Chip = chip.Create(settings.ShuntOhm, errors, new Random(random.Next()));
        Thermistor = new ThermistorEmulator(settings, errors, new Random(random.Next()));
    }

    /// <summary>The sensor chip.</summary>
    public SensorEmulator Chip { get; }

    /// <summary>The ADC with the thermistor.</summary>
    public ThermistorEmulator Thermistor { get; }

    /// <summary>The supply of the sensors goes and comes back.</summary>
    public void PowerCycle() => Chip.PowerCycle();

    /// <summary>Goes on in time.</summary>
    /// <param name="sample">The cell over this time; where nothing was recorded of it, the sensors do not answer at its end.</param>
    /// <param name="durationS">Seconds.</param>
    /// <param name="uptimeMs">Simulated milliseconds since power-up at its end.</param>
    public void Advance(CellSample sample, double durationS, long uptimeMs)
    {
        double sign = settings.ReverseCurrent ? -1 : 1;
        Chip.Advance(sign * sample.CurrentA * cells, sample.VoltageV * settings.CellsInSeries, sample.TemperatureC, durationS);
        Thermistor.TemperatureC = sample.TemperatureC;
        ChipFault missing = sample.IsRecorded ? ChipFault.None : ChipFault.Silent;
        Chip.Fault = sample.IsRecorded && faults is not null ? faults.ChipAt(uptimeMs) : missing;
        Thermistor.Fault = sample.IsRecorded && faults is not null ? faults.ThermistorAt(uptimeMs) : missing;
    }
}
