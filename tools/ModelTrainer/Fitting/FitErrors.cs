using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Fitting;

/// <summary>How far a cell is from recordings when it follows their current, charge and temperature.</summary>
public static class FitErrors
{
    // Below it a percent of the state of charge is worth a tenth of a volt, and the recorded cells had aged by more than that.
    private const double SteepEndSoc = 0.1;

    /// <summary>Errors by folder.</summary>
    public static FitReport Report(CellParameters cell, FitData data)
    {
        Cycle[] fitted = [.. data.Fitted, .. data.Slow], charges = [.. data.Charges, .. data.HeldOutCharges];
        return new FitReport(
            [.. fitted.Concat(data.HeldOut).Concat(charges).Select(cycle => cycle.Group).Distinct()
                .Order(StringComparer.Ordinal).Select(folder =>
            {
                Cycle[] seen = [.. fitted.Where(cycle => cycle.Group == folder)],
                    unseen = [.. data.HeldOut.Where(cycle => cycle.Group == folder)];
                Cycle[] learnt = [.. data.Charges.Where(cycle => cycle.Group == folder)],
                    checkedCharges = [.. data.HeldOutCharges.Where(cycle => cycle.Group == folder)];
                Cycle[] driven = [.. seen.Except(data.Slow), .. unseen];
                return new FitError(
                    folder, [.. seen.Select(cycle => cycle.Name)],
                    Rounded(1000 * RootMeanSquare(seen.Select(cycle => VoltageError(cell, cycle)))),
                    [.. unseen.Select(cycle => cycle.Name)],
                    unseen.Length == 0 ? null : Rounded(1000 * RootMeanSquare(unseen.Select(cycle => VoltageError(cell, cycle)))),
                    unseen.Length == 0
                        ? null
                        : Rounded(1000 * RootMeanSquare(unseen.Select(cycle => VoltageError(cell, cycle, SteepEndSoc)))),
                    Rounded(RootMeanSquare(driven.Select(cycle => ThermalFit.Error(cell, cycle)))))
                {
                    FittedCharges = [.. learnt.Select(cycle => cycle.Name)],
                    FittedChargesRmseMilliV = Milli(cell, learnt),
                    HeldOutCharges = [.. checkedCharges.Select(cycle => cycle.Name)],
                    HeldOutChargesRmseMilliV = Milli(cell, checkedCharges),
                };
            })]);
    }

    /// <summary>Sum of squared voltage errors of a recording in volts squared, and its rows.</summary>
    /// <param name="minSoc">Rows below this state of charge, 0..1, do not count.</param>
    public static (double Squared, int Rows) VoltageError(CellParameters cell, Cycle cycle, double minSoc = double.MinValue)
    {
        var virtualCell = new VirtualCell(cell, cycle.TemperatureC[0]);
        double squared = 0;
        int rows = 0;
        for (int row = 0; row < cycle.Length; row++)
        {
            double durationS = row == 0 ? 1 : cycle.TimeS[row] - cycle.TimeS[row - 1];
            virtualCell.Follow(cycle.CurrentA[row], cycle.ChargeOfRatedAh(row, cell.RatedCapacityAh), cycle.TemperatureC[row], durationS);
            if (virtualCell.Soc >= minSoc)
            {
                double error = virtualCell.VoltageV - cycle.VoltageV[row];
                squared += error * error;
                rows++;
            }
        }

        return (squared, rows);
    }

    private static double? Milli(CellParameters cell, Cycle[] cycles) =>
        cycles.Length == 0 ? null : Rounded(1000 * RootMeanSquare(cycles.Select(cycle => VoltageError(cell, cycle, SteepEndSoc))));

    private static double RootMeanSquare(IEnumerable<(double Squared, int Rows)> errors)
    {
        (double squared, int rows) = errors.Aggregate((0.0, 0), (sum, error) => (sum.Item1 + error.Squared, sum.Item2 + error.Rows));
        return rows == 0 ? 0 : Math.Sqrt(squared / rows);
    }

    private static double Rounded(double value) => Math.Round(value, 2);
}
