namespace NanoBms.Models.Packing;

/// <summary>The sums of a group's rows over some columns of a part, side by side in one long or in two.</summary>
/// <param name="Part">Number of the part.</param>
/// <param name="Layout">Columns and lanes.</param>
/// <param name="Place">Index of its first long in the array of carried ones; -1: all of it is computed in the method that finishes the
/// rows.</param>
/// <param name="Local">Number of its first long among those of the group.</param>
public sealed record Accumulator(int Part, SliceLayout Layout, int Place, int Local);

/// <summary>
/// Which accumulators there are and where each is between methods. Those of which earlier methods compute a share are carried in an
/// array, packed as they are: for all rows of a group one load and one store.
/// </summary>
public sealed class AccumulatorPlan
{
    private readonly IReadOnlyList<IReadOnlyList<Accumulator>> groups;

    /// <summary>A plan for row groups.</summary>
    /// <param name="groups">The groups, with layouts for each part.</param>
    /// <param name="finishing">The columns that the finishing methods have; a part that is missing is carried whole.</param>
    public AccumulatorPlan(IReadOnlyList<RowGroup> groups, IReadOnlyList<KernelSlice> finishing)
    {
        Groups = groups;
        var planned = new List<Accumulator>[groups.Count];
        int parts = groups[0].Layouts.Count;
        for (int part = parts - 1; part >= 0; part--)
        {
            // The last part's come first: a recurrent part's start values fill the array from its beginning.
            int from = finishing.FirstOrDefault(slice => slice.Part == part)?.From ?? int.MaxValue;
            for (int group = 0; group < groups.Count; group++)
            {
                planned[group] ??= [];
                foreach (SliceLayout layout in groups[group].Layouts[part])
                {
                    bool carried = layout.From < from;
                    planned[group].Add(new Accumulator(part, layout, carried ? Carried : -1, 0));
                    Carried += carried ? layout.Words.Count : 0;
                }
            }
        }

        this.groups = [.. planned.Select(list => Numbered([.. list.OrderBy(accumulator => accumulator.Part)]))];
    }

    /// <summary>The row groups.</summary>
    public IReadOnlyList<RowGroup> Groups { get; }

    /// <summary>Longs that are carried in all.</summary>
    public int Carried { get; private set; }

    /// <summary>Most longs of a group.</summary>
    public int MaxOfAGroup => groups.Max(list => list.Sum(accumulator => accumulator.Layout.Words.Count));

    /// <summary>Whether a part has accumulators that are carried.</summary>
    public bool Carries(int part) => groups.Any(list => list.Any(accumulator => accumulator.Part == part && accumulator.Place >= 0));

    /// <summary>Accumulators of a group, by part and then by column.</summary>
    public IReadOnlyList<Accumulator> Of(int group) => groups[group];

    private static Accumulator[] Numbered(IReadOnlyList<Accumulator> list) =>
    [
        .. list.Select((accumulator, k) => accumulator with { Local = list.Take(k).Sum(other => other.Layout.Words.Count) }),
    ];
}
