using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>
/// The cells of a population that follow a user's logs best: what the logs do not hold, other currents and temperatures, is learnt from
/// them. Also where a log shows a part of the state of charge only, every cell is a whole one.
/// </summary>
internal static class ClosestCells
{
    // One row in so many seconds tells how far a cell is off; steps between are exact for their mean current.
    private const int StepS = 10;

    /// <summary>Their numbers, the closest first, and the root mean square of their voltage error in volts.</summary>
    /// <param name="cells">The population.</param>
    /// <param name="cycles">The logs.</param>
    /// <param name="candidates">Cells that are tried.</param>
    /// <param name="count">Cells that are kept.</param>
    public static IReadOnlyList<(int Number, double ErrorV)> Find(CellPopulation cells, IReadOnlyList<Cycle> cycles, int candidates,
        int count)
    {
        Cycle[] thinned = [.. cycles.Select(Thin)];
        var errors = new double[candidates];
        Parallel.For(0, candidates, number => errors[number] = Error(cells.Draw(number), thinned));
        return [.. errors.Select((error, number) => (number, error)).OrderBy(pair => pair.error).Take(count)];
    }

    private static double Error(CellParameters parameters, Cycle[] cycles)
    {
        double squares = 0;
        long rows = 0;
        foreach (Cycle cycle in cycles)
        {
            var cell = new VirtualCell(parameters, cycle.TemperatureC[0]);
            for (int row = 1; row < cycle.Length; row++)
            {
                cell.Follow(cycle.CurrentA[row], cycle.ChargeAh[row], cycle.TemperatureC[row], cycle.TimeS[row] - cycle.TimeS[row - 1]);

                // The branch of the hysteresis and the pairs are those of a full cell at first.
                if (cycle.TimeS[row] > cycle.TimeS[0] + 600)
                {
                    double error = cell.VoltageV - cycle.VoltageV[row];
                    squares += error * error;
                    rows++;
                }
            }
        }

        return Math.Sqrt(squares / Math.Max(1, rows));
    }

    private static Cycle Thin(Cycle cycle)
    {
        int[] rows = [.. Enumerable.Range(0, cycle.Length).Where(row => row % StepS == 0)];
        return cycle with
        {
            TimeS = [.. rows.Select(row => cycle.TimeS[row])],
            VoltageV = [.. rows.Select(row => Mean(cycle.VoltageV, row))],
            CurrentA = [.. rows.Select(row => Mean(cycle.CurrentA, row))],
            TemperatureC = [.. rows.Select(row => cycle.TemperatureC[row])],
            ChargeAh = [.. rows.Select(row => cycle.ChargeAh[row])],
        };
    }

    private static float Mean(float[] values, int last)
    {
        int first = Math.Max(0, last - StepS + 1);
        return values.AsSpan(first, last - first + 1).ToArray().Average();
    }
}
