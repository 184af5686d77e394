namespace NanoBms.Cells.Cycles;

/// <summary>
/// Finds what was never recorded although there are rows: a hole of a slow log that was bridged by straight lines. Voltage and temperature
/// then run exactly straight for a quarter of an hour, which no cell does.
/// </summary>
public static class BridgedHoles
{
    private const int StepRows = 60;

    // How far rows lie from a straight line by the rounding of recordings alone; length of a hole, and how far something moves within it,
    // since a cell that has rested for long runs straight too.
    private const double RoundingV = 0.00011, RoundingK = 0.011, MinS = 900, MovesV = 0.005, MovesK = 2;

    // A cell at rest does not move so far: charge flowed in the hole, and what a count told on its other side is wrong.
    private const double UncountedV = 0.1, UncountedShare = 0.05;

    /// <summary>
    /// The cycle without the rows of such holes, and without what lies before one in which charge flowed that nobody counted (charge is
    /// counted to a cycle's full end); and for each hole a sentence.
    /// </summary>
    /// <param name="cycle">Rows a second apart.</param>
    /// <param name="ratedCapacityAh">Rated capacity of the cell, Ah.</param>
    public static (Cycle Cycle, IReadOnlyList<string> Sentences) Cut(Cycle cycle, float ratedCapacityAh)
    {
        List<string> sentences = [];
        var keep = new List<int>(cycle.Length);
        int next = 0;
        foreach ((int first, int last) in Find(cycle))
        {
            bool uncounted = Math.Abs(cycle.VoltageV[last] - cycle.VoltageV[first]) > UncountedV
                && Math.Abs(cycle.ChargeAh[last] - cycle.ChargeAh[first]) < UncountedShare * ratedCapacityAh;
            if (uncounted)
            {
                keep.Clear();
            }
            else
            {
                keep.AddRange(Enumerable.Range(next, first + 1 - next));
            }

            string before = uncounted ? ", and all before them, because charge flowed there that was not counted" : "";
            sentences.Add(FormattableString.Invariant($"{cycle.Group}/{cycle.Name}: seconds {cycle.TimeS[first]:F0} to ")
                + FormattableString.Invariant($"{cycle.TimeS[last]:F0} were not recorded but bridged by straight lines and are left out")
                + before + ".");
            next = last;
        }

        keep.AddRange(Enumerable.Range(next, cycle.Length - next));
        return (keep.Count == cycle.Length ? cycle : cycle.Keep(keep), sentences);
    }

    private static IEnumerable<(int First, int Last)> Find(Cycle cycle)
    {
        int first = 0, last = 0;
        for (int row = StepRows; row < cycle.Length; row += StepRows)
        {
            if (!IsStraight(cycle, first, row))
            {
                if (IsHole(cycle, first, last))
                {
                    yield return (first, last);
                }

                // The step that bends may begin a hole of its own.
                first = IsStraight(cycle, last, row) ? last : row;
            }

            last = row;
        }

        if (IsHole(cycle, first, last))
        {
            yield return (first, last);
        }
    }

    /// <summary>Whether the rows between two, a step apart, lie on the line from one to the other, in time as well.</summary>
    private static bool IsStraight(Cycle cycle, int first, int last)
    {
        for (int row = first + StepRows; row < last; row += StepRows)
        {
            double share = (row - first) / (double)(last - first);
            if (Off(cycle.VoltageV, row, share) > RoundingV || Off(cycle.TemperatureC, row, share) > RoundingK)
            {
                return false;
            }
        }

        return cycle.TimeS[last] - cycle.TimeS[first] <= 1.05 * (last - first);

        double Off(float[] values, int row, double share) =>
            Math.Abs((1 - share) * values[first] + share * values[last] - values[row]);
    }

    private static bool IsHole(Cycle cycle, int first, int last) =>
        cycle.TimeS[last] - cycle.TimeS[first] >= MinS
        && (Math.Abs(cycle.VoltageV[last] - cycle.VoltageV[first]) > MovesV
            || Math.Abs(cycle.TemperatureC[last] - cycle.TemperatureC[first]) > MovesK);
}
