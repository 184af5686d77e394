using NanoBms.Device.Sensors.Ina228;
using NanoBms.PackSimulator.Sensors;
using NanoBms.PackSimulator.Sensors.Ina228;

namespace NanoBms.PackSimulator.Tests.Sensors.Ina228;

/// <summary>
/// Expected values: TI datasheet SLYS021, tables 7-3 to 7-24, section 8.1.2 and the worked example of section 8.2.2 with table 8-4.
/// </summary>
public class Ina228EmulatorTests
{
    private const double ExampleShuntOhm = 0.0162, ShuntOhm = 0.002;

    [Theory]
    [InlineData(0x00, 0x0000)]
    [InlineData(0x01, 0xFB68)]
    [InlineData(0x02, 0x1000)]
    [InlineData(0x03, 0)]
    [InlineData(0x04, 0)]
    [InlineData(0x05, 0)]
    [InlineData(0x06, 0)]
    [InlineData(0x07, 0)]
    [InlineData(0x08, 0)]
    [InlineData(0x09, 0)]
    [InlineData(0x0A, 0)]
    [InlineData(0x0B, 0x0001)]
    [InlineData(0x0C, 0x7FFF)]
    [InlineData(0x0D, 0x8000)]
    [InlineData(0x0E, 0x7FFF)]
    [InlineData(0x0F, 0x0000)]
    [InlineData(0x10, 0x7FFF)]
    [InlineData(0x11, 0xFFFF)]
    [InlineData(0x3E, 0x5449)]
    [InlineData(0x3F, 0x2281)]
    public void Registers_hold_the_power_on_values(int register, long expected) => Assert.Equal(expected, Chip().ReadRegister(register));

    [Fact]
    public void Six_amperes_at_48_volts_for_an_hour_read_as_in_the_worked_example()
    {
        Ina228Emulator chip = Chip(ExampleShuntOhm);
        chip.WriteRegister(0x02, 4050);
        chip.Advance(6, 48, 25, 3600);
        Assert.Equal(311040, Signed(chip.ReadRegister(0x04), 24) >> 4);
        Assert.Equal(245760, chip.ReadRegister(0x05) >> 4);
        Assert.Equal(3200, chip.ReadRegister(0x06));
        Assert.InRange(Signed(chip.ReadRegister(0x07), 24) >> 4, 314572, 314574);
        Assert.InRange(chip.ReadRegister(0x08), 4718500, 4718700);

        // The example's calibration is rounded by 0.01 %.
        Assert.Equal(1061683200.0, chip.ReadRegister(0x09), 1061683200.0 * 1e-4);
        Assert.Equal(1132462080.0, chip.ReadRegister(0x0A), 1132462080.0 * 1e-4);
    }

    [Fact]
    public void Minus_97_2_millivolts_read_as_B4100h()
    {
        Ina228Emulator chip = Chip(ExampleShuntOhm);
        chip.Advance(-6, 48, 25, 1);
        Assert.Equal(0xB4100, chip.ReadRegister(0x04) >> 4);
        Assert.Equal(0, chip.ReadRegister(0x04) & 15);
    }

    [Theory]
    [InlineData(0x0000, 163.84, 312.5)]
    [InlineData(0x0010, 40.96, 78.125)]
    public void The_range_bit_sets_step_and_end_of_the_shunt_register(int configuration, double rangeMilliV, double stepNanoV)
    {
        Ina228Emulator chip = Chip();
        chip.WriteRegister(0x00, configuration);
        chip.Advance(0.01 / ShuntOhm, 3, 25, 1);
        Assert.Equal(Math.Round(10e6 / stepNanoV), Signed(chip.ReadRegister(0x04), 24) >> 4);
        chip.Advance(1.01e-3 * rangeMilliV / ShuntOhm, 3, 25, 1);
        Assert.Equal(0x7FFFF, Signed(chip.ReadRegister(0x04), 24) >> 4);
        chip.Advance(-1.01e-3 * rangeMilliV / ShuntOhm, 3, 25, 1);
        Assert.Equal(-0x80000, Signed(chip.ReadRegister(0x04), 24) >> 4);
    }

    [Fact]
    public void The_firmware_has_it_average_over_840_milliseconds()
    {
        Ina228Emulator chip = Chip();
        SetUp(chip);
        Assert.Equal(1024 * (280e-6 + 540e-6), chip.ConversionS, 9);
        chip.Advance(1, 3, 25, chip.ConversionS / 4);
        Assert.Equal(0, chip.ReadRegister(0x05));
        chip.Advance(5, 4, 25, chip.ConversionS * 3 / 4);

        // 4 A are 8 mV, 25600 steps of 312.5 nV; 3.75 V are 19200 steps of 195.3125 uV.
        Assert.Equal((25600, 19200), (chip.ReadRegister(0x04) >> 4, chip.ReadRegister(0x05) >> 4));
    }

