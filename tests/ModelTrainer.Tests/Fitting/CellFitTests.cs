using NanoBms.Cells.Cycles;
using NanoBms.Cells.Tests.Virtual;
using NanoBms.Cells.Virtual;
using NanoBms.ModelTrainer.Fitting;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests.Fitting;

public class CellFitTests
{
    [Fact]
    public void A_fit_to_a_synthetic_cell_recovers_its_parameters()
    {
        CellParameters truth = TestCell.Create();
        var data = new FitData([Recording(truth, "a", 1), Recording(truth, "b", 2)], [Recording(truth, "c", 3)], [Slow(truth)]);
        var options = new FitOptions
        {
            RatedCapacityAh = truth.RatedCapacityAh,
            SocKnots = truth.SocKnots,
            TemperatureKnotsC = truth.TemperatureKnotsC,
            TimeConstantsS = [10, 500],
        };
        CellParameters cell = CellFit.Run(data, options);

        FitError error = Assert.Single(cell.Fit!.Errors);
        Assert.Equal(["a", "b", "slow"], error.FittedFiles);
        Assert.Equal(["c"], error.HeldOutFiles);
        Assert.InRange(error.FittedRmseMilliV, 0, 1.5);
        Assert.InRange(error.HeldOutRmseMilliV!.Value, 0, 1.5);
        Assert.InRange(cell.Pairs[0].TimeConstantS, 15, 25);
        Assert.InRange(cell.Pairs[1].TimeConstantS, 200, 400);
        for (int column = 1; column <= 4; column++)
        {
            Assert.InRange(cell.OpenCircuitV[0][column], truth.OpenCircuitV[0][column] - 0.006, truth.OpenCircuitV[0][column] + 0.006);
            Assert.InRange(cell.OhmicOhm[0][column], truth.OhmicOhm[0][column] * 0.93, truth.OhmicOhm[0][column] * 1.07);
        }

        Assert.InRange(cell.Thermal.HeatCapacityJPerK, 45, 55);
        Assert.InRange(cell.Thermal.ConductanceWPerK, 0.09, 0.11);
        Assert.InRange(error.TemperatureRmseK, 0, 0.1);
    }

    [Fact]
    public void The_shipped_cell_has_the_errors_its_file_tells()
    {
        string folder = SharedData.Require("cycling", "panasonic18650pf");
        CellParameters cell = CellParametersFile.FittedToDrives();
        FitError told = cell.Fit!.Errors.Single(error => error.Folder == "25degC");
        Cycle[] cycles = [.. told.HeldOutFiles.Select(name => CycleReader.Read(Path.Combine(folder, told.Folder, name + ".csv")))];
        (double squared, int rows) = cycles.Select(cycle => FitErrors.VoltageError(cell, cycle, 0.1))
            .Aggregate((a, b) => (a.Squared + b.Squared, a.Rows + b.Rows));
        Assert.Equal(told.HeldOutRmseAbove10PercentMilliV!.Value, 1000 * Math.Sqrt(squared / rows), 1);
        Assert.InRange(told.FittedRmseMilliV, 0, 25);
        Assert.InRange(told.HeldOutRmseAbove10PercentMilliV.Value, 0, 25);
    }

    /// <summary>A drive at seeded power, recorded until the cell is nearly empty.</summary>
    private static Cycle Recording(CellParameters parameters, string name, int seed)
    {
        var load = new DriveLoad(seed);
        var cell = new VirtualCell(parameters, 25);
        return Record(name, cell, 1, () => cell.Soc > 0.05 ? Math.Clamp(load.NextPowerW() / 3.7, -12, 6) : null);
    }

    private static Cycle Slow(CellParameters parameters)
    {
        var cell = new VirtualCell(parameters, 25);
        bool charging = false;
        return Record("slow", cell, 60, () =>
        {
            charging |= cell.Soc < 0.02;
            return charging && cell.Soc > 0.98 ? null : charging ? 0.1 : -0.1;
        });
    }

    private static Cycle Record(string name, VirtualCell cell, double stepS, Func<double?> nextCurrentA)
    {
        List<double> time = [], charge = [];
        List<float> voltage = [], current = [], temperature = [];
        while (nextCurrentA() is { } currentA)
        {
            cell.Step(currentA, stepS, 25);
            time.Add(time.Count * stepS);
            charge.Add(cell.ChargeAh);
            voltage.Add((float)cell.VoltageV);
            current.Add((float)currentA);
            temperature.Add((float)cell.TemperatureC);
        }

        return new Cycle(name + ".csv", "25degC", name, [.. time], [.. voltage], [.. current], [.. temperature], [.. charge]);
    }
}
