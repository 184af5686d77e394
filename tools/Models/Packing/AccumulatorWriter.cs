using System.Text;

namespace NanoBms.Models.Packing;

/// <summary>
/// Writes the statements that compute accumulators: products of values and constants and, where four rows share a constant, the parting of
/// their sums. Of the two accumulators of four rows the even rows' is not parted chunk by chunk: beside the odd rows' the sum of whole
/// chunks is kept and carried, and what is odd in it is subtracted at the end.
/// </summary>
internal sealed class AccumulatorWriter(IReadOnlyList<KernelPart> parts, AccumulatorPlan plan)
{
    /// <summary>Bytes of a product, the longest: ldloc.s, ldc.i8, mul, add.</summary>
    public const int BytesPerProduct = 13;

    // Counted on the compiler's output, where forms differ the longest. A short product: ldc.i4 and conv.i8.
    private const int BytesPerShortProduct = 10;
    private const int BytesPerChunk = 16;
    private const int BytesPerAccumulator = 13;
    private const int BytesPerParting = 6;
    private const int BytesPerLoad = 7;
    private const int BytesPerCarry = 8;
    private const int BytesPerStart = 5;

    /// <summary>Locals that a method of slices needs for chunks.</summary>
    public int ChunkLocals(IReadOnlyList<KernelSlice> slices) =>
        Enumerable.Range(0, plan.Groups.Count).SelectMany(plan.Of).Max(accumulator =>
            slices.Where(slice => slice.Part == accumulator.Part).Max(slice => (int?)Chunks(accumulator, slice).Count()) ?? 0);

    /// <summary>Sets a group's locals to an accumulator: computed here, carried, or carried with the rest of its columns added.</summary>
    /// <param name="group">The group.</param>
    /// <param name="accumulator">One of its accumulators.</param>
    /// <param name="slice">Columns of its part that the method has, or null.</param>
    /// <param name="text">Receives the statements.</param>
    /// <param name="pool">Constants of the method.</param>
    /// <returns>Rough size of their IL.</returns>
    public int Write(int group, Accumulator accumulator, KernelSlice? slice, StringBuilder text, ConstantPool pool)
    {
        Terms terms = slice is null ? Terms.None(accumulator) : TermsOf(group, accumulator, slice, pool);
        string anyValue = KernelText.Value(accumulator.Part, accumulator.Layout.From);
        int words = accumulator.Layout.Words.Count, bytes = terms.Bytes + (words - 1) * BytesPerParting;
        if (accumulator.Place >= 0)
        {
            string Carried(int word) => string.Join(" + ", terms.Words[word].Prepend($"c[{accumulator.Place + word}]"));
            WriteWords(text, "", accumulator, Carried, true);
            return bytes + words * (BytesPerLoad + KernelText.LongIndexBytes(accumulator.Place + words - 1));
        }

        string Computed(int word) => KernelText.Sum(Opening(group, accumulator, word), terms.Words[word], anyValue);
        if (parts[accumulator.Part].RecurrentStart is not { } value || terms.Words[0].Count == 0)
        {
            WriteWords(text, "", accumulator, Computed, true);
            return bytes + words * BytesPerAccumulator;
        }

        KernelText.Line(text, "if (later)");
        KernelText.Line(text, "{");
        WriteWords(text, "    ", accumulator, Computed, true);
        KernelText.Line(text, "}");
        KernelText.Line(text, "else");
        KernelText.Line(text, "{");
        WriteWords(text, "    ", accumulator, word => KernelText.Sum(Known(group, accumulator, word, value), [], anyValue), false);
        KernelText.Line(text, "}");
        return bytes + 2 * words * BytesPerAccumulator + 3;
    }

    /// <summary>Adds the products of a slice to the accumulators in the array <c>c</c>.</summary>
    /// <returns>Rough size of the statements' IL.</returns>
    public int WriteSums(int group, KernelSlice slice, StringBuilder text, ConstantPool pool)
    {
        int bytes = 0;
        foreach (Accumulator accumulator in plan.Of(group).Where(entry => entry.Part == slice.Part && entry.Place >= 0))
        {
            bool opens = accumulator.Layout.From >= slice.From && accumulator.Layout.From < slice.To;
            Terms terms = TermsOf(group, accumulator, slice, pool);
            for (int word = terms.Words.Count - 1; word >= 0; word--)
            {
                string place = $"c[{accumulator.Place + word}]";
                if (opens)
                {
                    KernelText.Line(text, $"{place} = {KernelText.Sum(Opening(group, accumulator, word), terms.Words[word], place)};");
                }
                else if (terms.Words[word].Count > 0)
                {
                    KernelText.Line(text, $"{place} = {string.Join(" + ", terms.Words[word].Prepend(place))};");
                }

                bytes += (opens ? BytesPerStart : 0) + BytesPerCarry + 2 * KernelText.LongIndexBytes(accumulator.Place + word);
            }

            bytes += terms.Bytes;
        }

        return bytes;
    }

