using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Ina228;
using NanoBms.PackSimulator.Sensors.Ina228;

namespace NanoBms.Device.Tests.Sensors.Ina228;

public sealed class Ina228SensorTests
{
    private readonly SensorAtBus rig = new("INA228");

    private Ina228Sensor Sensor => (Ina228Sensor)rig.Sensor;

    [Fact]
    public void It_is_set_to_a_mean_of_most_of_a_second_and_read_to_a_step()
    {
        rig.Start();

        // Shunt and bus continuously (1011), bus 280 us (011), shunt 540 us (100), temperature as it was (101), 1024 averages (111).
        Assert.Equal([(0x00, 0), (0x01, 0b1011_0111_0010_1111)], rig.Bus.Writes);
        Assert.Equal(3.7f, rig.Measurement.VoltageV, 0.000099f);
        Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.000079f);
        Assert.True(float.IsNaN(rig.Measurement.TemperatureC) && float.IsNaN(rig.Measurement.SocPercent));
    }

    [Theory]
    [InlineData(85.0, 81.9)]
    [InlineData(60.0, -81.9)]
    [InlineData(0.5, 0.0002)]
    public void It_reads_up_to_85_volts_and_82_amperes_at_2_milliohms(double volts, double amperes)
    {
        rig.Start(volts, amperes);
        Assert.Equal(volts, rig.Measurement.VoltageV, 0.00011);
        Assert.Equal(amperes, rig.Measurement.CurrentA, 0.00008);
    }

    [Theory]
    [InlineData(1 << 4)]
    [InlineData(1 << 5)]
    [InlineData(1 << 6)]
    public void A_spike_that_changes_range_or_compensation_is_seen_with_the_next_reading(int configuration)
    {
        rig.Start();
        rig.Bus.Chip.WriteRegister(Ina228Sensor.ConfigurationRegister, configuration);
        rig.Bus.Pass(1);
        rig.AssertFails(SensorFault.WrongChip, "INA228 lost its configuration");
        Assert.False(rig.TryRead());
        Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
        Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.000079f);
    }

    [Fact]
    public void A_spike_that_changes_one_bit_of_the_adcs_configuration_is_seen_with_the_next_reading()
    {
        rig.Start();
        for (int bit = 0; bit < 16; bit++)
        {
            rig.Bus.Chip.WriteRegister(Ina228Sensor.AdcConfigurationRegister, Ina228Sensor.AdcConfiguration ^ (1 << bit));
            rig.Bus.Pass(1);
            rig.AssertFails(SensorFault.WrongChip, "INA228 lost its configuration");
            Assert.False(rig.TryRead());
            Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
        }
    }

    [Fact]
    public void A_calibration_that_a_spike_changes_changes_no_reading()
    {
        rig.Start();
        rig.Bus.Chip.WriteRegister(Ina228Emulator.CalibrationRegister, 0);
        Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
        Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.000079f);
    }

    [Fact]
    public void The_chips_word_that_its_arithmetic_overflowed_is_no_reading()
    {
        rig.Start();
        rig.Bus.Overrides[Ina228Sensor.DiagnosticsRegister] = Ina228Sensor.ConversionReady | Ina228Sensor.MathOverflow | 1;
        rig.AssertFails(SensorFault.OutOfRange, "current is beyond the shunt's range");
    }

    [Theory]
    [InlineData(0x5449, 0x2381)]
    [InlineData(0x5449, 0x2271)]
    [InlineData(0x4954, 0x2281)]
    public void Another_chip_at_the_address_is_refused_and_not_written_to(int manufacturer, int device)
    {
        rig.Bus.Overrides[Ina228Sensor.ManufacturerIdRegister] = manufacturer;
        rig.Bus.Overrides[Ina228Sensor.DeviceIdRegister] = device;
        rig.AssertFails(SensorFault.WrongChip, "the chip at this address is not an INA228");
        Assert.Empty(rig.Bus.Writes);
        rig.Bus.Overrides.Clear();
        rig.Start();
    }

    [Fact]
    public void The_charge_counts_what_no_reading_saw()
    {
        rig.Start(3.7, -2.0);
        Assert.True(Sensor.TryReadCharge(out double before));

        // Ten minutes in which nobody asks: a drive of half a second at 30 A each second, of which a mean a minute later knows nothing.
        for (int second = 0; second < 600; second++)
        {
            rig.Bus.Chip.Advance(-30, 3.5, 25, 0.5);
            rig.Bus.Chip.Advance(10, 3.9, 25, 0.5);
        }

        Assert.True(Sensor.TryReadCharge(out double after));
        Assert.Equal(600 * (0.5 * -30 + 0.5 * 10), after - before, 0.01);
        rig.Bus.LostTransfers = 1;
        Assert.False(Sensor.TryReadCharge(out _));
    }
}
