using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Model;

namespace NanoBms.PackSimulator.Tests.Hosting;

/// <summary>
/// The capacity of a worn cell, learnt from whole and from partial cycles, over a restart in each, through sensors that err as far as they
/// may.
/// </summary>
public class LearntCapacityTests
{
    private const double Share = 0.8;
    private const int PeriodS = 15, RestS = 600, MaxS = 60 * 3600;
    private const float OffS = 60;

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0.01f, 0.01f, 0.005f, 1)]
    [InlineData(-0.01f, -0.01f, -0.005f, -1)]
    [InlineData(0.01f, -0.01f, 0.005f, -1)]
    [InlineData(-0.01f, 0.01f, -0.005f, 1)]
    public void After_three_full_charges_it_is_known_within_3_percent(float gain, float offsetA, float offsetV, float offsetK)
    {
        ICellSource cell = new DrivenCell(Worn(), ambientC: 25, seed: 1, once: false);
        Assert.InRange(Learn(cell, charges: 3, new Errors(gain, offsetA, offsetV, offsetK)), Share - 0.03, Share + 0.03);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0.01f, 0.01f, 0.005f, 1)]
    [InlineData(-0.01f, -0.01f, -0.005f, -1)]
    [InlineData(0.01f, -0.01f, 0.005f, -1)]
    [InlineData(-0.01f, 0.01f, -0.005f, 1)]
    public void After_ten_cycles_between_40_and_90_percent_it_is_known_within_6_percent(
        float gain, float offsetA, float offsetV, float offsetK)
    {
        double learnt = Learn(new PartlyUsedCell(Worn()), charges: 10, new Errors(gain, offsetA, offsetV, offsetK));
        Assert.InRange(learnt, Share - 0.06, Share + 0.06);
    }

    private static CellParameters Worn()
    {
        CellParameters fresh = CellParametersFile.Default();
        return fresh with { RatedCapacityAh = Share * fresh.RatedCapacityAh };
    }

    /// <summary>The learnt share when so many charges have come to their end.</summary>
    private static double Learn(ICellSource cell, int charges, Errors errors)
    {
        var estimator = new StateEstimator(new GeneratedModel());
        int left = charges;
        CellPhase last = CellPhase.Resting;
        for (int second = 1; left > 0; second++)
        {
            Assert.True(cell.TryAdvance(out CellSample sample) && second < MaxS, "charges come to no end");
            estimator.Accept(Reading.FromPhysical(
                (float)sample.VoltageV + errors.OffsetV, (float)sample.CurrentA * (1 + errors.Gain) + errors.OffsetA,
                (float)sample.TemperatureC + errors.OffsetK));
            if (second % PeriodS == 0 && estimator.TryInfer(out float percent))
            {
                estimator.Correct(percent, PeriodS, out _);
            }

            // A restart in each cycle, where a charge begins.
            if (last != CellPhase.Charging && sample.Phase == CellPhase.Charging)
            {
                estimator.Restart(OffS);
            }

            left -= last == CellPhase.Charging && sample.Phase != CellPhase.Charging ? 1 : 0;
            last = sample.Phase;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{estimator.CapacityShare} +-{estimator.CapacityDeviation}");
        return estimator.CapacityShare;
    }

    private sealed record Errors(float Gain, float OffsetA, float OffsetV, float OffsetK);

    /// <summary>A cell that is driven from 90 to 40 % and charged again, with a rest after each.</summary>
    private sealed class PartlyUsedCell : ICellSource
    {
        private const double HighSoc = 0.9, LowSoc = 0.4, ChargeRate = 0.5, AmbientC = 25;

        private readonly VirtualCell cell;
        private readonly CellLimits limits;
        private readonly DriveLoad load;
        private readonly double chargeA;
        private CellPhase phase = CellPhase.Discharging, next;
        private int restLeftS;

        public PartlyUsedCell(CellParameters parameters)
        {
            cell = new VirtualCell(parameters, AmbientC);
            limits = new CellLimits(cell);
            load = new DriveLoad(1, parameters);
            chargeA = ChargeRate * parameters.RatedCapacityAh;
            while (cell.Soc > HighSoc)
            {
                cell.Step(CurrentA(), 1, AmbientC);
            }
        }

        public bool TryAdvance(out CellSample sample)
        {
            cell.Step(CurrentA(), 1, AmbientC);
            sample = new CellSample(cell.CurrentA, cell.VoltageV, cell.TemperatureC, 100 * cell.Soc, phase);
            bool isTurning = phase == CellPhase.Discharging ? cell.Soc < LowSoc : phase == CellPhase.Charging && cell.Soc > HighSoc;
            if (isTurning)
            {
                next = phase == CellPhase.Charging ? CellPhase.Discharging : CellPhase.Charging;
                (phase, restLeftS) = (CellPhase.Resting, RestS);
            }
            else if (phase == CellPhase.Resting && --restLeftS == 0)
            {
                phase = next;
            }

            return true;
        }

        private double CurrentA() => phase switch
        {
            CellPhase.Discharging => limits.PowerA(load.NextPowerW()),
            CellPhase.Charging => limits.ChargeA(chargeA),
            _ => 0,
        };
    }
}