    /// <summary>What a group's accumulators of a part hold in the array <c>c</c> where all values are the same.</summary>
    public IEnumerable<(int Place, long Value)> Start(int group, int part, int value) =>
        plan.Of(group).Where(accumulator => accumulator.Part == part).SelectMany(accumulator =>
            accumulator.Layout.Words.Select((_, word) => (accumulator.Place + word, word == 0 && accumulator.Layout.Words.Count > 1
                ? Whole(Known(group, accumulator, 0, value), Known(group, accumulator, 1, value))
                : Known(group, accumulator, word, value))));

    /// <summary>The last accumulator comes first: what is odd in the one before is known by it.</summary>
    private static void WriteWords(StringBuilder text, string indent, Accumulator accumulator, Func<int, string> sum, bool whole)
    {
        for (int word = accumulator.Layout.Words.Count - 1; word >= 0; word--)
        {
            string odd = whole && word < accumulator.Layout.Words.Count - 1
                ? $" - ({KernelText.Accumulator(accumulator.Local + 1)} << {ColumnChunks.LaneBits})" : "";
            KernelText.Line(text, $"{indent}{KernelText.Accumulator(accumulator.Local + word)} = {sum(word)}{odd};");
        }
    }

    /// <summary>The products of those columns of an accumulator that a slice holds.</summary>
    private Terms TermsOf(int group, Accumulator accumulator, KernelSlice slice, ConstantPool pool)
    {
        SliceLayout layout = accumulator.Layout;
        if (layout.Words.Count == 1)
        {
            int from = Math.Max(layout.From, slice.From), to = Math.Min(layout.To, slice.To);
            List<string> products = Products(group, accumulator, Enumerable.Range(from, Math.Max(0, to - from)), layout.Words[0]);
            return new Terms([products], Bytes(products));
        }

        var all = new List<string>();
        var odd = new List<string>();
        int bytes = 0;
        foreach (IReadOnlyList<int> chunk in Chunks(accumulator, slice))
        {
            string offset = pool.Name("u", ColumnChunks.Offset, true), mask = pool.Name("w", ColumnChunks.EvenLanes, true);
            List<string> products = Products(group, accumulator, chunk, ColumnChunks.Lanes);
            string sum = KernelText.Chunk(all.Count);
            odd.Add($"((({sum} = {string.Join(" + ", products.Prepend(offset))}) >> {ColumnChunks.LaneBits}) & {mask})");
            all.Add(sum);
            bytes += Bytes(products) + BytesPerChunk + pool.ExtraBytes(offset) + pool.ExtraBytes(mask);
        }

        return new Terms([all, odd], bytes);
    }

    private static IEnumerable<IReadOnlyList<int>> Chunks(Accumulator accumulator, KernelSlice slice) =>
        accumulator.Layout.Chunks.Where(chunk => chunk[0] >= slice.From && chunk[0] < slice.To);

    private List<string> Products(int group, Accumulator accumulator, IEnumerable<int> columns, LaneLayout lanes)
    {
        var products = new List<string>();
        foreach (int column in columns)
        {
            long constant = lanes.Column(Weights(group, accumulator, column));
            if (constant != 0)
            {
                string value = KernelText.Value(accumulator.Part, column);
                products.Add(constant == 1 ? value : $"{value} * {Requantizer.Text(constant)}");
            }
        }

        return products;
    }

    private static int Bytes(IEnumerable<string> products) =>
        products.Sum(product => product[^1] == 'L' ? BytesPerProduct : BytesPerShortProduct);

    /// <summary>What an accumulator starts with before the first product; the offsets of all its chunks are taken off in advance.</summary>
    private long Opening(int group, Accumulator accumulator, int word)
    {
        SliceLayout layout = accumulator.Layout;
        long start = Known(group, accumulator, word, 0);
        if (layout.Words.Count == 1)
        {
            return start;
        }

        return word == 0
            ? unchecked(Whole(start, Known(group, accumulator, 1, 0)) - layout.Chunks.Count * ColumnChunks.Offset)
            : start - layout.Chunks.Count * ((ColumnChunks.Offset >> ColumnChunks.LaneBits) & ColumnChunks.EvenLanes);
    }

    private static long Whole(long even, long odd) => unchecked(even + (odd << ColumnChunks.LaneBits));

    /// <summary>An accumulator where all values are the same.</summary>
    private long Known(int group, Accumulator accumulator, int word, int value)
    {
        RowMatrix matrix = parts[accumulator.Part].Matrix;
        SliceLayout layout = accumulator.Layout;
        long sum = layout.Start(word, [.. plan.Groups[group].Rows.Select(row => layout.From == 0 ? matrix.Constants[row] : 0)]);
        for (int column = layout.From; column < layout.To; column++)
        {
            sum = unchecked(sum + layout.Column(word, Weights(group, accumulator, column)) * value);
        }

        return sum;
    }

    private sbyte[] Weights(int group, Accumulator accumulator, int column) =>
        [.. plan.Groups[group].Rows.Select(row => parts[accumulator.Part].Matrix.Weights[row][column])];

    /// <summary>What is added to each accumulator, as C#, and the rough size of its IL.</summary>
    private sealed record Terms(IReadOnlyList<IReadOnlyList<string>> Words, int Bytes)
    {
        public static Terms None(Accumulator accumulator) => new([.. accumulator.Layout.Words.Select(_ => Array.Empty<string>())], 0);
    }
}
