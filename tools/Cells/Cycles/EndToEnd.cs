namespace NanoBms.Cells.Cycles;

/// <summary>
/// Finds where recordings were joined end to end although hours lay between them: from one row to the next the charge moves further than
/// any current carries it. A device would have been switched off there, so the hours are given back: what follows is a new start.
/// </summary>
public static class EndToEnd
{
    // What a count may correct at once, as a share of the capacity, and the time that stands for the hours: longer than anything is held.
    private const double CorrectedShare = 0.005, ApartS = 3600;

    /// <summary>
    /// The cycle with an hour between what was joined; and for each place a sentence. The cycle itself where nothing was.
    /// </summary>
    /// <param name="cycle">Rows with the charge counted.</param>
    /// <param name="ratedCapacityAh">Rated capacity of the cell, Ah.</param>
    public static (Cycle Cycle, IReadOnlyList<string> Sentences) Part(Cycle cycle, float ratedCapacityAh)
    {
        List<string> sentences = [];
        double[] timeS = [.. cycle.TimeS];
        double apartS = 0;
        for (int row = 1; row < cycle.Length; row++)
        {
            double stepS = cycle.TimeS[row] - cycle.TimeS[row - 1];
            double movedAh = Math.Abs(cycle.ChargeAh[row] - cycle.ChargeAh[row - 1]);
            double carriedAh = Math.Max(Math.Abs(cycle.CurrentA[row]), Math.Abs(cycle.CurrentA[row - 1])) * stepS / 3600;
            if (movedAh > carriedAh + CorrectedShare * ratedCapacityAh)
            {
                apartS += ApartS;
                sentences.Add(FormattableString.Invariant($"{cycle.Group}/{cycle.Name}: at second {cycle.TimeS[row]:F0} ")
                    + FormattableString.Invariant($"{movedAh:F2} Ah are missing; what follows is a new start."));
            }

            timeS[row] += apartS;
        }

        return sentences.Count == 0 ? (cycle, sentences) : (cycle with { TimeS = timeS }, sentences);
    }
}
