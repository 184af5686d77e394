namespace NanoBms.Models.Packing;

/// <summary>
/// How a group's rows are summed over columns <paramref name="From"/> up to <paramref name="To"/> of a part: in one accumulator whose lanes
/// hold all of them, or in two, of which the first holds the even rows of four and the second the odd ones.
/// </summary>
/// <param name="From">First column.</param>
/// <param name="To">First column after them.</param>
/// <param name="Words">Lanes of each accumulator.</param>
/// <param name="Chunks">
/// With two accumulators: the columns whose products are summed four rows side by side before they are parted (<see cref="ColumnChunks"/>);
/// with one there are none, for the products stand in its lanes.
/// </param>
public sealed record SliceLayout(
    int From, int To, IReadOnlyList<LaneLayout> Words, IReadOnlyList<IReadOnlyList<int>> Chunks)
{
    /// <summary>Where a row of the group is: its accumulator and the lane there.</summary>
    public (int Word, int Lane) Place(int row) => (row % Words.Count, row / Words.Count);

    /// <summary>An accumulator's constant for a column.</summary>
    /// <param name="word">The accumulator.</param>
    /// <param name="weights">The weights of the group's rows.</param>
    public long Column(int word, IReadOnlyList<sbyte> weights) => Words[word].Column([.. Own(word, weights)]);

    /// <summary>An accumulator's start: offsets and row constants.</summary>
    /// <param name="word">The accumulator.</param>
    /// <param name="constants">The constants of the group's rows.</param>
    public long Start(int word, IReadOnlyList<long> constants) => Words[word].Start([.. Own(word, constants)]);

    private IEnumerable<T> Own<T>(int word, IReadOnlyList<T> values) => values.Where((_, row) => row % Words.Count == word);
}
