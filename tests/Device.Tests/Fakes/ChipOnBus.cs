using NanoBms.Device.Hardware;
using NanoBms.PackSimulator.Sensors;
using NanoBms.PackSimulator.Sensors.Catalog;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>An emulated chip without errors of its own, and the ways in which transfers on a bus go wrong.</summary>
internal sealed class ChipOnBus : IRegisterDevice, IBus
{
    // A conversion that began before is over by then, and so is one that did not.
    private const double SettledS = 2;

    // No real current stands still to a step.
    private const double RippleA = 0.002;

    private double voltageV, currentA;
    private bool isRippleUp;

    /// <summary>A chip at power-up.</summary>
    /// <param name="name">Its name, as the setting currentSensor has it.</param>
    /// <param name="shuntOhm">Its shunt, ohms.</param>
    /// <param name="clock">What time passes by; null: only <see cref="Pass"/>.</param>
    public ChipOnBus(string name = "INA226", double shuntOhm = 0.002, ManualClock? clock = null)
    {
        Name = name;
        Chip = EmulatorCatalog.Find(name).Create(shuntOhm, SensorErrors.None, new Random(1));
        if (clock is not null)
        {
            clock.Advanced += milliseconds =>
            {
                isRippleUp = !isRippleUp;
                Chip.Advance(currentA + (isRippleUp ? RippleA : 0), voltageV, 25, milliseconds / 1000.0);
            };
        }
    }

    public string Name { get; }

    public SensorEmulator Chip { get; }

    /// <summary>Transfers that are not acknowledged from now on.</summary>
    public int LostTransfers { get; set; }

    /// <summary>What a stuck data line makes of every byte; null while it is free.</summary>
    public byte? StuckAt { get; set; }

    /// <summary>Whether bringing the bus back helps.</summary>
    public bool RecoveryHelps { get; set; } = true;

    /// <summary>Times the bus was brought back.</summary>
    public int Recoveries { get; private set; }

    /// <summary>Registers of two bytes that read otherwise than the chip has them, high byte first.</summary>
    public Dictionary<int, int> Overrides { get; } = [];

    /// <summary>What was written, in order.</summary>
    public List<(int Register, int Value)> Writes { get; } = [];

    /// <summary>Sets what it measures, and lets a result of it be ready.</summary>
    public void Measure(double volts, double amperes)
    {
        (voltageV, currentA) = (volts, amperes);
        Pass(SettledS);
    }

    /// <summary>Time passes for the chip.</summary>
    public void Pass(double seconds) => Chip.Advance(currentA, voltageV, 25, seconds);

    public bool TryRead(byte[] frame, int count)
    {
        bool isAnswered = IsAnswered() && Chip.TryRead(frame, count);
        if (StuckAt is { } stuck)
        {
            Array.Fill(frame, stuck, 1, count);
        }
        else if (Overrides.TryGetValue(frame[0], out int value))
        {
            (frame[1], frame[2]) = ((byte)(value >> 8), (byte)value);
        }

        return isAnswered;
    }

    public bool TryWrite(byte[] frame, int count)
    {
        if (!IsAnswered())
        {
            return false;
        }

        Writes.Add((frame[0], (frame[1] << 8) | frame[2]));
        return StuckAt is not null || Chip.TryWrite(frame, count);
    }

    public void Recover()
    {
        Recoveries++;
        if (RecoveryHelps)
        {
            StuckAt = null;
            LostTransfers = 0;
        }
    }

    private bool IsAnswered()
    {
        if (LostTransfers == 0)
        {
            return true;
        }

        LostTransfers--;
        return false;
    }
}
