using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.PackSimulator.Sensors;

namespace NanoBms.Device.Tests.Sensors;

/// <summary>What holds for each chip of the catalog that measures at a shunt, at its emulator.</summary>
public sealed class EveryShuntSensorTests
{
    public static TheoryData<string> Names => [.. EveryChipTests.Chips().Where(chip => chip is ShuntSensor).Select(chip => chip.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_set_up_once_and_then_read_in_volts_and_amperes_of_either_sign(string name)
    {
        var rig = new SensorAtBus(name);
        rig.AssertFails(SensorFault.Starting, name + " is taking its first reading");
        int writes = rig.Bus.Writes.Count;
        foreach ((double volts, double amperes) in ((double, double)[])[(3.7, -2.3), (2.5, -17.9), (12.34, 9.1), (4.2, 0.0)])
        {
            rig.Bus.Measure(volts, amperes);
            Assert.True(rig.TryRead(), rig.Sensor.Fault);
            Assert.Equal((SensorFault.None, ""), (rig.Sensor.FaultKind, rig.Sensor.Fault));

            // No chip's steps are greater than 4 mV and 10 uV, which at 2 mOhm are 5 mA.
            Assert.Equal(volts, rig.Measurement.VoltageV, 0.0021);
            Assert.Equal(amperes, rig.Measurement.CurrentA, 0.0026);
        }

        Assert.Equal(writes, rig.Bus.Writes.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_second_has_a_result_of_its_own(string name)
    {
        var rig = new SensorAtBus(name);
        rig.Start();
        for (int second = 0; second < 100; second++)
        {
            rig.Bus.Measure(3.0 + (second / 100.0), -second / 10.0);
            Assert.True(rig.TryRead(), rig.Sensor.Fault);
            Assert.Equal(-second / 10.0, rig.Measurement.CurrentA, 0.0026);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_current_beyond_its_range_is_no_reading(string name)
    {
        var rig = new SensorAtBus(name);
        rig.Start();
        Assert.True(rig.Sensor.RangeA > 30, $"{rig.Sensor.RangeA} A");
        foreach (double sign in (double[])[1, -1])
        {
            rig.Bus.Measure(3.7, sign * 0.99 * rig.Sensor.RangeA);
            Assert.True(rig.TryRead(), rig.Sensor.Fault);
            rig.Bus.Measure(3.7, sign * 1.01 * rig.Sensor.RangeA);
            rig.AssertFails(SensorFault.OutOfRange, "current is beyond the shunt's range");
        }

        rig.Bus.Measure(3.7, -1);
        Assert.True(rig.TryRead(), rig.Sensor.Fault);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_that_lost_its_supply_is_not_believed_and_set_up_anew(string name)
    {
        var rig = new SensorAtBus(name);
        rig.Start();
        rig.Bus.Chip.PowerCycle();
        rig.Bus.Measure(3.7, -2.3);
        rig.AssertFails(SensorFault.WrongChip, name + " lost its configuration");
        rig.AssertFails(SensorFault.Starting, name + " is taking its first reading");
        Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
        Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.0026f);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_that_went_on_measuring_while_the_program_began_anew_is_read_at_once(string name)
    {
        var rig = new SensorAtBus(name);
        rig.Start();
        int writes = rig.Bus.Writes.Count;
        rig.Bus.Pass(1);
        rig.Sensor = rig.NewDriver();
        Assert.True(rig.TryRead(), rig.Sensor.Fault);
        Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.0026f);
        Assert.Equal(writes, rig.Bus.Writes.Count);

        // Without a new result nobody knows how old the one that is there is.
        rig.Sensor = rig.NewDriver();
        rig.AssertFails(SensorFault.Starting, name + " is taking its first reading");
        Assert.True(rig.Bus.Writes.Count > writes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_first_result_that_is_late_is_waited_for_and_its_empty_registers_are_no_reading(string name)
    {
        var rig = new SensorAtBus(name);
        rig.AssertFails(SensorFault.Starting, name + " is taking its first reading");
        rig.Bus.Chip.Fault = ChipFault.Stopped;
        rig.Bus.Pass(1);
        rig.AssertFails(SensorFault.Starting, name + " is taking its first reading");
        rig.Bus.Chip.Fault = ChipFault.None;
        rig.Bus.Measure(3.7, -2.3);
        Assert.True(rig.TryRead(), rig.Sensor.Fault);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_that_measures_no_more_is_not_believed_until_it_does_again(string name)
    {
        var rig = new SensorAtBus(name);
        rig.Start();
        rig.Bus.Chip.Fault = ChipFault.Stopped;

        // Two readings may be early.
        Assert.True(rig.TryReadNext());
        Assert.True(rig.TryReadNext());
        for (int k = 0; k < 4; k++)
        {
            rig.Bus.Pass(1);
            rig.AssertFails(SensorFault.Stopped, name + " measures no more");
            for (int start = 0; start < 2; start++)
            {
                rig.Bus.Pass(1);
                rig.AssertFails(SensorFault.Starting, name + " is taking its first reading");
            }
        }

        rig.Bus.Chip.Fault = ChipFault.None;
        rig.Bus.Measure(3.7, -2.3);
        Assert.True(rig.TryRead() || rig.TryReadNext(), rig.Sensor.Fault);
        Assert.Equal(-2.3f, rig.Measurement.CurrentA, 0.0026f);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_that_does_not_answer_says_so_and_goes_on_afterwards_as_it_was_set_up(string name)
    {
        var rig = new SensorAtBus(name);
        rig.Start();
        int writes = rig.Bus.Writes.Count;
        for (int lost = 1; lost <= 4; lost++)
        {
            rig.Bus.LostTransfers = lost;
            rig.Bus.Pass(1);
            rig.AssertFails(SensorFault.NoAnswer, name + " does not answer");
            rig.Bus.LostTransfers = 0;
            Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
        }

        Assert.Equal(writes, rig.Bus.Writes.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stuck_bus_and_random_bits_are_never_a_reading(string name)
    {
        foreach (ChipFault fault in (ChipFault[])[ChipFault.Zeros, ChipFault.Ones, ChipFault.Junk])
        {
            var rig = new SensorAtBus(name);
            rig.Bus.Chip.Fault = fault;
            Assert.False(rig.TryRead());
            Assert.NotEqual(SensorFault.Starting, rig.Sensor.FaultKind);
            rig.Bus.Chip.Fault = ChipFault.None;
            rig.Start();
            rig.Bus.Chip.Fault = fault;
            for (int k = 0; k < 100; k++)
            {
                Assert.False(rig.TryReadNext());
                Assert.NotEqual(SensorFault.Starting, rig.Sensor.FaultKind);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shunt_of_nothing_or_no_number_is_refused(string name)
    {
        foreach (float ohm in (float[])[0f, -0.001f, float.NaN])
        {
            Assert.Throws<ArgumentException>(() => SensorCatalog.Find(name).Connect(new Fakes.ChipOnBus(name), ohm));
        }
    }
}
