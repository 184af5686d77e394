using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Fitting;

/// <summary>
/// Fits a cell to recordings: time constants by a simplex search, for each of its tries all tables by least squares, then the heat balance.
/// </summary>
public static class CellFit
{
    // Smaller steps of the simplex change no digit of the error that is reported.
    private const double Tolerance = 1e-4;

    /// <summary>Fits.</summary>
    /// <param name="data">Recordings.</param>
    /// <param name="options">Knots and first guesses.</param>
    /// <param name="progress">Receives the time constants in seconds and the error in volts of each try.</param>
    public static CellParameters Run(FitData data, FitOptions options, Action<double[], double>? progress = null)
    {
        var fit = new VoltageFit(options, data);
        double Error(Vector<double> logs)
        {
            double[] timeConstantsS = TimeConstants(logs, options);
            double rms = fit.Solve(timeConstantsS).RootMeanSquareV;
            progress?.Invoke(timeConstantsS, rms);
            return rms;
        }

        Vector<double> start = Vector<double>.Build.DenseOfArray([.. options.TimeConstantsS.Select(tau => Math.Log(tau))]);
        double[] taus = [.. TimeConstants(Search(Error, start, options.MaxIterations), options).Select(tau => Round(tau, 2)).Order()];
        VoltageTables tables = fit.Solve(taus);
        var cell = new CellParameters
        {
            Name = options.Name,
            Source = options.Source,
            RatedCapacityAh = options.RatedCapacityAh,
            Limits = options.Limits,
            SocKnots = options.SocKnots,
            TemperatureKnotsC = options.TemperatureKnotsC,
            OpenCircuitV = Round(tables.OpenCircuitV, 4),
            OhmicOhm = Round(tables.OhmicOhm, 5),
            Pairs = [.. taus.Select((tau, k) => new RcPair(tau, Round(tables.PairOhm[k], 5)))],
            Hysteresis = new HysteresisParameters(options.HysteresisAh, [.. tables.HysteresisV.Select(v => Round(v, 4))]),
            Thermal = new ThermalParameters(1, 1),
        };
        ThermalParameters thermal = ThermalFit.Solve(cell, data.Fitted);
        cell = cell with { Thermal = new ThermalParameters(Round(thermal.HeatCapacityJPerK, 2), Round(thermal.ConductanceWPerK, 5)) };
        return cell with { Fit = FitErrors.Report(cell, data) };
    }

    private static Vector<double> Search(Func<Vector<double>, double> error, Vector<double> start, int maxIterations)
    {
        if (maxIterations == 0)
        {
            return start;
        }

        // The simplex stops at a fixed number of tries; the best of them is kept, whichever it was.
        (Vector<double> At, double Error) best = (start, double.MaxValue);
        double Track(Vector<double> at)
        {
            double value = error(at);
            best = value < best.Error ? (at.Clone(), value) : best;
            return value;
        }

        try
        {
            var simplex = new NelderMeadSimplex(Tolerance * 1e-3, maxIterations);
            simplex.FindMinimum(ObjectiveFunction.Value(Track), start, Vector<double>.Build.Dense(start.Count, 0.5));
        }
        catch (MaximumIterationsException)
        {
        }

        return best.At;
    }

    private static double[] TimeConstants(Vector<double> logs, FitOptions options) =>
        [.. logs.Select(log => Math.Min(Math.Exp(log), options.LongestTimeConstantS))];

    private static double Round(double value, int digits) => Math.Round(value, digits);

    private static double[][] Round(double[][] table, int digits) =>
        [.. table.Select(row => row.Select(value => Round(value, digits)).ToArray())];
}
