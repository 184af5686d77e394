using System.Globalization;
using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Sensors;
using NanoBms.Device.Settings;
using NanoBms.PackSimulator.Emulation;
using NanoBms.PackSimulator.Sensors;
using NanoBms.PackSimulator.Sensors.Catalog;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Sensors;

/// <summary>Sensors that answer and do not measure, on a whole board with its errors, at a cell of 2.9 Ah.</summary>
public sealed class SensorWatchTests(ITestOutputHelper output)
{
    private static readonly ModelInfo Info = new() { RatedCapacityAh = 2.9f, SamplePeriodMs = 1000 };

    private readonly int seed = Random.Shared.Next();

    public static TheoryData<string> Chips => [.. EmulatorCatalog.All.Select(chip => chip.Name)];

    [Theory]
    [MemberData(nameof(Chips))]
    public void One_that_stands_still_while_driven_is_found_out_within_a_minute_and_believed_again_afterwards(string chip)
    {
        Rig rig = Start(chip);
        Assert.Equal("", rig.Run(600, second => Drive(second)));
        rig.ChipFault = ChipFault.Frozen;
        Assert.Equal("", rig.Run(8, second => Drive(second)));

        // Voltage and current both stand; each alone is told by the tests of numbers below.
        Assert.Equal("voltage stands still while current flows", rig.Run(1200, _ => -2.9));
        rig.ChipFault = ChipFault.None;
        Assert.Equal("", rig.Run(600, second => Drive(second), settle: 3));
    }

    [Theory]
    [MemberData(nameof(Chips))]
    public void Noise_over_its_range_is_found_out_within_a_minute(string chip)
    {
        Rig rig = Start(chip);
        Assert.Equal("", rig.Run(60, second => Drive(second)));
        rig.ChipFault = ChipFault.Noise;
        Assert.Contains("jumps about at random", rig.Run(60, second => Drive(second)), StringComparison.Ordinal);
        rig.ChipFault = ChipFault.None;
        Assert.Equal("", rig.Run(600, second => Drive(second), settle: 40));
    }

    [Fact]
    public void A_thermistor_of_noise_or_that_stands_still_is_found_out()
    {
        Rig rig = Start("INA226");
        Assert.Equal("", rig.Run(60, second => Drive(second)));
        rig.ThermistorFault = ChipFault.Noise;
        Assert.Equal("temperature jumps about at random", rig.Run(60, second => Drive(second), until: "temperature jumps about at random"));
        rig.ThermistorFault = ChipFault.Frozen;
        Assert.Equal("temperature stands still while current flows", rig.Run(1800, _ => -2.9, settle: 40));
        rig.ThermistorFault = ChipFault.None;
        Assert.Equal("", rig.Run(600, second => Drive(second), settle: 3));
    }

    [Fact]
    public void Each_value_that_stands_alone_has_a_reason_of_its_own()
    {
        var watch = new SensorWatch(40, 4, 2.9f, 1000);
        string reason = "";
        for (int k = 0; k <= SensorWatch.MaxJumpsOfCurrent; k++)
        {
            Assert.Equal("", reason);
            reason = watch.Check(new Measurement { VoltageV = 14.8f, CurrentA = k % 2 * -0.6f, TemperatureC = 25 + k * 0.01f });
        }

        Assert.Equal("voltage stands still while current flows", reason);
        Assert.Equal("", watch.Check(new Measurement { VoltageV = 14.79f, CurrentA = -0.6f, TemperatureC = 25 }));
        for (int k = 1; k <= SensorWatch.MaxJumpsOfVoltage; k++)
        {
            reason = watch.Check(new Measurement { VoltageV = 14.7f - k % 2 * 0.1f, CurrentA = -0.6f, TemperatureC = 25 });
            Assert.Equal(k < SensorWatch.MaxJumpsOfVoltage, reason.Length == 0);
        }

        Assert.Equal("current stands still while the voltage moves", reason);
    }

    [Fact]
    public void Standing_still_counts_only_while_a_current_flows_and_is_known_to_be_much()
    {
        foreach ((float capacityAh, float currentA) in ((float, float)[])[(2.9f, 0f), (2.9f, -0.5f), (0f, -20f)])
        {
            var watch = new SensorWatch(40, 1, capacityAh, 1000);
            for (int k = 0; k < 100_000; k++)
            {
                Assert.Equal("", watch.Check(new Measurement { VoltageV = 3.7f, CurrentA = currentA, TemperatureC = 25 }));
            }
        }
    }

    /// <summary>
    /// The flattest open-circuit curve at a constant current, in steps of an INA219: 286 thousandths of the capacity within one step.
    /// </summary>
    [Theory]
    [InlineData(0.29, "")]
    [InlineData(0.31, "voltage stands still while current flows")]
    public void A_voltage_may_stand_for_as_long_as_iron_phosphate_takes_for_a_step(double share, string reason)
    {
        var watch = new SensorWatch(20, 1, 2.9f, 1000);
        string last = "";
        for (int k = 0; k < share * 3600; k++)
        {
            last = watch.Check(new Measurement { VoltageV = 3.292f, CurrentA = 2.9f, TemperatureC = 25 + k * 0.001f });
        }

        Assert.Equal(reason, last);
    }

