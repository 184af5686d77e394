using NanoBms.Device.Sensors.Ina226;
using NanoBms.PackSimulator.Sensors;
using NanoBms.PackSimulator.Sensors.Ina226;

namespace NanoBms.PackSimulator.Tests.Sensors.Ina226;

/// <summary>
/// Expected values: TI datasheet SBOS547, register table, register descriptions and the worked example of its section on calibration.
/// </summary>
public class Ina226EmulatorTests
{
    private const double ShuntOhm = 0.002;

    [Theory]
    [InlineData(0x00, 0x4127)]
    [InlineData(0x01, 0)]
    [InlineData(0x02, 0)]
    [InlineData(0x03, 0)]
    [InlineData(0x04, 0)]
    [InlineData(0x05, 0)]
    [InlineData(0x06, 0)]
    [InlineData(0x07, 0)]
    [InlineData(0xFE, 0x5449)]
    [InlineData(0xFF, 0x2260)]
    public void Registers_hold_the_power_on_values(int register, int expected) => Assert.Equal(expected, Read(Chip(), register));

    [Fact]
    public void Ten_amperes_at_12_volts_read_as_in_the_worked_example()
    {
        Ina226Emulator chip = Chip();
        Write(chip, 0x05, 0x0A00);
        chip.Advance(10, 11.98, 25, 1);
        Assert.Equal(0x1F40, Read(chip, 0x01));
        Assert.Equal(0x2570, Read(chip, 0x02));
        Assert.Equal(0x2710, Read(chip, 0x04));
        Assert.Equal(0x12B8, Read(chip, 0x03));
    }

    [Fact]
    public void Minus_80_millivolts_read_as_8300h()
    {
        Ina226Emulator chip = Chip();
        chip.Advance(-0.08 / ShuntOhm, 0, 25, 1);
        Assert.Equal(0x8300, Read(chip, 0x01));
    }

    [Theory]
    [InlineData(50, 0x7FFF)]
    [InlineData(-50, 0x8000)]
    public void Beyond_81_92_millivolts_the_shunt_register_stands_at_full_scale(double currentA, int expected)
    {
        Ina226Emulator chip = Chip();
        chip.Advance(currentA, 0, 25, 1);
        Assert.Equal(expected, Read(chip, 0x01));
    }

    [Fact]
    public void Without_calibration_current_and_power_stay_zero()
    {
        Ina226Emulator chip = Chip();
        chip.Advance(10, 12, 25, 1);
        Assert.Equal(0x1F40, Read(chip, 0x01));
        Assert.Equal(0, Read(chip, 0x04));
        Assert.Equal(0, Read(chip, 0x03));
    }

    [Fact]
    public void The_reset_bit_restores_power_on_values_and_clears_itself()
    {
        Ina226Emulator chip = Chip();
        Write(chip, 0x05, 0x0A00);
        Write(chip, 0x00, Ina226Sensor.Configuration);
        chip.Advance(10, 12, 25, 2);
        Write(chip, 0x00, 0x8000);
        Assert.Equal(0x4127, Read(chip, 0x00));
        Assert.Equal(0, Read(chip, 0x05));
        Assert.Equal(0, Read(chip, 0x02));
    }

    [Fact]
    public void The_firmware_has_it_average_over_942_milliseconds()
    {
        Ina226Emulator chip = Chip();
        Write(chip, 0x00, Ina226Sensor.Configuration);
        Assert.Equal(1024 * (332e-6 + 588e-6), chip.ConversionS, 9);
    }

    [Fact]
    public void A_result_is_the_mean_of_the_signals_over_the_conversion()
    {
        Ina226Emulator chip = Chip();
        Write(chip, 0x00, Ina226Sensor.Configuration);
        chip.Advance(1, 3, 25, chip.ConversionS / 4);
        Assert.Equal(0, Read(chip, 0x02));
        chip.Advance(5, 4, 25, chip.ConversionS * 3 / 4);

        // 1/4 of 1 A and 3/4 of 5 A are 4 A: 8 mV, 3200 steps of 2.5 uV; 3.75 V are 3000 steps of 1.25 mV.
        Assert.Equal(3200, Read(chip, 0x01));
        Assert.Equal(3000, Read(chip, 0x02));
    }

