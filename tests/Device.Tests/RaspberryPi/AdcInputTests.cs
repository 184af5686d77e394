using NanoBms.Device.Tests.Fakes;
using NanoBms.Platform;

namespace NanoBms.Device.Tests.RaspberryPi;

/// <summary>The Raspberry Pi's ADC driver at a register-level ADS1115, through the same calls as on Linux's bus.</summary>
[Collection("I2C bus")]
public sealed class AdcInputTests : IDisposable
{
    private readonly Ads1115Chip chip = new();
    private readonly EmulatedI2cBus bus = new();

    public AdcInputTests()
    {
        bus.Connect(0x48, chip);
        I2cRegisters.Bus = bus;
    }

    public void Dispose() => I2cRegisters.Bus = null;

    [Theory]
    [InlineData(0, 0x4383)]
    [InlineData(1, 0x5383)]
    [InlineData(3, 0x7383)]
    public void A_channel_is_converted_once_against_ground_at_4_096_V_with_the_comparator_off(int channel, int configuration)
    {
        chip.SetInput(channel, 1.024);
        Assert.Equal(8192, Read(channel));
        Assert.Equal(configuration, chip.Configuration);
        Assert.Equal(1, chip.Conversions);
    }

    // 1 step is 0.125 mV; above full scale it saturates; below ground it is negative, which is no reading of a divider.
    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.000125, 1)]
    [InlineData(4.095875, 32767)]
    [InlineData(4.2, 32767)]
    [InlineData(-0.01, 0)]
    [InlineData(-4.2, 0)]
    public void Steps_are_of_an_eighth_of_a_millivolt_and_saturate(double volts, int raw)
    {
        chip.SetInput(0, volts);
        Assert.Equal(raw, Read(0));
    }

    [Fact]
    public void A_slow_conversion_is_waited_for_and_one_without_an_end_is_no_answer()
    {
        chip.SetInput(0, 1.0);
        chip.ReadsUntilReady = 5;
        Assert.Equal(8000, Read(0));
        chip.ReadsUntilReady = int.MaxValue;
        Assert.False(new AdcInput(0).TryRead(out _));
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0xFFFF)]
    public void A_stuck_bus_is_no_answer(int stuckAt)
    {
        chip.StuckAt = stuckAt;
        Assert.False(new AdcInput(0).TryRead(out _));
        chip.StuckAt = null;
        Assert.Equal(0, Read(0));
    }

    [Fact]
    public void A_chip_that_does_not_acknowledge_is_no_answer_and_is_read_when_it_is_back()
    {
        var input = new AdcInput(2);
        chip.SetInput(2, 2.048);
        chip.Answers = false;
        Assert.False(input.TryRead(out _));
        chip.Answers = true;
        Assert.True(input.TryRead(out int raw));
        Assert.Equal(16384, raw);
    }

    [Fact]
    public void The_emulator_has_the_datasheets_registers()
    {
        Assert.Equal((Ads1115Chip.PowerUpConfig, 0x8000, 0x7FFF), (chip.Read(1), chip.Read(2), chip.Read(3)));

        // AIN0 against AIN1 at +-2.048 V, negative: two's complement.
        chip.SetInput(1, 1.024);
        chip.Write(1, 0x8583);
        Assert.Equal(0xC000, chip.Read(0));

        // Continuous mode follows the input and never says that it rests.
        chip.Write(1, 0x4483);
        chip.SetInput(0, 0.512);
        Assert.Equal((8192, 0x4483), (chip.Read(0), chip.Read(1)));
    }

    private static int Read(int channel)
    {
        Assert.True(new AdcInput(channel).TryRead(out int raw));
        return raw;
    }
}
