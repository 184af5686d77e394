using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Accuracy;
using NanoBms.HardwareDocs.Generation;
using NanoBms.HardwareDocs.Wirings;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests;

public sealed class AccuracyTests
{
    private static IReadOnlyList<SensorError> Errors { get; } = SensorError.Of(
        WiringReader.Read(Repository.File(HardwareFiles.WiringPath)));

    [Theory]
    [InlineData("shunt tolerance, 1 %", 3.6, -2.02, 25)]
    [InlineData("INA226 shunt offset, 10 uV = 5 mA", 3.6, -1.995, 25)]
    [InlineData("INA226 bus offset, 7.5 mV", 3.6075, -2, 25)]
    [InlineData("INA226 bus gain, 0.1 %", 3.6036, -2, 25)]
    public void An_error_moves_its_own_quantity(string name, double voltageV, double currentA, double temperatureC)
    {
        (float v, float a, float c) = Errors.Single(error => error.Name == name).Apply((3.6f, -2f, 25f), 0);
        Assert.Equal(voltageV, v, 1e-5);
        Assert.Equal(currentA, a, 1e-5);
        Assert.Equal(temperatureC, c, 1e-5);
    }

    [Fact]
    public void A_thermistor_of_5_percent_less_reads_warmer()
    {
        // At 25 degC dT/dR = -T^2 / (beta R): 0.95 of R is 1 / (1/298.15 + ln 0.95 / 3950) - 298.15 = 1.159 K.
        (_, _, float c) = Errors.Single(error => error.Name == "NTC at 25 degC, 5 %").Apply((3.6f, -2f, 25f), 0);
        Assert.Equal(26.159, c, 0.01);

        // Beta does nothing at 25 degC.
        (_, _, c) = Errors.Single(error => error.Name == "NTC beta, 3 %").Apply((3.6f, -2f, 25f), 0);
        Assert.Equal(25.0, c, 0.001);
    }

    [Fact]
    public void The_budget_runs_through_the_model()
    {
        Cycle cycle = CycleReader.Read(SharedData.Require("cycling", "panasonic18650pf", "25degC", "us06.csv"));
        IReadOnlyList<AccuracyRow> rows = AccuracyBudget.Run(
            TfliteReader.Read(Repository.File("models", "panasonic18650pf-128-64.int8.tflite")), [cycle], [Errors[3], Errors[^1]],
            BatteryCells.One, 200);
        Assert.Equal(3, rows.Count);
        Assert.Equal(0, rows[0].MeanPercent);
        Assert.InRange(rows[0].ErrorPercent, 0.1, 1.0);
        Assert.InRange(rows[1].MeanPercent, 0.1, 2.0);
        Assert.True(rows[2].MeanPercent > rows[1].MeanPercent);
    }

    [Fact]
    public void A_battery_of_many_cells_meets_an_offset_with_more_volts_and_amperes()
    {
        // Errors by share stay as they are; an offset of volts is divided among 13 cells, one of amperes among 4 of the model's.
        Cycle cycle = CycleReader.Read(SharedData.Require("cycling", "panasonic18650pf", "25degC", "us06.csv"));
        IReadOnlyList<AccuracyRow> Of(BatteryCells battery) => AccuracyBudget.Run(
            TfliteReader.Read(Repository.File("models", "panasonic18650pf-128-64.int8.tflite")), [cycle],
            [.. Errors.Where(error => error.Name.Contains("bus", StringComparison.Ordinal))], battery, 200);
        IReadOnlyList<AccuracyRow> one = Of(BatteryCells.One), many = Of(new BatteryCells(13, 4, null));
        Assert.Equal(["none", "INA226 bus offset, 7.5 mV", "INA226 bus gain, 0.1 %"], many.Select(row => row.Name));
        Assert.InRange(many[0].ErrorPercent, one[0].ErrorPercent - 0.3, one[0].ErrorPercent + 0.3);
        Assert.True(many[1].MeanPercent < one[1].MeanPercent / 2, $"{many[1].MeanPercent} of {one[1].MeanPercent}");
        Assert.InRange(many[2].MeanPercent, one[2].MeanPercent - 0.2, one[2].MeanPercent + 0.2);
    }

    [Theory]
    [InlineData("float", 1, "'m' is no int8 model with manifest; give one.")]
    [InlineData("int8", 0, "A battery of 0 cells in series and 0 in parallel cannot be; each is 1 to 1000.")]
    public void The_budget_refuses_another_model_before_it_looks_at_the_battery(string form, int cells, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UserError>(() => AccuracyBudget.Run(
            TfliteReader.Read(File.ReadAllBytes(Repository.File("models", $"panasonic18650pf-32-16.{form}.tflite")), "m"), [], [],
            new BatteryCells(cells, cells, 3), 1)).Message);

    [Theory]
    [InlineData(0, 1, 2.9, "A battery of 0 cells in series and 1 in parallel cannot be; each is 1 to 1000.")]
    [InlineData(1, 1001, 2.9, "A battery of 1 cells in series and 1001 in parallel cannot be; each is 1 to 1000.")]
    [InlineData(1, 1, -2.0, "A cell of -2 Ah cannot be; its capacity is above 0.")]
    public void A_battery_that_cannot_be_is_refused(int series, int parallel, double capacityAh, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UserError>(() => new BatteryCells(series, parallel, capacityAh).Check(2.9)).Message);
}
