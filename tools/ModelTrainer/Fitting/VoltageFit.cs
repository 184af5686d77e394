using MathNet.Numerics.LinearAlgebra;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Fitting;

/// <summary>
/// Least squares for all tables of a cell at once: with the time constants given, the terminal voltage is linear in their values,
/// V = OCV + branch * half width + I * R0 + sum of pair current * R. Priors settle knots that no recording reached.
/// </summary>
internal sealed class VoltageFit
{
    // A row of a slow recording stands for a minute, and there are few of them; the other rows for a second.
    private const double SlowRowWeight = 20;

    // Limits that every cell keeps: volts for the whole range of the state of charge, ohms.
    private const double MinSlopeV = 0.2, MinOhm = 0.001, HeldWeight = 1e6;

    // Weights of the priors, in rows of a second at 1 V or 1 A.
    private const double OpenCircuitBend = 3, OpenCircuitAcrossTemperatures = 100, ResistanceSlope = 300, HysteresisSlope = 3000,
        HysteresisWidth = 1000, Ridge = 0.01;

    private readonly FitOptions options;
    private readonly FitData data;
    private readonly SocTemperatureGrid grid;
    private readonly int tableSize, size;

    public VoltageFit(FitOptions options, FitData data)
    {
        this.options = options;
        this.data = data;
        grid = new SocTemperatureGrid(options.SocKnots, options.TemperatureKnotsC);
        tableSize = grid.SocCount * grid.TemperatureCount;
        size = tableSize * (2 + CellDynamics.PairCount) + grid.SocCount;
    }

    /// <summary>Tables for time constants, and the root mean square error of the voltage in volts over all fitted rows.</summary>
    public VoltageTables Solve(double[] timeConstantsS)
    {
        var normal = new NormalEquations(size);
        foreach (Cycle cycle in data.Fitted.Concat(data.Charges))
        {
            Add(normal, cycle, 1, timeConstantsS);
        }

        foreach (Cycle cycle in data.Slow)
        {
            Add(normal, cycle, SlowRowWeight, timeConstantsS);
        }

        double rows = normal.Weight;
        var likelihood = normal.Copy();
        AddPriors(normal);
        Vector<double> values = SolveWithin(normal);
        return new VoltageTables(
            Table(values, 0), Table(values, 1), [.. Enumerable.Range(0, CellDynamics.PairCount).Select(k => Table(values, 2 + k))],
            [.. values.Skip(size - grid.SocCount)], Math.Sqrt(Math.Max(0, likelihood.SquaredError(values)) / rows));
    }

    private void Add(NormalEquations normal, Cycle cycle, double weight, double[] timeConstantsS)
    {
        var dynamics = new CellDynamics(timeConstantsS, options.HysteresisAh);
        var terms = new TermList();
        for (int row = 0; row < cycle.Length; row++)
        {
            double currentA = cycle.CurrentA[row], soc = cycle.Soc(row, (float)options.RatedCapacityAh);
            dynamics.Advance(currentA, row == 0 ? 1 : cycle.TimeS[row] - cycle.TimeS[row - 1]);
            GridPoint point = grid.Locate(soc, cycle.TemperatureC[row], extrapolate: false);
            terms.Clear();
            AddTable(terms, 0, grid.Locate(soc, cycle.TemperatureC[row], extrapolate: true), 1);
            AddTable(terms, 1, point, currentA);
            for (int k = 0; k < CellDynamics.PairCount; k++)
            {
                AddTable(terms, 2 + k, point, dynamics.PairCurrentA[k]);
            }

            terms.Add(size - grid.SocCount + point.Column, dynamics.Branch * (1 - point.ColumnShare));
            terms.Add(size - grid.SocCount + point.Column + 1, dynamics.Branch * point.ColumnShare);
            normal.Add(terms, cycle.VoltageV[row], weight);
        }
    }

