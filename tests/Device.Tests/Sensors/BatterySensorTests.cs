using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Sensors;
using NanoBms.Device.Settings;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Sensors;

public sealed class BatterySensorTests
{
    private static readonly ModelInfo Info = new() { RatedCapacityAh = 2.9f, SamplePeriodMs = 1000 };

    private readonly ChipOnBus chip = new();
    private readonly AnalogPin pin = new();
    private readonly DeviceSettings settings = new();

    public BatterySensorTests()
    {
        pin.SetOhm(10000, 5600);
        chip.Measure(3.7, -2.3);
    }

    [Fact]
    public void A_reading_is_rounded_to_what_is_posted()
    {
        Reading reading = Read(Started());
        Assert.Equal(3700, reading.VoltageMilliV);
        Assert.Equal(-2300, reading.CurrentMilliA);
        Assert.InRange(reading.TemperatureCentiC, 2495, 2505);
    }

    [Fact]
    public void A_reading_is_of_the_whole_pack_and_discharge_negative_whichever_way_the_shunt_sits()
    {
        settings.CellsInSeries = 4;
        settings.ReverseCurrent = true;
        chip.Measure(14.8, 2.3);
        Reading reading = Read(Started());
        Assert.Equal((14800, -2300), (reading.VoltageMilliV, reading.CurrentMilliA));
    }

    [Fact]
    public void Two_points_calibrate_each_quantity_as_the_log_shows_it()
    {
        settings.VoltageCalibration = "3.000=3.010, 4.000=4.030";
        settings.CurrentCalibration = "0.020=0, -2.000=-2.222";
        settings.TemperatureCalibration = "0=1.5,50=51.5";
        Reading reading = Read(Started());

        // 3.010 + 0.7 * 1.02; (-2.3 - 0.02) * 1.1; 25 + 1.5.
        Assert.Equal((3724, -2552), (reading.VoltageMilliV, reading.CurrentMilliA));
        Assert.InRange(reading.TemperatureCentiC, 2645, 2655);
    }

    [Fact]
    public void One_lost_transfer_costs_no_reading()
    {
        BatterySensor sensor = Started();
        chip.LostTransfers = 1;
        Assert.Equal(3700, Read(sensor).VoltageMilliV);
        Assert.Equal(0, chip.Recoveries);
        Assert.Single(chip.Writes);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void A_stuck_bus_is_brought_back_after_three_samples(byte stuckAt)
    {
        BatterySensor sensor = Started();
        chip.StuckAt = stuckAt;
        for (int k = 1; k <= 3; k++)
        {
            Assert.False(sensor.TryRead(out _));
            Assert.Equal(k / 3, chip.Recoveries);
        }

        Assert.EndsWith(", bus set up anew", sensor.Fault, StringComparison.Ordinal);
        sensor.TryRead(out _);
        chip.Pass(1);
        Assert.True(sensor.TryRead(out _), sensor.Fault);
        Assert.Equal("", sensor.Fault);
    }

    [Fact]
    public void A_sensor_that_is_gone_is_asked_for_ever_without_an_exception()
    {
        BatterySensor sensor = Started();
        chip.RecoveryHelps = false;
        chip.LostTransfers = int.MaxValue;
        for (int k = 0; k < 100; k++)
        {
            Assert.False(sensor.TryRead(out _));
            Assert.StartsWith("INA226 does not answer", sensor.Fault, StringComparison.Ordinal);
        }

        Assert.Equal(33, chip.Recoveries);
        chip.LostTransfers = 0;
        Assert.True(sensor.TryRead(out _));
    }

    [Theory]
    [InlineData("3.0=3.0")]
    [InlineData("3.0=3.0, 3.0=3.1")]
    [InlineData("3.0=3.0, 4.0=x")]
    [InlineData("3.0, 3.0=4.0=4.0")]
    [InlineData("3=3=4,4")]
    [InlineData("0=0, 1=2.5")]
    [InlineData("0=0, 1=-1")]
    [InlineData("1=1, 2=2, 3=3")]
    public void A_text_that_is_no_calibration_is_refused(string text)
    {
        settings.CurrentCalibration = text;
        Assert.Equal(
            "currentCalibration must be empty or two pairs shown=true that agree within a factor of 2, such as \"3.012=3.000, "
                + "4.205=4.198\".",
            settings.FirstError());
    }

    private BatterySensor Started()
    {
        BatterySensor sensor = GaugeSensors.Make(settings, new GaugeHardware { Chip = chip, Bus = chip, Adc = pin }, Info);
        Assert.False(sensor.TryRead(out _));
        Assert.Equal((SensorFault.Starting, "INA226 is taking its first reading"), (sensor.FaultKind, sensor.Fault));
        chip.Pass(1);
        return sensor;
    }

    private static Reading Read(BatterySensor sensor)
    {
        Assert.True(sensor.TryRead(out Reading reading), sensor.Fault);
        return reading;
    }
}
