using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Ina226;
using NanoBms.PackSimulator.Sensors.Ina226;

namespace NanoBms.Device.Tests.Sensors.Ina226;

public sealed class Ina226SensorTests
{
    private readonly SensorAtBus rig = new("INA226");

    [Fact]
    public void It_is_set_to_a_mean_of_about_a_second_and_read_to_a_step()
    {
        rig.Start();

        // Averages 1024 (AVG 111), bus 332 us (010), shunt 588 us (011), continuous (111), and the bit that reads 1: 0100 111 010 011 111.
        Assert.Equal([(0x00, 0b0100_1110_1001_1111)], rig.Bus.Writes);
        Assert.Equal(3.7f, rig.Measurement.VoltageV, 0.000626f);
        Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.000626f);
    }

    [Fact]
    public void A_spike_that_clears_the_calibration_or_leaves_another_changes_no_reading()
    {
        foreach (int calibration in (int[])[2048, 0, 0x7FFF])
        {
            rig.Bus.Chip.WriteRegister(Ina226Emulator.CalibrationRegister, calibration);
            rig.Start(3.7, -2.3);
            for (int second = 0; second < 600; second++)
            {
                Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
                Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.000626f);
            }

            rig.Sensor = rig.NewDriver();
        }
    }

    [Fact]
    public void A_spike_that_changes_one_bit_of_the_configuration_is_seen_with_the_next_reading()
    {
        rig.Start();
        for (int bit = 0; bit < 12; bit++)
        {
            rig.Bus.Chip.WriteRegister(Ina226Sensor.ConfigurationRegister, Ina226Sensor.Configuration ^ (1 << bit));
            rig.Bus.Pass(1);
            rig.AssertFails(SensorFault.WrongChip, "INA226 lost its configuration");
            Assert.False(rig.TryRead());
            Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
        }
    }

    [Fact]
    public void The_chips_word_that_its_arithmetic_overflowed_is_no_reading()
    {
        rig.Start();
        rig.Bus.Overrides[Ina226Sensor.MaskEnableRegister] = Ina226Sensor.ConversionReady | Ina226Sensor.MathOverflow;
        rig.AssertFails(SensorFault.OutOfRange, "current is beyond the shunt's range");
    }

    [Theory]
    [InlineData(0x7FFF)]
    [InlineData(0x8000)]
    [InlineData(0x8001)]
    public void The_ends_of_the_shunt_register_are_no_reading(int register)
    {
        rig.Start();
        rig.Bus.Overrides[Ina226Sensor.ShuntVoltageRegister] = register;
        rig.Bus.Pass(1);
        rig.AssertFails(SensorFault.OutOfRange, "current is beyond the shunt's range");
    }

    [Fact]
    public void A_bus_voltage_with_its_highest_bit_set_is_not_of_this_chip()
    {
        rig.Start();
        rig.Bus.Overrides[Ina226Sensor.BusVoltageRegister] = 0x8BB8;
        rig.Bus.Pass(1);
        rig.AssertFails(SensorFault.WrongChip, "INA226 lost its configuration");
    }

    [Theory]
    [InlineData(0x5449, 0x2270)]
    [InlineData(0x5449, 0x3260)]
    [InlineData(0x4954, 0x2260)]
    public void Another_chip_at_the_address_is_refused_and_not_written_to_until_it_is_gone(int manufacturer, int die)
    {
        rig.Bus.Overrides[Ina226Sensor.ManufacturerIdRegister] = manufacturer;
        rig.Bus.Overrides[Ina226Sensor.DieIdRegister] = die;
        rig.AssertFails(SensorFault.WrongChip, "the chip at this address is not an INA226");
        Assert.Empty(rig.Bus.Writes);
        rig.Bus.Overrides.Clear();
        rig.Start();
    }

    [Fact]
    public void A_later_revision_of_the_chip_is_taken()
    {
        rig.Bus.Overrides[Ina226Sensor.DieIdRegister] = 0x2261;
        rig.Start();
    }

    [Fact]
    public void One_that_measures_again_by_itself_before_it_is_set_up_anew_is_believed()
    {
        rig.Start();
        rig.Bus.Chip.Fault = PackSimulator.Sensors.ChipFault.Stopped;
        while (rig.TryReadNext())
        {
        }

        Assert.Equal(SensorFault.Stopped, rig.Sensor.FaultKind);
        rig.Bus.Chip.Fault = PackSimulator.Sensors.ChipFault.None;
        int writes = rig.Bus.Writes.Count;
        for (int k = 0; k < 10; k++)
        {
            Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
        }

        Assert.Equal(writes, rig.Bus.Writes.Count);
    }
}
