using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>Runs the device's estimator, with recorded estimates in its network's place, over cycles.</summary>
/// <param name="info">The model.</param>
/// <param name="recorded">What its network says.</param>
/// <param name="fullVoltageV">Voltage of a full cell, volts; by default that which the model tells.</param>
internal sealed class FigureTrial(
    ModelInfo info, RecordedEstimates recorded, float fullVoltageV = StateEstimator.FullVoltageOfModel)
{
    /// <summary>Header of what <see cref="Run"/> writes to a trace.</summary>
    public const string TraceHeader =
        "cycle,start_s,sensors,time_s,truth,shown,bar,network,capacity_share,capacity_deviation,"
        + "fit,offset_a,fault,disagrees";

    /// <summary>Runs one cycle from power-up, of which nothing is known.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="startS">Time in it at which the device powers up, seconds.</param>
    /// <param name="board">What it reads through.</param>
    /// <param name="trace">Takes a line a minute; null: nothing does.</param>
    public FigureScore Run(Cycle cycle, double startS, SensorBoard board, TextWriter? trace = null)
    {
        var network = new PlayedNetwork(info);
        var estimator = new StateEstimator(network, new Battery(info), fullVoltageV);
        float[] estimates = recorded.Of(cycle, startS, board);
        var score = new FigureScore();
        int sample = 0, everyMinute = Math.Max(1, 60_000 / info.SamplePeriodMs);
        foreach (int row in cycle.Samples(info.SamplePeriodMs, startS))
        {
            if (row < 0)
            {
                estimator.AcceptMissing();
            }
            else
            {
                estimator.Accept(board.Read(cycle, row));
            }

            network.Percent = sample % recorded.Stride == 0 && row >= 0 && sample / recorded.Stride < estimates.Length
                ? estimates[sample / recorded.Stride] : float.NaN;
            if (estimator.TryInfer(out float percent))
            {
                estimator.Correct(percent, recorded.Stride * info.SamplePeriodMs / 1000f, out _);
            }

            if (row >= 0 && sample % everyMinute == everyMinute / 2 && estimator.SocCentiPercent >= 0)
            {
                double truth = 100.0 * cycle.Soc(row, info.RatedCapacityAh);
                score.Add(
                    estimator.SocPercent, estimator.BarPercent, estimator.KnownNetworkCentiPercent / 100.0, truth,
                    estimator.Fault != BatteryFault.None);
                trace?.WriteLine(
                    FormattableString.Invariant($"{cycle.Group}/{cycle.Name},{startS},\"{board.Name}\",")
                        + string.Join(',', Values(cycle.TimeS[row], truth, estimator)));
            }

            sample++;
        }

        score.Capacity = (estimator.CapacityShare, estimator.CapacityDeviation);
        return score;
    }

    private static IEnumerable<string> Values(double timeS, double truth, StateEstimator estimator) =>
        ((double[])[
            timeS, truth, estimator.SocPercent, estimator.BarPercent, estimator.NetworkCentiPercent / 100.0, estimator.CapacityShare,
            estimator.CapacityDeviation, estimator.Fit, estimator.CurrentOffsetA, (int)estimator.Fault, estimator.Disagrees ? 1 : 0,
        ]).Select(value => FormattableString.Invariant($"{value:0.####}"));
}
