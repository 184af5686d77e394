using NanoBms.Cells.Cycles;
using NanoBms.Core.Estimation;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Simpler ways to estimate the state of charge, on the same samples as a model.</summary>
public static class Baselines
{
    /// <summary>Current that the counting baseline's sensor shows too much or too little, A.</summary>
    public const float CurrentOffsetA = 0.020f;

    /// <summary>Gain error of that sensor.</summary>
    public const float CurrentGain = 0.02f;

    /// <summary>Error of the state of charge that counting starts from, percent.</summary>
    public const float InitialErrorPercent = 10f;

    /// <summary>
    /// What a sensor with offset and gain error shows. Discharge is counted too high by both, so that they do not cancel.
    /// </summary>
    public static float WrongCurrent(float currentA) => currentA * (1 + CurrentGain) - CurrentOffsetA;

    /// <summary>Looks the voltage up in the open-circuit curve, whatever the load.</summary>
    public static EstimateTrace OcvLookUp(Cycle cycle, OcvTable table, float ratedCapacityAh, int periodMs)
    {
        var trace = new EstimateTrace();
        foreach (int row in cycle.Samples(periodMs).Where(row => row >= 0))
        {
            trace.Add(cycle.TimeS[row], 100 * cycle.Soc(row, ratedCapacityAh), table.SocPercent(cycle.VoltageV[row]));
        }

        return trace;
    }

    /// <summary>Counts the charge of a wrong sensor from a wrong start; a row stands for the time until the next one.</summary>
    public static EstimateTrace CoulombCount(Cycle cycle, float ratedCapacityAh)
    {
        var trace = new EstimateTrace();
        var count = new AnchoredCount();
        count.AnchorAt((float)Math.Clamp(100 * cycle.Soc(0, ratedCapacityAh) - InitialErrorPercent, 0, 100));
        for (int row = 0; row < cycle.Length; row++)
        {
            trace.Add(cycle.TimeS[row], 100 * cycle.Soc(row, ratedCapacityAh), count.SocPercent);
            double until = row + 1 < cycle.Length ? cycle.TimeS[row + 1] : cycle.TimeS[row];
            count.Add(CoulombCounter.ToPercent(WrongCurrent(cycle.CurrentA[row]), (float)(until - cycle.TimeS[row]), ratedCapacityAh));
        }

        return trace;
    }
}
