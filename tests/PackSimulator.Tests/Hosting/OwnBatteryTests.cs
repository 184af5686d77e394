using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Model;

namespace NanoBms.PackSimulator.Tests.Hosting;

/// <summary>
/// The model's own cell, met low in its charge, is not named for another one: of 30 drives down to empty, a rest and the beginning of a
/// charge, fresh and worn, through sensors that err as far as they may, none.
/// </summary>
public class OwnBatteryTests
{
    private const int PeriodS = 15, MaxS = 6 * 3600;
    private const double EndPercent = 55;

    public static TheoryData<double, double, double> Lives()
    {
        var lives = new TheoryData<double, double, double>();
        foreach ((double share, double ambientC, double soc) in
            ((double, double, double)[])[(1, 25, 0.3), (1, 10, 0.45), (1, 0, 0.3), (0.8, 25, 0.2), (0.8, 10, 0.12), (0.8, 10, 0.3)])
        {
            lives.Add(share, ambientC, soc);
        }

        return lives;
    }

    [Theory]
    [MemberData(nameof(Lives))]
    public void It_is_not_named_from_wherever_it_is_driven_to_empty(double share, double ambientC, double soc)
    {
        CellParameters fresh = CellParametersFile.Default();
        var cell = new DrivenCell(
            fresh with { RatedCapacityAh = share * fresh.RatedCapacityAh }, ambientC, seed: 7 + (int)(100 * soc), once: false, soc);
        (float Gain, float OffsetA, float OffsetV, float OffsetK)[] errors =
        [
            default, (0.01f, 0.01f, 0.005f, 1), (-0.01f, -0.01f, -0.005f, -1), (0.01f, -0.01f, 0.005f, -1), (-0.01f, 0.01f, -0.005f, 1),
        ];
        StateEstimator[] estimators = [.. errors.Select(_ => new StateEstimator(new GeneratedModel()))];
        for (int second = 1; ; second++)
        {
            Assert.True(cell.TryAdvance(out CellSample sample) && second < MaxS, "no charge came");
            for (int k = 0; k < errors.Length; k++)
            {
                estimators[k].Accept(Reading.FromPhysical(
                    (float)sample.VoltageV + errors[k].OffsetV, (float)sample.CurrentA * (1 + errors[k].Gain) + errors[k].OffsetA,
                    (float)sample.TemperatureC + errors[k].OffsetK));
                if (second % PeriodS == 0 && estimators[k].TryInfer(out float percent))
                {
                    estimators[k].Correct(percent, PeriodS, out _);
                    Assert.True(estimators[k].Fault == BatteryFault.None, $"{second} s, {errors[k]}, {sample}");
                }
            }

            if (sample.Phase == CellPhase.Charging && sample.SocPercent > EndPercent)
            {
                break;
            }
        }
    }
}
