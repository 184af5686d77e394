using NanoBms.Core.Estimation;
using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Errors by what the battery was doing and by folder (temperature).</summary>
public static class PhaseTable
{
    // A cell counts as full where the label says so to a thousandth.
    private const double FullPercent = 99.95;

    /// <summary>
    /// A row for each phase in each folder that holds it, one for each phase over all, and one for the rest of a full cell.
    /// </summary>
    public static IReadOnlyList<ErrorRow> Rows(IReadOnlyList<CycleErrors> errors, float ratedCapacityAh)
    {
        var sums = new SortedDictionary<(int Phase, int Group), (ErrorSum Float, ErrorSum Int8)>();
        (ErrorSum Float, ErrorSum Int8) full = (new(), new());
        List<string> groups = [.. errors.Select(error => error.Cycle.Group).Distinct()];
        foreach (CycleErrors error in errors)
        {
            int[] phases = CyclePhases.Of(error.Cycle, ratedCapacityAh);
            for (int k = 0; k < error.Int8.TimeS.Count; k++)
            {
                int phase = phases[Array.BinarySearch(error.Cycle.TimeS, error.Int8.TimeS[k])];
                Add(Of((phase, groups.IndexOf(error.Cycle.Group))), error, k);
                Add(Of((phase, int.MaxValue)), error, k);
                if (phase == PhaseDetector.Resting && error.Int8.ReferencePercent[k] >= FullPercent)
                {
                    Add(full, error, k);
                }
            }
        }

        List<ErrorRow> rows =
        [
            .. sums.Select(pair => new ErrorRow(
                $"{CyclePhases.Names[pair.Key.Phase]}, {(pair.Key.Group == int.MaxValue ? "all" : groups[pair.Key.Group])}",
                pair.Value.Float.Figures, pair.Value.Int8.Figures))
        ];
        if (full.Int8.Figures.Count > 0)
        {
            rows.Add(new ErrorRow("full, at rest", full.Float.Figures, full.Int8.Figures));
        }

        return rows;

        (ErrorSum Float, ErrorSum Int8) Of((int Phase, int Group) key)
        {
            if (!sums.TryGetValue(key, out (ErrorSum Float, ErrorSum Int8) sum))
            {
                sums[key] = sum = (new(), new());
            }

            return sum;
        }

        static void Add((ErrorSum Float, ErrorSum Int8) sum, CycleErrors error, int k)
        {
            sum.Float.Add(error.Float.EstimatePercent[k], error.Float.ReferencePercent[k]);
            sum.Int8.Add(error.Int8.EstimatePercent[k], error.Int8.ReferencePercent[k]);
        }
    }
}
