using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Model;

namespace NanoBms.PackSimulator.Tests.Hosting;

/// <summary>A state of charge that was kept hours ago, and a battery that was charged or drained without the gauge since.</summary>
public class ChargedElsewhereTests
{
    private const float OffS = 4.8f * 3600;
    private const int PeriodS = 15, MinuteS = 60;

    // Seeds of the loads after the start: a first minute is one draw of many.
    private static readonly int[] Loads = [2, 3, 4, 5, 6];

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

        int held = 0;
        double[] errorsPercent = new double[Loads.Length];
        for (int k = 0; k < Loads.Length; k++)
        {
            errorsPercent[k] = AfterAMinute(kept, after, Loads[k], ref held);
        }

        string told = $"after a minute {string.Join(" ", errorsPercent)} % off; held {held} s of {Loads.Length * MinuteS}";
        Assert.True(errorsPercent.Average() <= 4, told);
        Assert.True(errorsPercent.Max() <= 6.5, told);
        Assert.True(held >= 0.95 * Loads.Length * MinuteS, told);
    }

    private static double AfterAMinute(byte[] kept, double soc, int load, ref int held)
    {
        var estimator = new StateEstimator(new GeneratedModel());
        estimator.Restart(kept, OffS);
        double errorPercent = double.NaN;
        int heldS = 0;
        Drive(estimator, soc, load, MinuteS, (_, truth) =>
        {
            errorPercent = Math.Abs(estimator.SocPercent - truth);
            heldS += errorPercent <= estimator.BarPercent ? 1 : 0;
        });

        held += heldS;
        Assert.InRange(estimator.BarPercent, 0, 20);
        return errorPercent;
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