    [Fact]
    public void The_ready_flag_falls_when_it_is_read_or_the_adc_set_up()
    {
        Ina228Emulator chip = Chip();
        Assert.Equal(0, chip.ReadRegister(0x0B) & 2);
        chip.Advance(1, 3, 25, 1);
        Assert.Equal(2, chip.ReadRegister(0x0B) & 2);
        Assert.Equal(0, chip.ReadRegister(0x0B) & 2);
        chip.Advance(1, 3, 25, 1);
        SetUp(chip);
        Assert.Equal(0, chip.ReadRegister(0x0B) & 2);
    }

    [Fact]
    public void Charge_is_counted_with_its_sign_also_within_a_conversion_and_until_it_is_reset()
    {
        Ina228Emulator chip = Chip();
        SetUp(chip);
        chip.Advance(-4, 3, 25, 0.5);

        // 2 C at 156.25 uC a step, two's complement of 40 bits.
        Assert.Equal(-12800, Signed(chip.ReadRegister(0x0A), 40));
        chip.Advance(6, 3, 25, 1);
        Assert.Equal(25600, Signed(chip.ReadRegister(0x0A), 40));
        chip.WriteRegister(0x00, 1 << 14);
        Assert.Equal((0, 0), (chip.ReadRegister(0x0A), chip.ReadRegister(0x09)));
        Assert.Equal(0, chip.ReadRegister(0x00));
    }

    [Fact]
    public void A_charge_beyond_40_bits_begins_anew_and_says_so_until_it_is_read()
    {
        Ina228Emulator chip = Chip();

        // As the firmware sets it: two weeks of conversions are few then.
        chip.WriteRegister(0x01, 0b1011_0111_0010_1111);
        chip.Advance(80, 3, 25, 1.02 * 0.5 * Math.Pow(2, 40) * 156.25e-6 / 80);
        Assert.Equal(1 << 10, chip.ReadRegister(0x0B) & (1 << 10));
        Assert.InRange(Signed(chip.ReadRegister(0x0A), 40), 0, (long)(0.03 * Math.Pow(2, 39)));
        Assert.Equal(0, chip.ReadRegister(0x0B) & (1 << 10));
    }

    [Fact]
    public void Results_beyond_their_registers_raise_the_overflow_flag()
    {
        Ina228Emulator chip = Chip();
        chip.WriteRegister(0x02, 100);
        chip.Advance(10, 3, 25, 1);
        Assert.Equal(1 << 9, chip.ReadRegister(0x0B) & (1 << 9));
        chip.WriteRegister(0x02, 0x1000);
        chip.Advance(10, 3, 25, 1);
        Assert.Equal(0, chip.ReadRegister(0x0B) & (1 << 9));
    }

    [Fact]
    public void Without_calibration_there_is_no_current_and_with_compensation_a_warm_shunt_counts_for_more_ohms()
    {
        Ina228Emulator chip = Chip();
        chip.WriteRegister(0x02, 0);
        chip.Advance(10, 3, 25, 1);
        Assert.Equal((0, 0, 0), (chip.ReadRegister(0x07), chip.ReadRegister(0x08), chip.ReadRegister(0x0A)));
        chip.WriteRegister(0x02, 0x1000);
        chip.WriteRegister(0x03, 1000);
        chip.WriteRegister(0x00, 1 << 5);
        chip.Advance(10, 3, 75, 2);

        // 50 K at 1000 ppm are 5 %: 64000 steps over 1.05.
        Assert.Equal(60952, chip.ReadRegister(0x07) >> 4);
    }

    [Fact]
    public void The_reset_bit_restores_power_on_values_and_powered_down_it_converts_nothing()
    {
        Ina228Emulator chip = Chip();
        chip.WriteRegister(0x02, 1);
        chip.WriteRegister(0x00, 0x10);
        chip.Advance(1, 3, 25, 1);
        chip.WriteRegister(0x00, 0x8000);
        Assert.Equal((0, 0xFB68, 0x1000, 0),
            (chip.ReadRegister(0x00), chip.ReadRegister(0x01), chip.ReadRegister(0x02), chip.ReadRegister(0x05)));
        chip.WriteRegister(0x01, 0x0B68);
        chip.Advance(1, 3, 25, 1);
        Assert.Equal(0, chip.ReadRegister(0x05));

        // Triggered: one result, and no more.
        chip.WriteRegister(0x01, 0x7B68);
        chip.Advance(1, 4, 25, 1);
        chip.Advance(1, 2, 25, 1);
        Assert.Equal(20480, chip.ReadRegister(0x05) >> 4);
    }

    private static Ina228Emulator Chip(double shuntOhm = ShuntOhm) => new(shuntOhm, SensorErrors.None, new Random(1));

    private static void SetUp(Ina228Emulator chip) =>
        chip.WriteRegister(Ina228Sensor.AdcConfigurationRegister, Ina228Sensor.AdcConfiguration);

    private static long Signed(long value, int bits) => value << (64 - bits) >> (64 - bits);
}
