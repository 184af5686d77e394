using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.Device.Settings;
using NanoBms.PackSimulator.Sensors;
using NanoBms.PackSimulator.Sensors.Catalog;

namespace NanoBms.Device.Tests.Sensors;

/// <summary>What holds for each chip of the catalog at its emulator, whatever it is.</summary>
public sealed class EveryChipTests
{
    public static TheoryData<string> Names => [.. Chips().Select(chip => chip.Name)];

    [Fact]
    public void Each_chip_has_an_emulator_of_its_name_and_addresses_of_the_bus()
    {
        Assert.Equal(Chips().Select(chip => chip.Name), EmulatorCatalog.All.Select(chip => chip.Name));
        Assert.Equal(Chips().Select(chip => chip.Name).Distinct(), Chips().Select(chip => chip.Name));

        // 0x08 to 0x77 are the addresses that I2C leaves to chips (UM10204, section 3.1.12).
        Assert.All(
            Chips(), chip => Assert.True(chip.FirstAddress >= 0x08 && chip.LastAddress <= 0x77 && chip.FirstAddress <= chip.LastAddress));
    }

    [Fact]
    public void The_setting_names_them_all_and_takes_no_other()
    {
        string names = string.Join(" or ", Chips().Select(chip => $"\"{chip.Name}\""));
        Assert.Equal($"currentSensor must be {names}.", new DeviceSettings { CurrentSensor = "INA999" }.FirstError());
        Assert.All(
            Chips(), chip => Assert.Null(new DeviceSettings { CurrentSensor = chip.Name, SensorAddress = chip.LastAddress }.FirstError()));
        Assert.All(Chips(), chip => Assert.Equal(
            $"sensorAddress must be 0x{chip.FirstAddress:X2} to 0x{chip.LastAddress:X2} for the {chip.Name}.",
            new DeviceSettings { CurrentSensor = chip.Name, SensorAddress = chip.LastAddress + 1 }.FirstError()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_reads_a_cell_in_volts_and_amperes_of_either_sign(string name)
    {
        var rig = new SensorAtBus(name);
        rig.TryRead();
        foreach ((double volts, double amperes) in ((double, double)[])[(3.7, -2.3), (2.5, -17.9), (3.3, 9.1), (4.2, 0.0)])
        {
            rig.Bus.Measure(volts, amperes);
            Assert.True(rig.TryRead(), rig.Sensor.Fault);
            Assert.Equal((SensorFault.None, ""), (rig.Sensor.FaultKind, rig.Sensor.Fault));

            // No chip's steps are greater than 4 mV, and 10 uV at the shunt, which at 2 mOhm are 5 mA.
            Assert.Equal(volts, rig.Measurement.VoltageV, 0.0021);
            Assert.Equal(amperes, rig.Measurement.CurrentA, 0.0026);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_that_does_not_answer_says_so_and_goes_on_afterwards(string name)
    {
        var rig = new SensorAtBus(name);
        rig.TryRead();
        rig.Bus.Measure(3.7, -2.3);
        for (int lost = 1; lost <= 2; lost++)
        {
            rig.Bus.LostTransfers = lost;
            rig.Bus.Pass(1);
            rig.AssertFails(SensorFault.NoAnswer, name + " does not answer");
            rig.Bus.LostTransfers = 0;
            Assert.True(rig.TryReadNext(), rig.Sensor.Fault);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stuck_bus_is_never_a_reading(string name)
    {
        foreach (ChipFault fault in (ChipFault[])[ChipFault.Zeros, ChipFault.Ones])
        {
            var rig = new SensorAtBus(name);
            rig.Bus.Chip.Fault = fault;
            for (int k = 0; k < 100; k++)
            {
                Assert.False(rig.TryReadNext());
                Assert.NotEqual(SensorFault.Starting, rig.Sensor.FaultKind);
            }
        }
    }

    [Fact]
    public void Each_chip_is_known_by_its_own_name()
    {
        string[] names = [.. Chips().Select(chip => chip.Name)];
        Assert.Equal(names, Enumerable.Range(0, names.Length).Select(SensorCatalog.Name));
        Assert.Null(SensorCatalog.Name(names.Length));
        Assert.Equal(names, names.Select(name => SensorCatalog.Find(name).Name));
        Assert.Null(SensorCatalog.Find(""));
        Assert.Null(SensorCatalog.Find("ina226"));
    }

    internal static IEnumerable<ChipSensor> Chips()
    {
        for (int k = 0; SensorCatalog.Make(k) is { } chip; k++)
        {
            yield return chip;
        }
    }
}