    /// <summary>The most that an ESP32's ADC may be off by at a cold thermistor, from reading to reading, and more than it can.</summary>
    [Theory]
    [InlineData(3.2, "")]
    [InlineData(4.2, "temperature jumps about at random")]
    public void A_temperature_may_jump_as_far_as_the_ADC_may_be_off(double kelvins, string reason)
    {
        var watch = new SensorWatch(20, 1, 2.9f, 1000);
        string last = "";
        for (int k = 0; k < 120; k++)
        {
            last = watch.Check(new Measurement { VoltageV = 3.7f, CurrentA = 0, TemperatureC = -20 + k % 2 * (float)kelvins });
        }

        Assert.Equal(reason, last);
    }

    /// <summary>Ten times the capacity an hour, drawn and let go of each second, at a cell of 70 mV for each of them.</summary>
    [Theory]
    [InlineData(0.69f, "")]
    [InlineData(0.72f, "voltage jumps about at random")]
    public void A_voltage_may_jump_as_far_as_a_battery_of_high_power_does(float volts, string reason)
    {
        var watch = new SensorWatch(80, 4, 2.9f, 1000);
        string last = "";
        for (int k = 0; k < 120; k++)
        {
            last = watch.Check(new Measurement
            {
                VoltageV = 14.8f - k % 2 * 4 * volts,
                CurrentA = k % 2 * -29,
                TemperatureC = 25 + k * 0.001f,
            });
        }

        Assert.Equal(reason, last);
    }

    /// <summary>
    /// Every recording in the coarsest steps of any chip; a temperature that was not recorded but written in moves by a step.
    /// </summary>
    [Theory]
    [InlineData("panasonic18650pf", 2.9f)]
    [InlineData("lg18650hg2", 3f)]
    [InlineData("lfp1200", 1.2f)]
    public void No_recording_of_a_healthy_cell_is_doubted(string cell, float capacityAh)
    {
        string folder = SharedData.Require("cycling", cell);
        int samples = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories))
        {
            var watch = new SensorWatch(20, 1, capacityAh, 1000);
            foreach (string line in File.ReadLines(path).Skip(1))
            {
                string[] cells = line.Split(',');
                string reason = watch.Check(new Measurement
                {
                    VoltageV = Steps(cells[1], 0.004),
                    CurrentA = Steps(cells[2], 0.005),
                    TemperatureC = Steps(cells[3], 0.05) + (cell == "lfp1200" ? samples % 2 * 0.05f : 0f),
                });
                Assert.True(reason.Length == 0, $"{Path.GetRelativePath(folder, path)}, {cells[0]} s: {reason}");
                samples++;
            }
        }

        Assert.True(samples > 50_000, $"{samples} samples");
    }

    private static float Steps(string number, double step) =>
        (float)(Math.Round(double.Parse(number, CultureInfo.InvariantCulture) / step) * step);

    // Accelerating, rolling, braking.
    private static double Drive(int second) => (second % 40) switch { < 15 => -4.5, < 30 => -0.6, < 33 => 1.5, _ => -0.1 };

    private Rig Start(string chip)
    {
        output.WriteLine($"seed {seed}");
        var rig = new Rig(new DeviceSettings { CurrentSensor = chip }, seed);
        rig.Run(2, _ => -1, settle: 2);
        return rig;
    }

    /// <summary>A board at a cell of resistance and slope, second by second.</summary>
    private sealed class Rig : IFaultScript
    {
        private readonly SimulatedBoard board;
        private readonly BatterySensor sensor;
        private double chargeAh;
        private int second;

        public Rig(DeviceSettings settings, int seed)
        {
            board = new SimulatedBoard(settings, seed, errorScale: 1, this);
            sensor = GaugeSensors.Make(settings, new GaugeHardware { Chip = board.Chip, Adc = board.Thermistor }, Info);
        }

        public ChipFault ChipFault { get; set; }

        public ChipFault ThermistorFault { get; set; }

        public ChipFault ChipAt(long uptimeMs) => ChipFault;

        public ChipFault ThermistorAt(long uptimeMs) => ThermistorFault;

        /// <summary>The last reason that was given after the first seconds, or the first that is looked for.</summary>
        public string Run(int seconds, Func<int, double> currentA, int settle = 0, string? until = null)
        {
            string reason = "";
            for (int k = 0; k < seconds; k++, second++)
            {
                double amperes = currentA(second);
                chargeAh += amperes / 3600;
                var sample = new CellSample(
                    amperes, 3.9 + 0.3 * chargeAh + 0.05 * amperes, 25 + 0.1 * Math.Abs(chargeAh), 50, CellPhase.Discharging);
                board.Advance(sample, 1, second * 1000L);
                bool isRead = sensor.TryRead(out _);
                Assert.Equal(isRead, sensor.Fault.Length == 0);
                if (k >= settle && !isRead)
                {
                    reason = sensor.Fault;
                    if (reason == until)
                    {
                        break;
                    }
                }
            }

            return reason;
        }
    }
}
