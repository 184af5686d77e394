using NanoBms.Device.Sensors;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Sensors;

public sealed class CurrentSensorTests
{
    [Fact]
    public void Ina226_is_set_to_a_mean_of_about_a_second_and_read_in_volts_and_amperes()
    {
        var chip = new Ina226Chip();
        var sensor = new Ina226(chip, 0.002f);
        chip.Measure(3.7, -2.3);
        Assert.False(sensor.TryRead(out _, out _));
        Assert.Equal("INA226 is taking its first reading", sensor.Fault);

        // Averages 1024 (AVG 111), bus 332 us (010), shunt 588 us (011), continuous (111), and the bit that reads 1: 0100 111 010 011 111.
        Assert.Equal([(0x00, 0b0100_1110_1001_1111), (0x05, 2048)], chip.Writes);

        Assert.True(sensor.TryRead(out float voltageV, out float currentA));
        Assert.Equal(3.7f, voltageV, 0.000626f);
        Assert.Equal(-2.3f, currentA, 0.000626f);
    }

    [Theory]
    [InlineData(50.0)]
    [InlineData(-50.0)]
    public void Ina226_says_that_a_current_is_beyond_its_range(double currentA)
    {
        var chip = new Ina226Chip();
        var sensor = new Ina226(chip, 0.002f);
        sensor.TryRead(out _, out _);
        chip.Measure(3.7, currentA);
        Assert.False(sensor.TryRead(out _, out _));
        Assert.Equal(SensorFault.OutOfRange, sensor.FaultKind);
    }

    [Fact]
    public void Ina226_that_lost_its_supply_is_not_believed_and_set_up_anew()
    {
        var chip = new Ina226Chip();
        var sensor = new Ina226(chip, 0.002f);
        chip.Measure(3.7, -2.3);
        sensor.TryRead(out _, out _);
        Assert.True(sensor.TryRead(out _, out _));

        chip.PowerOn();
        chip.Measure(3.7, -2.3);
        Assert.False(sensor.TryRead(out _, out _));
        Assert.Equal("INA226 lost its configuration", sensor.Fault);
        Assert.False(sensor.TryRead(out _, out _));
        Assert.True(sensor.TryRead(out _, out float currentA));
        Assert.Equal(-2.3f, currentA, 0.001f);
    }

    [Fact]
    public void A_chip_that_went_on_measuring_while_the_program_began_anew_is_read_at_once()
    {
        var chip = new Ina226Chip();
        new Ina226(chip, 0.002f).TryRead(out _, out _);
        chip.Measure(3.7, -2.3);
        int writes = chip.Writes.Count;
        Assert.True(new Ina226(chip, 0.002f).TryRead(out float voltageV, out float currentA));
        Assert.Equal((3.7f, -2.3f), (voltageV, currentA), Near);
        Assert.Equal(writes, chip.Writes.Count);

        var coarse = new Ina219Chip();
        new Ina219(coarse, 0.1f).TryRead(out _, out _);
        coarse.Measure(12.34, -1.5);
        Assert.True(new Ina219(coarse, 0.1f).TryRead(out voltageV, out currentA));
        Assert.Equal((12.34f, -1.5f), (voltageV, currentA), Near);

        static bool Near((float V, float A) a, (float V, float A) b) => Math.Abs(a.V - b.V) < 0.003f && Math.Abs(a.A - b.A) < 0.001f;
    }

    [Fact]
    public void A_chip_without_a_mean_ready_is_set_up_anew()
    {
        var chip = new Ina226Chip();
        var sensor = new Ina226(chip, 0.002f);
        sensor.TryRead(out _, out _);
        Assert.False(new Ina226(chip, 0.002f).TryRead(out _, out _));
        Assert.Equal(4, chip.Writes.Count);
    }

    [Fact]
    public void Ina226_that_measures_no_more_is_not_believed_until_it_does_again()
    {
        var chip = new Ina226Chip();
        var sensor = new Ina226(chip, 0.002f);
        chip.Measure(3.7, -2.3);
        sensor.TryRead(out _, out _);
        Assert.True(sensor.TryRead(out _, out _));
        chip.IsStopped = true;
        AssertStopped(sensor, "INA226 measures no more");
        chip.IsStopped = false;
        AssertReadsAgain(sensor);
    }

