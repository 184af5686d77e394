using NanoBms.Cells.Virtual;

namespace NanoBms.Cells.Tests.Virtual;

public class VirtualCellTests
{
    [Fact]
    public void Charge_is_conserved()
    {
        var cell = new VirtualCell(TestCell.Create(), 25);
        var random = new Random(3);
        double ampereSeconds = 0;
        for (int k = 0; k < 5000; k++)
        {
            double currentA = 4 * random.NextDouble() - 2.5, durationS = random.NextDouble();
            ampereSeconds += currentA * durationS;
            cell.Step(currentA, durationS, 25);
        }

        Assert.Equal(ampereSeconds / 3600, cell.ChargeAh, 9);
        Assert.Equal(1 + ampereSeconds / 3600 / 2, cell.Soc, 9);
    }

    [Fact]
    public void A_step_of_current_shows_ohm_at_once_and_63_percent_of_a_pair_after_its_time_constant()
    {
        CellParameters parameters = TestCell.Create() with { Hysteresis = new HysteresisParameters(0.05, [0, 0, 0, 0, 0]) };
        var cell = new VirtualCell(parameters, 25);
        cell.Step(-1, 1e-6, 25);
        Assert.Equal(4.2 - 0.035, cell.VoltageV, 5);
        for (int k = 0; k < 20; k++)
        {
            cell.Step(-1, 1, 25);
        }

        double openV = cell.OpenCircuitV, ohm = cell.OhmicOhm;
        double pairsV = 0.015 * (1 - Math.Exp(-1)) + 0.02 * (1 - Math.Exp(-20.0 / 300));
        Assert.Equal(openV - ohm - pairsV, cell.VoltageV, 5);
    }

    [Fact]
    public void The_branch_turns_with_the_current()
    {
        var cell = new VirtualCell(TestCell.Create(), 25);
        void Run(double currentA, int seconds)
        {
            for (int k = 0; k < seconds; k++)
            {
                cell.Step(currentA, 1, 25);
            }
        }

        Run(-1, 3600);
        Assert.Equal(0.5, cell.Soc, 9);
        Assert.Equal(3.7 - 0.01, cell.OpenCircuitV, 3);
        Run(-1, 1800);
        Run(1, 1800);
        Assert.Equal(3.7 + 0.01, cell.OpenCircuitV, 3);
    }

    [Fact]
    public void Losses_warm_the_cell_to_where_ambient_takes_them_and_rest_cools_it()
    {
        var cell = new VirtualCell(TestCell.Create(), 10);
        for (int k = 0; k < 3000; k++)
        {
            cell.Step(-2, 1, 10);
        }

        // 2 A through about 65 mOhm are 0.26 W; at 0.1 W/K that is 2.6 K.
        Assert.InRange(cell.TemperatureC, 12.2, 13.0);
        for (int k = 0; k < 5000; k++)
        {
            cell.Step(0, 1, 10);
        }

        Assert.Equal(10, cell.TemperatureC, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shipped_cell_has_tables_that_a_cell_can_have(bool isFitted)
    {
        CellParameters cell = isFitted ? CellParametersFile.FittedToDrives() : CellParametersFile.Default();
        Assert.Equal(2.9, cell.RatedCapacityAh);
        Assert.All(cell.OpenCircuitV, row => Assert.Equal(row.Order(), row));
        Assert.All(
            cell.OhmicOhm.Concat(cell.Pairs.SelectMany(pair => pair.Ohm)), row => Assert.All(row, ohm => Assert.InRange(ohm, 0.0005, 1)));
        Assert.All(cell.Pairs, pair => Assert.InRange(pair.TimeConstantS, 1, 1000));

        // Errors of a fit are those of the fitted cell alone.
        Assert.Equal(isFitted, cell.Fit is not null);
    }
}
