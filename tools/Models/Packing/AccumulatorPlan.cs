namespace NanoBms.Models.Packing;

/// <summary>An accumulator of a row group: the sums of its rows over some columns of a part, side by side in a long.</summary>
/// <param name="Part">Number of the part.</param>
/// <param name="Layout">Columns and lanes.</param>
/// <param name="Place">Index in the array of carried accumulators; -1: all of it is computed in the method that finishes the
/// rows.</param>
public sealed record Accumulator(int Part, SliceLayout Layout, int Place);

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
                planned[group].AddRange(groups[group].Layouts[part].Select(layout =>
                    new Accumulator(part, layout, layout.From >= from ? -1 : Carried++)));
            }
        }

        this.groups = [.. planned.Select(list => list.OrderBy(accumulator => accumulator.Part).ToArray())];
    }

    /// <summary>The row groups.</summary>
    public IReadOnlyList<RowGroup> Groups { get; }

    /// <summary>Accumulators that are carried in all.</summary>
    public int Carried { get; private set; }

    /// <summary>Most accumulators of a group.</summary>
    public int MaxOfAGroup => groups.Max(list => list.Count);

    /// <summary>Whether a part has accumulators that are carried.</summary>
    public bool Carries(int part) => groups.Any(list => list.Any(accumulator => accumulator.Part == part && accumulator.Place >= 0));

    /// <summary>Accumulators of a group, by part and then by column.</summary>
    public IReadOnlyList<Accumulator> Of(int group) => groups[group];
}