    /// <summary>
    /// Solves; where a resistance comes out below its least value, or the open-circuit voltage does not rise with the state of charge, a
    /// strong prior for the limit is added, and it is solved again.
    /// </summary>
    private Vector<double> SolveWithin(NormalEquations normal)
    {
        var held = new HashSet<int>();
        var terms = new TermList();
        while (true)
        {
            Vector<double> values = normal.Solve();
            bool changed = false;
            for (int index = 0; index < size - grid.SocCount; index++)
            {
                bool isOpenCircuit = index < tableSize;
                if (isOpenCircuit && index % grid.SocCount == grid.SocCount - 1)
                {
                    continue;
                }

                double least = isOpenCircuit
                    ? MinSlopeV * (options.SocKnots[index % grid.SocCount + 1] - options.SocKnots[index % grid.SocCount])
                    : MinOhm;
                double value = isOpenCircuit ? values[index + 1] - values[index] : values[index];
                if (value >= 0.9 * least || !held.Add(index))
                {
                    continue;
                }

                terms.Clear();
                terms.Add(index, isOpenCircuit ? -1 : 1);
                if (isOpenCircuit)
                {
                    terms.Add(index + 1, 1);
                }

                normal.Add(terms, least, HeldWeight);
                changed = true;
            }

            if (!changed)
            {
                return values;
            }
        }
    }

    private void AddTable(TermList terms, int table, GridPoint point, double factor)
    {
        for (int r = 0; r <= (grid.TemperatureCount > 1 ? 1 : 0); r++)
        {
            double share = factor * (r == 0 ? 1 - point.RowShare : point.RowShare);
            terms.Add(Index(table, point.Row + r, point.Column), share * (1 - point.ColumnShare));
            terms.Add(Index(table, point.Row + r, point.Column + 1), share * point.ColumnShare);
        }
    }

    /// <summary>
    /// Open-circuit voltage: the warmest row bends little, and each colder row keeps the shape of the next warmer one. Resistances and
    /// hysteresis: change little along the state of charge, and the hysteresis is no wider than it must be: cycles that mostly discharge
    /// see little of it.
    /// </summary>
    private void AddPriors(NormalEquations normal)
    {
        var terms = new TermList();
        void Prior(double weight, params ReadOnlySpan<(int Index, double Factor)> factors)
        {
            terms.Clear();
            foreach ((int index, double factor) in factors)
            {
                terms.Add(index, factor);
            }

            normal.Add(terms, 0, weight);
        }

        int warmest = grid.TemperatureCount - 1;
        double[] soc = options.SocKnots;
        for (int column = 0; column + 2 < grid.SocCount; column++)
        {
            double step = soc[column + 1] - soc[column], next = soc[column + 2] - soc[column + 1];
            double mean = (step + next) / 2;
            Prior(
                OpenCircuitBend, (Index(0, warmest, column), mean / step), (Index(0, warmest, column + 1), -mean / step - mean / next),
                (Index(0, warmest, column + 2), mean / next));
        }

        for (int column = 0; column + 1 < grid.SocCount; column++)
        {
            for (int row = 0; row < warmest; row++)
            {
                Prior(
                    OpenCircuitAcrossTemperatures, (Index(0, row, column), 1), (Index(0, row, column + 1), -1),
                    (Index(0, row + 1, column), -1), (Index(0, row + 1, column + 1), 1));
            }

            for (int row = 0; row <= warmest; row++)
            {
                for (int table = 1; table < 2 + CellDynamics.PairCount; table++)
                {
                    Prior(ResistanceSlope, (Index(table, row, column), 1), (Index(table, row, column + 1), -1));
                }
            }

            Prior(HysteresisWidth, (size - grid.SocCount + column, 1));
            Prior(HysteresisSlope, (size - grid.SocCount + column, 1), (size - grid.SocCount + column + 1, -1));
        }

        for (int row = 0; row < warmest; row++)
        {
            Prior(Ridge, (Index(0, row, 0), 1), (Index(0, row + 1, 0), -1));
            for (int table = 1; table < 2 + CellDynamics.PairCount; table++)
            {
                Prior(Ridge, (Index(table, row, 0), 1), (Index(table, row + 1, 0), -1));
            }
        }

        for (int index = 0; index < size; index++)
        {
            // Enough to make the equations solvable where a table is not seen at all; far too little to move what is seen.
            Prior(Ridge / 1000, (index, 1));
        }
    }

    private int Index(int table, int row, int column) => table * tableSize + row * grid.SocCount + column;

    private double[][] Table(Vector<double> values, int table) =>
        [.. Enumerable.Range(0, grid.TemperatureCount).Select(row => values.Skip(Index(table, row, 0)).Take(grid.SocCount).ToArray())];
}

/// <summary>What <see cref="VoltageFit"/> finds.</summary>
/// <param name="RootMeanSquareV">Over all fitted rows, by their weight.</param>
internal sealed record VoltageTables(
    double[][] OpenCircuitV, double[][] OhmicOhm, double[][][] PairOhm, double[] HysteresisV, double RootMeanSquareV);
