using NanoBms.Cells.Cycles;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>A day out of recordings: drives, and charges with the rests around them, each from where the one before ended.</summary>
internal static class JoinedDay
{
    // Between two recordings passes a sample's time: the device sees no gap.
    private const double SeamS = 1;

    /// <summary>
    /// Joins recordings. Where one begins at a state of charge that the one before did not reach, it is taken from where it comes to that;
    /// where one went further than the next begins, it ends there.
    /// </summary>
    /// <param name="name">The day's name.</param>
    /// <param name="parts">The recordings, in order, at least one.</param>
    /// <param name="ratedCapacityAh">Rated capacity of the model's cell, Ah: the joined charge is counted from it.</param>
    public static Cycle Of(string name, IReadOnlyList<Cycle> parts, float ratedCapacityAh)
    {
        List<double> timeS = [], chargeAh = [];
        List<float> voltageV = [], currentA = [], temperatureC = [];
        for (int k = 0; k < parts.Count; k++)
        {
            Cycle part = parts[k];
            int first = k == 0 ? 0 : First(part, chargeAh[^1] / ratedCapacityAh + 1, ratedCapacityAh);
            int end = k + 1 < parts.Count ? End(part, parts[k + 1].Soc(0, ratedCapacityAh), ratedCapacityAh) : part.Length;
            double offsetS = (timeS.Count > 0 ? timeS[^1] + SeamS : 0) - part.TimeS[first];
            for (int row = first; row < end; row++)
            {
                timeS.Add(part.TimeS[row] + offsetS);
                voltageV.Add(part.VoltageV[row]);
                currentA.Add(part.CurrentA[row]);
                temperatureC.Add(part.TemperatureC[row]);
                chargeAh.Add((part.Soc(row, ratedCapacityAh) - 1) * (double)ratedCapacityAh);
            }
        }

        return new Cycle(
            string.Join('+', parts.Select(part => part.Path)), parts[0].Group, name,
            [.. timeS], [.. voltageV], [.. currentA], [.. temperatureC], [.. chargeAh]);
    }

    /// <summary>The first row from which a part goes on from a state of charge, be it up or down.</summary>
    private static int First(Cycle part, double soc, float ratedCapacityAh)
    {
        double begins = part.Soc(0, ratedCapacityAh), ends = part.Soc(part.Length - 1, ratedCapacityAh);
        for (int row = 0; row < part.Length; row++)
        {
            double now = part.Soc(row, ratedCapacityAh);
            if (ends > begins ? now >= soc : now <= soc)
            {
                return row;
            }
        }

        return 0;
    }

    /// <summary>The row at which a part has come past the state of charge at which the next begins; its end where it never does.</summary>
    private static int End(Cycle part, double nextSoc, float ratedCapacityAh)
    {
        bool falls = part.Soc(part.Length - 1, ratedCapacityAh) < part.Soc(0, ratedCapacityAh);
        for (int row = 0; falls && row < part.Length; row++)
        {
            if (part.Soc(row, ratedCapacityAh) < nextSoc)
            {
                return Math.Max(1, row);
            }
        }

        return part.Length;
    }
}
