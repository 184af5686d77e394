using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Model;

namespace NanoBms.PackSimulator.Tests.Hosting;

/// <summary>A state of charge that was kept hours ago, and a battery that was charged or drained without the gauge since.</summary>
public class ChargedElsewhereTests
{
    private const float OffS = 4.8f * 3600;
    private const int PeriodS = 15;

    [Theory]
    [InlineData(0.95, 0.95)]
    [InlineData(0.95, 0.2)]
    [InlineData(0.6, 0.95)]
    [InlineData(0.35, 0.8)]
    [InlineData(0.35, 0.5)]
    public void Within_a_minute_the_figure_is_right_and_until_then_the_bar_says_that_nobody_knows(double before, double after)
    {
        var driven = new StateEstimator(new GeneratedModel());
        Drive(driven, before, seed: 1, seconds: 1800, (_, _) => { });
        byte[] kept = new byte[StateEstimator.LearntBytes];
        driven.SerializeLearnt(new StateBuffer(kept, false));

        var estimator = new StateEstimator(new GeneratedModel());
        estimator.Restart(kept, OffS);
        double errorPercent = double.NaN;
        Drive(estimator, after, seed: 2, seconds: 60, (second, truth) =>
        {
            errorPercent = Math.Abs(estimator.SocPercent - truth);
            Assert.True(
                errorPercent <= estimator.BarPercent, $"{second} s: {estimator.SocPercent} +-{estimator.BarPercent} %, truth {truth} %");
        });

        Assert.InRange(errorPercent, 0, 4);
        Assert.InRange(estimator.BarPercent, 0, 20);
    }

    private static void Drive(StateEstimator estimator, double soc, int seed, int seconds, Action<int, double> look)
    {
        var cell = new DrivenCell(CellParametersFile.Default(), ambientC: 25, seed, once: false, soc);
        for (int second = 1; second <= seconds; second++)
        {
            Assert.True(cell.TryAdvance(out CellSample sample));
            estimator.Accept(Reading.FromPhysical((float)sample.VoltageV, (float)sample.CurrentA, (float)sample.TemperatureC));
            if (second % PeriodS == 0 && estimator.TryInfer(out float percent))
            {
                estimator.Correct(percent, PeriodS, out _);
            }

            look(second, sample.SocPercent);
        }
    }
}