    [Fact]
    public void Ina226_that_measures_again_by_itself_before_it_is_set_up_anew_is_believed()
    {
        var chip = new Ina226Chip();
        var sensor = new Ina226(chip, 0.002f);
        chip.Measure(3.7, -2.3);
        sensor.TryRead(out _, out _);
        chip.IsStopped = true;
        while (sensor.TryRead(out _, out _))
        {
        }

        Assert.Equal(SensorFault.Stopped, sensor.FaultKind);
        chip.IsStopped = false;
        chip.Measure(3.7, -2.3);
        for (int k = 0; k < 10; k++)
        {
            Assert.True(sensor.TryRead(out _, out _), sensor.Fault);
        }
    }

    [Fact]
    public void Ina219_that_measures_no_more_is_not_believed_until_it_does_again()
    {
        var chip = new Ina219Chip();
        var sensor = new Ina219(chip, 0.1f);
        chip.Measure(3.7, -2.3);
        sensor.TryRead(out _, out _);
        Assert.True(sensor.TryRead(out _, out _));
        chip.IsStopped = true;
        AssertStopped(sensor, "INA219 measures no more");
        chip.IsStopped = false;
        chip.Measure(3.7, -2.3);
        AssertReadsAgain(sensor);
    }

    /// <summary>One reading has its result still, two may be early; from then on each fails or says that the chip was set up anew.</summary>
    private static void AssertStopped(ShuntSensor sensor, string fault)
    {
        for (int k = 0; k < 3; k++)
        {
            Assert.True(sensor.TryRead(out _, out _));
        }

        for (int k = 0; k < 4; k++)
        {
            Assert.False(sensor.TryRead(out _, out _));
            Assert.Equal((SensorFault.Stopped, fault), (sensor.FaultKind, sensor.Fault));
            Assert.False(sensor.TryRead(out _, out _));
            Assert.Equal(SensorFault.Starting, sensor.FaultKind);
        }
    }

    private static void AssertReadsAgain(ShuntSensor sensor)
    {
        // The flag of this read was taken with the one before; then the chip is set up.
        for (int k = 0; k < 3 && !sensor.TryRead(out _, out _); k++)
        {
        }

        Assert.True(sensor.TryRead(out _, out float currentA));
        Assert.Equal(-2.3f, currentA, 0.001f);
    }

    [Fact]
    public void Another_chip_at_the_address_is_refused_until_it_is_gone()
    {
        var chip = new Ina226Chip();
        var sensor = new Ina226(chip, 0.002f);
        chip.Replace(0x5449, 0x2270);
        Assert.False(sensor.TryRead(out _, out _));
        Assert.Equal("the chip at this address is not an INA226", sensor.Fault);
        Assert.Empty(chip.Writes);

        chip.Replace(0x5449, 0x2261);
        sensor.TryRead(out _, out _);
        Assert.True(sensor.TryRead(out _, out _));
    }

    [Fact]
    public void Ina219_is_read_in_volts_and_amperes()
    {
        var chip = new Ina219Chip();
        var sensor = new Ina219(chip, 0.1f);
        chip.Measure(12.34, -1.5);
        Assert.False(sensor.TryRead(out _, out _));
        Assert.Equal([(0x00, 0x3FFF)], chip.Writes);
        Assert.True(sensor.TryRead(out float voltageV, out float currentA));
        Assert.Equal(12.34f, voltageV, 0.0021f);
        Assert.Equal(-1.5f, currentA, 0.0001f);

        chip.Measure(12.34, 3.3);
        Assert.False(sensor.TryRead(out _, out _));
        Assert.Equal(SensorFault.OutOfRange, sensor.FaultKind);
    }

    [Fact]
    public void Ina219_that_does_not_keep_its_configuration_is_refused()
    {
        var chip = new Ina219Chip { StuckAt = 0 };
        var sensor = new Ina219(chip, 0.1f);
        for (int k = 0; k < 5; k++)
        {
            Assert.False(sensor.TryRead(out _, out _));
            Assert.Equal(SensorFault.WrongChip, sensor.FaultKind);
        }
    }
}
