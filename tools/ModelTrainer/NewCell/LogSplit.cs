using NanoBms.Cells.Cycles;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>Cycles to learn from, to choose by, and to be judged by.</summary>
/// <param name="Training">Learnt from.</param>
/// <param name="Validation">Chosen by.</param>
/// <param name="Test">Looked at once, at the end.</param>
internal sealed record LogSplit(IReadOnlyList<Cycle> Training, IReadOnlyList<Cycle> Validation, IReadOnlyList<Cycle> Test)
{
    // Of the cycles of a folder one in seven is held back for each; of a log alone its last parts.
    private const int OneIn = 7;
    private const double TrainingShare = 0.7, ValidationShare = 0.85;

    /// <summary>Splits by names (<see cref="CycleNames"/>): what judges and what chooses is never learnt from.</summary>
    /// <param name="cycles">The cycles.</param>
    /// <param name="training">Names to learn from; none: all that the others leave.</param>
    /// <param name="validation">Names to choose by.</param>
    /// <param name="test">Names to be judged by.</param>
    public static LogSplit ByName(
        IReadOnlyList<Cycle> cycles, IReadOnlyCollection<string> training, IReadOnlyCollection<string> validation,
        IReadOnlyCollection<string> test)
    {
        CycleNames learnt = new(training.Count > 0 ? training : ["*"]), chosen = new(validation), judged = new(test);
        bool IsJudged(Cycle cycle) => judged.Find(cycle.Path) is not null;
        bool IsChosen(Cycle cycle) => !IsJudged(cycle) && chosen.Find(cycle.Path) is not null;
        return new LogSplit(
            [.. cycles.Where(cycle => !IsJudged(cycle) && !IsChosen(cycle) && learnt.Find(cycle.Path) is not null)],
            [.. cycles.Where(IsChosen)], [.. cycles.Where(IsJudged)]);
    }

    /// <summary>
    /// Splits by itself: whole cycles, drives and charges apart and over all folders, are held back; where there are few, the last 30 % of
    /// each.
    /// </summary>
    public static LogSplit ByItself(IReadOnlyList<Cycle> cycles)
    {
        List<Cycle> training = [], validation = [], test = [];
        foreach (IGrouping<bool, Cycle> kind in cycles.GroupBy(IsCharge))
        {
            int index = 0;
            foreach (Cycle cycle in kind.OrderBy(cycle => cycle.Name, StringComparer.Ordinal)
                .ThenBy(cycle => cycle.Group, StringComparer.Ordinal))
            {
                int place = index++ % OneIn;
                (place == 2 ? validation : place == 5 ? test : training).Add(cycle);
            }
        }

        return validation.Count > 0 && test.Count > 0
            ? new LogSplit(training, validation, test)
            : new LogSplit(
                [.. cycles.Select(cycle => Part(cycle, 0, TrainingShare))],
                    [.. cycles.Select(cycle => Part(cycle, TrainingShare, ValidationShare))],
                [.. cycles.Select(cycle => Part(cycle, ValidationShare, 1))]);
    }

    /// <summary>Whether a cycle ends with more charge than it began with.</summary>
    public static bool IsCharge(Cycle cycle) => cycle.ChargeAh[^1] > cycle.ChargeAh[0];

    private static Cycle Part(Cycle cycle, double from, double to)
    {
        int first = (int)(from * cycle.Length), end = (int)(to * cycle.Length);

        // Named as --train and --test name parts, so that the card does not seem to judge by what was learnt from.
        return cycle with
        {
            Name = FormattableString.Invariant($"{cycle.Name}@{from}-{to}"),
            TimeS = cycle.TimeS[first..end],
            VoltageV = cycle.VoltageV[first..end],
            CurrentA = cycle.CurrentA[first..end],
            TemperatureC = cycle.TemperatureC[first..end],
            ChargeAh = cycle.ChargeAh[first..end],
        };
    }
}
