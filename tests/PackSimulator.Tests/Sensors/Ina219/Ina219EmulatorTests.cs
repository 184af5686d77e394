using NanoBms.Device.Sensors.Ina219;
using NanoBms.PackSimulator.Sensors;
using NanoBms.PackSimulator.Sensors.Ina219;

namespace NanoBms.PackSimulator.Tests.Sensors.Ina219;

/// <summary>Expected values: TI datasheet SBOS448, register descriptions and the worked example of its section on programming.</summary>
public class Ina219EmulatorTests
{
    private const double ShuntOhm = 0.002;

    [Theory]
    [InlineData(0x00, 0x399F)]
    [InlineData(0x01, 0)]
    [InlineData(0x02, 0)]
    [InlineData(0x03, 0)]
    [InlineData(0x04, 0)]
    [InlineData(0x05, 0)]
    public void Registers_hold_the_power_on_values(int register, int expected) => Assert.Equal(expected, Read(Chip(), register));

    [Fact]
    public void Ten_amperes_at_12_volts_read_as_in_the_worked_example()
    {
        Ina219Emulator chip = Chip();
        Write(chip, 0x05, 0x5000);
        chip.Advance(10, 11.98, 25, 1);
        Assert.Equal(0x07D0, Read(chip, 0x01));
        Assert.Equal(0x5D98, Read(chip, 0x02) & ~7);
        Assert.Equal(0x2710, Read(chip, 0x04));
        Assert.Equal(0x1766, Read(chip, 0x03));
    }

    [Theory]
    [InlineData(0x399F, 320)]
    [InlineData(0x319F, 160)]
    [InlineData(0x299F, 80)]
    [InlineData(0x219F, 40)]
    public void The_gain_sets_where_the_shunt_register_stands_still(int configuration, int rangeMilliV)
    {
        Ina219Emulator chip = Chip();
        Write(chip, 0x00, configuration);
        foreach (int sign in (int[])[1, -1])
        {
            chip.Advance(sign * 1.5 * rangeMilliV / 1000 / ShuntOhm, 3, 25, 1);
            Assert.Equal(sign * rangeMilliV * 100, (short)Read(chip, 0x01));
        }
    }

    [Theory]
    [InlineData(0x399F, 8000)]
    [InlineData(0x199F, 4000)]
    public void The_bus_register_stands_still_at_32_or_16_volts(int configuration, int steps)
    {
        Ina219Emulator chip = Chip();
        Write(chip, 0x00, configuration);
        chip.Advance(0, 40, 25, 1);
        Assert.Equal(steps, Read(chip, 0x02) >> 3);
    }

    [Fact]
    public void The_firmware_has_it_average_each_over_68_milliseconds()
    {
        Ina219Emulator chip = Chip();
        Write(chip, 0x00, Ina219Sensor.Configuration);
        Assert.Equal(0.1362, chip.ConversionS, 9);
        chip.Advance(1, 3, 25, 0.9 * 0.1362);
        Assert.Equal(0, Read(chip, 0x02));
        chip.Advance(1, 3, 25, 0.1 * 0.1362);
        Assert.Equal((750 << 3) | 2, Read(chip, 0x02));
    }

    [Fact]
    public void The_ready_flag_falls_when_the_power_register_is_read_or_the_configuration_written()
    {
        Ina219Emulator chip = Chip();
        chip.Advance(1, 3, 25, 1);
        Assert.Equal(2, Read(chip, 0x02) & 2);
        Assert.Equal(2, Read(chip, 0x02) & 2);
        Read(chip, 0x03);
        Assert.Equal(0, Read(chip, 0x02) & 2);
        chip.Advance(1, 3, 25, 1);
        Write(chip, 0x00, 0x399F);
        Assert.Equal(0, Read(chip, 0x02) & 2);
    }

    [Fact]
    public void A_product_beyond_the_register_raises_the_overflow_flag()
    {
        Ina219Emulator chip = Chip();
        Write(chip, 0x05, 0xFFFE);
        chip.Advance(100, 3, 25, 1);
        Assert.Equal(1, Read(chip, 0x02) & 1);
        Write(chip, 0x05, 0);
        chip.Advance(100, 3, 25, 1);
        Assert.Equal(0, Read(chip, 0x02) & 1);
    }

    [Fact]
    public void The_reset_bit_restores_power_on_values_and_powered_down_it_converts_nothing()
    {
        Ina219Emulator chip = Chip();
        Write(chip, 0x05, 0x5001);
        Assert.Equal(0x5000, Read(chip, 0x05));
        chip.Advance(1, 3, 25, 1);
        Write(chip, 0x00, 0x8000);
        Assert.Equal((0x399F, 0, 0), (Read(chip, 0x00), Read(chip, 0x02), Read(chip, 0x05)));
        Write(chip, 0x00, 0x3998);
        chip.Advance(1, 3, 25, 1);
        Assert.Equal(0, Read(chip, 0x02));
    }

    private static Ina219Emulator Chip() => new(ShuntOhm, SensorErrors.None, new Random(1));

    private static int Read(Ina219Emulator chip, int register) => (int)chip.ReadRegister(register);

    private static void Write(Ina219Emulator chip, int register, int value) => chip.WriteRegister(register, value);
}
