using NanoBms.Cells.Virtual;
using NanoBms.Device.Settings;

namespace NanoBms.PackSimulator.Emulation;

/// <summary>The sensors of a board at a cell.</summary>
public sealed class SimulatedBoard
{
    private readonly DeviceSettings settings;
    private readonly IFaultScript? faults;

    /// <summary>A board.</summary>
    /// <param name="settings">Settings of its firmware, which say how it is wired.</param>
    /// <param name="seed">Seed of errors and noise.</param>
    /// <param name="errorScale">Factor on the errors of <see cref="SensorErrors.Draw"/>.</param>
    /// <param name="faults">Which sensor fails when; null: none ever.</param>
    public SimulatedBoard(DeviceSettings settings, int seed, double errorScale, IFaultScript? faults = null)
    {
        this.settings = settings;
        this.faults = faults;
        var random = new Random(seed);
        SensorErrors errors = SensorErrors.Draw(random, errorScale);
        Ina226 = new Ina226Emulator(settings.ShuntOhm, errors, new Random(random.Next()));
        Thermistor = new ThermistorEmulator(settings, errors, new Random(random.Next()));
    }

    /// <summary>The current and voltage sensor.</summary>
    public Ina226Emulator Ina226 { get; }

    /// <summary>The ADC with the thermistor.</summary>
    public ThermistorEmulator Thermistor { get; }

    /// <summary>The supply of the sensors goes and comes back.</summary>
    public void PowerCycle() => Ina226.PowerCycle();

    /// <summary>Goes on in time.</summary>
    /// <param name="sample">The cell over this time; where nothing was recorded of it, the sensors do not answer at its end.</param>
    /// <param name="durationS">Seconds.</param>
    /// <param name="uptimeMs">Simulated milliseconds since power-up at its end.</param>
    public void Advance(CellSample sample, double durationS, long uptimeMs)
    {
        double sign = settings.ReverseCurrent ? -1 : 1;
        Ina226.Advance(sign * sample.CurrentA, sample.VoltageV * settings.CellsInSeries, durationS);
        Thermistor.TemperatureC = sample.TemperatureC;
        ChipFault missing = sample.IsRecorded ? ChipFault.None : ChipFault.Silent;
        Ina226.Fault = sample.IsRecorded && faults is not null ? faults.Ina226At(uptimeMs) : missing;
        Thermistor.Fault = sample.IsRecorded && faults is not null ? faults.ThermistorAt(uptimeMs) : missing;
    }
}