    [Fact]
    public void The_ready_flag_rises_with_a_result_and_falls_when_it_is_read()
    {
        Ina226Emulator chip = Chip();
        Assert.Equal(0, Read(chip, 0x06) & 8);
        chip.Advance(1, 3, 25, 1);
        Assert.Equal(8, Read(chip, 0x06) & 8);
        Assert.Equal(0, Read(chip, 0x06) & 8);
    }

    [Fact]
    public void Powered_down_it_keeps_the_last_result_and_triggered_it_takes_one()
    {
        Ina226Emulator chip = Chip();
        chip.Advance(1, 3, 25, 1);
        Write(chip, 0x00, 0x4120);
        chip.Advance(1, 4, 25, 1);
        Assert.Equal(2400, Read(chip, 0x02));
        Write(chip, 0x00, 0x4123);
        chip.Advance(1, 4, 25, 1);
        chip.Advance(1, 2, 25, 1);
        Assert.Equal(3200, Read(chip, 0x02));
    }

    [Fact]
    public void A_product_beyond_the_register_raises_the_overflow_flag()
    {
        Ina226Emulator chip = Chip();
        Write(chip, 0x05, 0x7FFF);
        chip.Advance(10, 3, 25, 1);
        Assert.Equal(4, Read(chip, 0x06) & 4);
    }

    [Theory]
    [InlineData(0x8000, 3000, true)]
    [InlineData(0x8000, 5000, false)]
    [InlineData(0x4000, 5000, true)]
    [InlineData(0x2000, 2000, true)]
    [InlineData(0x1000, 2000, false)]
    public void The_alert_flag_follows_the_function_that_is_on(int mask, int limit, bool expected)
    {
        Ina226Emulator chip = Chip();
        Write(chip, 0x06, mask);
        Write(chip, 0x07, limit);
        chip.Advance(5, 3, 25, 1);
        Assert.Equal(expected, (Read(chip, 0x06) & 16) != 0);
    }

    [Fact]
    public void A_silent_chip_answers_nothing_and_a_junk_chip_anything()
    {
        Ina226Emulator chip = Chip();
        chip.Fault = ChipFault.Silent;
        Assert.False(chip.TryRead([0xFE, 0, 0], 2));
        Assert.False(chip.TryWrite([0x05, 0, 1], 2));
        chip.Fault = ChipFault.Junk;
        Assert.NotEqual(chip.ReadRegister(0xFE), chip.ReadRegister(0xFE));
    }

    [Fact]
    public void Bytes_come_high_first_and_ones_behind_them()
    {
        byte[] frame = [0xFE, 0, 0, 0];
        Assert.True(Chip().TryRead(frame, 3));
        Assert.Equal([0xFE, 0x54, 0x49, 0xFF], frame);
    }

    [Fact]
    public void Frozen_results_are_the_old_ones_and_ready_and_noise_goes_over_the_whole_range()
    {
        Ina226Emulator chip = Chip();
        chip.Advance(10, 12, 25, 1);
        chip.Fault = ChipFault.Frozen;
        Assert.Equal(8, Read(chip, 0x06) & 8);
        chip.Advance(5, 4, 25, 1);
        Assert.Equal((0x1F40, 9600, 8), (Read(chip, 0x01), Read(chip, 0x02), Read(chip, 0x06) & 8));
        chip.Fault = ChipFault.Noise;
        int[] shunts = new int[400];
        for (int k = 0; k < shunts.Length; k++)
        {
            chip.Advance(5, 4, 25, 1);
            shunts[k] = (short)Read(chip, 0x01);
        }

        Assert.True(shunts.Min() < -30000 && shunts.Max() > 30000 && Math.Abs(shunts.Average()) < 5000);
    }

    private static Ina226Emulator Chip() => new(ShuntOhm, SensorErrors.None, new Random(1));

    private static int Read(Ina226Emulator chip, int register) => (int)chip.ReadRegister(register);

    private static void Write(Ina226Emulator chip, int register, int value) => chip.WriteRegister(register, value);
}
