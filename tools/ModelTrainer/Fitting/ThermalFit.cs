using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Fitting;

/// <summary>
/// Least squares for heat capacity and conductance: over a stretch of a recording the temperature rises by (loss - conductance * (T -
/// ambient)) / heat capacity, with an ambient of its own for each recording, since chambers do not hold what they are set to.
/// </summary>
internal static class ThermalFit
{
    // Long enough that a rise stands out of the noise of a thermocouple.
    private const double StretchS = 120;

    public static ThermalParameters Solve(CellParameters cell, IReadOnlyList<Cycle> cycles)
    {
        // Unknowns: 1 / heat capacity, conductance / heat capacity, and for each cycle conductance * ambient / heat capacity.
        var normal = new NormalEquations(2 + cycles.Count);
        var terms = new TermList();
        for (int index = 0; index < cycles.Count; index++)
        {
            foreach (Stretch stretch in Stretches(cell, cycles[index]))
            {
                terms.Clear();
                terms.Add(0, stretch.LossJ);
                terms.Add(1, -stretch.TemperatureKs);
                terms.Add(2 + index, stretch.DurationS);
                normal.Add(terms, stretch.RiseK, 1);
            }
        }

        MathNet.Numerics.LinearAlgebra.Vector<double> values = normal.Solve();
        return new ThermalParameters(1 / values[0], values[1] / values[0]);
    }

    /// <summary>
    /// Sum of squared errors of the temperature in kelvins squared, and the rows, when the cell keeps its own heat balance, at the ambient
    /// that fits the recording best.
    /// </summary>
    public static (double SquaredK, int Rows) Error(CellParameters cell, Cycle cycle)
    {
        // The temperature is linear in ambient: the answer to 0 and the answer to 1 K more give the best one.
        double[] cold = Relax(cell, cycle, 0), warm = Relax(cell, cycle, 1);
        double gain = 0, power = 0;
        for (int row = 0; row < cycle.Length; row++)
        {
            double slope = warm[row] - cold[row];
            gain += slope * (cycle.TemperatureC[row] - cold[row]);
            power += slope * slope;
        }

        double ambientC = power > 0 ? gain / power : 0;
        double squared = 0;
        for (int row = 0; row < cycle.Length; row++)
        {
            double error = cold[row] + ambientC * (warm[row] - cold[row]) - cycle.TemperatureC[row];
            squared += error * error;
        }

        return (squared, cycle.Length);
    }

    private static double[] Relax(CellParameters cell, Cycle cycle, double ambientC)
    {
        var virtualCell = new VirtualCell(cell, cycle.TemperatureC[0]);
        var temperatureC = new double[cycle.Length];
        double now = cycle.TemperatureC[0];
        for (int row = 0; row < cycle.Length; row++)
        {
            double durationS = row == 0 ? 1 : cycle.TimeS[row] - cycle.TimeS[row - 1];
            virtualCell.Follow(cycle.CurrentA[row], cycle.ChargeOfRatedAh(row, cell.RatedCapacityAh), cycle.TemperatureC[row], durationS);
            double lossW = cycle.CurrentA[row] * (virtualCell.VoltageV - virtualCell.OpenCircuitV);
            now += (lossW - cell.Thermal.ConductanceWPerK * (now - ambientC)) * durationS / cell.Thermal.HeatCapacityJPerK;
            temperatureC[row] = now;
        }

        return temperatureC;
    }

    private static IEnumerable<Stretch> Stretches(CellParameters cell, Cycle cycle)
    {
        var virtualCell = new VirtualCell(cell, cycle.TemperatureC[0]);
        double lossJ = 0, temperatureKs = 0, durationS = 0, startC = cycle.TemperatureC[0];
        for (int row = 1; row < cycle.Length; row++)
        {
            double stepS = cycle.TimeS[row] - cycle.TimeS[row - 1];
            virtualCell.Follow(cycle.CurrentA[row], cycle.ChargeOfRatedAh(row, cell.RatedCapacityAh), cycle.TemperatureC[row], stepS);
            lossJ += cycle.CurrentA[row] * (virtualCell.VoltageV - virtualCell.OpenCircuitV) * stepS;
            temperatureKs += cycle.TemperatureC[row] * stepS;
            durationS += stepS;
            if (durationS >= StretchS)
            {
                yield return new Stretch(lossJ, temperatureKs, durationS, cycle.TemperatureC[row] - startC);
                (lossJ, temperatureKs, durationS, startC) = (0, 0, 0, cycle.TemperatureC[row]);
            }
        }
    }

    private readonly record struct Stretch(double LossJ, double TemperatureKs, double DurationS, double RiseK);
}
