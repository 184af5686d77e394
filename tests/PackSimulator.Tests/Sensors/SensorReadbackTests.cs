using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Sensors;
using NanoBms.Device.Settings;
using NanoBms.PackSimulator.Emulation;

namespace NanoBms.PackSimulator.Tests.Sensors;

/// <summary>The firmware's drivers at the emulators.</summary>
public class SensorReadbackTests
{
    [Theory]
    [InlineData(3.7, -2.3, 25, false, 1)]
    [InlineData(2.5, -18, -20, false, 1)]
    [InlineData(4.2, 9, 65, false, 1)]
    [InlineData(3.333, 0, 0, true, 1)]
    [InlineData(3.6, -5.5, 40, true, 4)]
    public void The_firmware_reads_what_the_cell_has(double voltageV, double currentA, double temperatureC, bool reversed, int cells)
    {
        var settings = new DeviceSettings { ReverseCurrent = reversed, CellsInSeries = cells };
        var board = new SimulatedBoard(settings, seed: 1, errorScale: 0);
        Reading reading = ReadTwice(board, settings, new CellSample(currentA, voltageV, temperatureC, 50, CellPhase.Discharging));

        // Steps of 1.25 mV a pack and 1.25 mA, and an ADC step that is worth up to 0.1 K at the cold end.
        double batteryV = voltageV * cells;
        Assert.InRange(reading.VoltageV, batteryV - 0.0013, batteryV + 0.0013);
        Assert.InRange(reading.CurrentA, currentA - 0.0013, currentA + 0.0013);
        Assert.InRange(reading.TemperatureC, temperatureC - 0.06, temperatureC + 0.06);
    }

    [Fact]
    public void Errors_are_those_of_a_real_board_and_the_same_for_a_seed()
    {
        var settings = new DeviceSettings();
        var sample = new CellSample(-5, 3.6, 20, 50, CellPhase.Discharging);
        Reading[] readings =
        [
            .. new[] { 1, 1, 2 }.Select(seed => ReadTwice(new SimulatedBoard(settings, seed, errorScale: 1), settings, sample))
        ];
        Assert.Equal(readings[0], readings[1]);
        Assert.NotEqual(readings[0], readings[2]);
        Assert.All(readings, reading =>
        {
            Assert.InRange(reading.VoltageV, 3.6 - 0.01, 3.6 + 0.01);
            Assert.InRange(reading.CurrentA, -5.15, -4.85);
            Assert.InRange(reading.TemperatureC, 19, 21);
        });
    }

    private static Reading ReadTwice(SimulatedBoard board, DeviceSettings settings, CellSample sample)
    {
        BatterySensor sensor = GaugeSensors.Make(settings, new GaugeHardware { Chip = board.Chip, Adc = board.Thermistor },
            new ModelInfo { SamplePeriodMs = 1000 });

        // The first call sets the chip up; its first mean is there a second later.
        board.Advance(sample, 1, 1000);
        Assert.False(sensor.TryRead(out _));
        board.Advance(sample, 1, 2000);
        Assert.True(sensor.TryRead(out Reading reading), sensor.Fault);
        return reading;
    }
}
