using NanoBms.Cells.Cycles;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Open-circuit voltage over state of charge, taken from the discharge of a slow (C/20) test, and its inverse.</summary>
public sealed class OcvTable
{
    private readonly double[] socPercent, voltageV;

    private OcvTable(double[] socPercent, double[] voltageV)
    {
        this.socPercent = socPercent;
        this.voltageV = voltageV;
    }

    /// <summary>A table of a slow discharge: its rows from the highest to the lowest charge, those that the voltage falls at.</summary>
    /// <exception cref="UserError">The cycle does not discharge by at least half of the rated capacity.</exception>
    public static OcvTable FromDischarge(Cycle cycle, float ratedCapacityAh)
    {
        int first = Array.IndexOf(cycle.ChargeAh, cycle.ChargeAh.Max()), last = Array.IndexOf(cycle.ChargeAh, cycle.ChargeAh.Min());
        if (last <= first || cycle.ChargeAh[first] - cycle.ChargeAh[last] < 0.5 * ratedCapacityAh)
        {
            throw new UserError(
                $"'{cycle.Path}' does not discharge the cell; an open-circuit table needs a slow discharge from full to empty.");
        }

        List<double> soc = [], voltage = [];
        for (int row = last; row >= first; row--)
        {
            if (voltage.Count == 0 || cycle.VoltageV[row] > voltage[^1])
            {
                voltage.Add(cycle.VoltageV[row]);
                soc.Add(100 * cycle.Soc(row, ratedCapacityAh));
            }
        }

        return new OcvTable([.. soc], [.. voltage]);
    }

    /// <summary>State of charge, 0..100 percent, of a cell at rest at a voltage.</summary>
    public double SocPercent(double restVoltageV)
    {
        int above = Array.BinarySearch(voltageV, restVoltageV);
        above = above >= 0 ? above : ~above;
        double percent = above == 0 ? socPercent[0]
            : above == voltageV.Length ? socPercent[^1]
            : socPercent[above - 1]
                + (socPercent[above] - socPercent[above - 1]) * (restVoltageV - voltageV[above - 1])
                    / (voltageV[above] - voltageV[above - 1]);
        return Math.Clamp(percent, 0, 100);
    }
}
