using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Sensors;

/// <summary>A chip's driver at its emulator.</summary>
internal sealed class SensorAtBus
{
    public const double ShuntOhm = 0.002;

    public SensorAtBus(string name)
    {
        Bus = new ChipOnBus(name, ShuntOhm);
        Sensor = NewDriver();
    }

    public ChipOnBus Bus { get; }

    /// <summary>The driver; another one takes its place as after a restart of the program alone.</summary>
    public ChipSensor Sensor { get; set; }

    /// <summary>What the last reading gave.</summary>
    public Measurement Measurement { get; } = new();

    /// <summary>A driver that knows nothing of what the chip is doing.</summary>
    public ChipSensor NewDriver()
    {
        ChipSensor driver = SensorCatalog.Find(Bus.Name);
        driver.Connect(Bus, (float)ShuntOhm);
        return driver;
    }

    /// <summary>Reads at once.</summary>
    public bool TryRead()
    {
        Measurement.Clear();
        return Sensor.TryRead(Measurement);
    }

    /// <summary>A second later.</summary>
    public bool TryReadNext()
    {
        Bus.Pass(1);
        return TryRead();
    }

    /// <summary>Sets the chip up and measures something.</summary>
    public void Start(double volts = 3.7, double amperes = -2.3)
    {
        Assert.False(TryRead());
        Assert.Equal(SensorFault.Starting, Sensor.FaultKind);
        Bus.Measure(volts, amperes);
        Assert.True(TryRead(), Sensor.Fault);
    }

    public void AssertFails(SensorFault kind, string fault)
    {
        Assert.False(TryRead());
        Assert.Equal((kind, fault), (Sensor.FaultKind, Sensor.Fault));
        Assert.True(float.IsNaN(Measurement.VoltageV) && float.IsNaN(Measurement.CurrentA));
    }
}
