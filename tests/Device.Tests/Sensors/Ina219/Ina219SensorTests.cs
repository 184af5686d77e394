using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Ina219;
using NanoBms.PackSimulator.Sensors.Ina219;

namespace NanoBms.Device.Tests.Sensors.Ina219;

public sealed class Ina219SensorTests
{
    private readonly SensorAtBus rig = new("INA219");

    [Fact]
    public void It_is_set_to_its_widest_ranges_and_longest_averages()
    {
        rig.Start(12.34, -1.5);

        // 32 V (1), gain 1/8 (11), 128 averages of bus (1111) and of shunt (1111), continuous (111).
        Assert.Equal([(0x00, 0b0011_1111_1111_1111)], rig.Bus.Writes);
        Assert.Equal(12.34f, rig.Measurement.VoltageV, 0.0021f);
        Assert.Equal(-1.5f, rig.Measurement.CurrentA, 0.0026f);
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0x399F)]
    public void One_that_does_not_keep_its_configuration_is_refused(int kept)
    {
        rig.Bus.Overrides[Ina219Sensor.ConfigurationRegister] = kept;
        for (int k = 0; k < 5; k++)
        {
            rig.Bus.Pass(1);
            rig.AssertFails(SensorFault.WrongChip, "INA219 lost its configuration");
        }
    }

    [Fact]
    public void The_chips_word_that_its_arithmetic_overflowed_is_no_reading()
    {
        rig.Start();
        rig.Bus.Overrides[Ina219Sensor.BusVoltageRegister] = (925 << 3) | Ina219Sensor.ConversionReady | Ina219Sensor.MathOverflow;
        rig.AssertFails(SensorFault.OutOfRange, "current is beyond the shunt's range");
    }

    [Fact]
    public void A_calibration_that_comes_from_nowhere_changes_no_reading()
    {
        rig.Bus.Chip.WriteRegister(Ina219Emulator.CalibrationRegister, 4096);
        rig.Start(3.7, -2.3);
        Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.0026f);
        rig.Bus.Chip.WriteRegister(Ina219Emulator.CalibrationRegister, 0);
        Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
        Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.0026f);
    }
}
