namespace NanoBms.Cells.Cycles;

/// <summary>
/// Joins the rows of a slow log by straight lines to one a second: right for rests, charges and steady loads; of a load that changes
/// faster than the log, its means remain.
/// </summary>
public static class JoinedRows
{
    /// <summary>Joins.</summary>
    /// <param name="cycle">Rows at any times.</param>
    /// <param name="denseS">Time between two rows up to which they are left as they are, seconds.</param>
    /// <param name="longestS">Longest time that is joined, seconds; over a longer one nothing is known.</param>
    public static Cycle Of(Cycle cycle, double denseS, double longestS)
    {
        if (!Enumerable.Range(1, cycle.Length - 1).Any(row => IsJoined(StepS(cycle, row), denseS, longestS)))
        {
            return cycle;
        }

        List<double> timeS = [], chargeAh = [];
        List<float> voltageV = [], currentA = [], temperatureC = [];
        for (int row = 0; row < cycle.Length; row++)
        {
            double stepS = row == 0 ? 0 : StepS(cycle, row);
            if (row > 0 && IsJoined(stepS, denseS, longestS))
            {
                for (double beforeS = 1; beforeS < stepS; beforeS++)
                {
                    Add(row, cycle.TimeS[row - 1] + beforeS, beforeS / stepS);
                }
            }

            Add(row, cycle.TimeS[row], 1);
        }

        return cycle with
        {
            TimeS = [.. timeS],
            VoltageV = [.. voltageV],
            CurrentA = [.. currentA],
            TemperatureC = [.. temperatureC],
            ChargeAh = [.. chargeAh],
        };

        // What stands at a time, at a share of the way from the row before.
        void Add(int row, double atS, double share)
        {
            double On(double from, double to) => share >= 1 ? to : from + (to - from) * share;
            int before = Math.Max(0, row - 1);
            timeS.Add(atS);
            voltageV.Add((float)On(cycle.VoltageV[before], cycle.VoltageV[row]));
            currentA.Add((float)On(cycle.CurrentA[before], cycle.CurrentA[row]));
            temperatureC.Add((float)On(cycle.TemperatureC[before], cycle.TemperatureC[row]));
            chargeAh.Add(On(cycle.ChargeAh[before], cycle.ChargeAh[row]));
        }
    }

    private static double StepS(Cycle cycle, int row) => cycle.TimeS[row] - cycle.TimeS[row - 1];

    private static bool IsJoined(double stepS, double denseS, double longestS) => stepS > denseS && stepS <= longestS;
}
