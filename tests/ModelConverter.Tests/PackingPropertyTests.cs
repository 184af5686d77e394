using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using NanoBms.Core.Arithmetic;
using NanoBms.Models.Packing;

namespace NanoBms.ModelConverter.Tests;

/// <summary>
/// Several row sums in one 64-bit accumulator, against plain arithmetic: whatever weights and inputs are, and at the ends of their ranges.
/// </summary>
public class PackingPropertyTests
{
    private const int MaxColumns = 72;

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(400);

    public enum Pattern
    {
        Random,
        Highest,
        Lowest,
        Alternating,
        Sparse,
        Small,
    }

    private static Gen<PackingCase> Cases =>
        from wide in Gen.Elements(false, true)
        from rows in Gen.Choose(1, 14)
        from columns in Gen.Choose(1, 205)
        from weights in Gen.Elements(Enum.GetValues<Pattern>())
        from inputs in Gen.Elements(Enum.GetValues<Pattern>())
        from bias in Gen.Elements(0, 1000, 2_000_000)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new PackingCase(wide, rows, columns, weights, inputs, bias, seed);

    [Fact]
    public void Lanes_hold_the_sums_of_plain_arithmetic() =>
        Check.One(Many, Prop.ForAll(Cases.ToArbitrary(), entry => LanesHold(entry)));

    [Theory]
    [InlineData(false, Pattern.Highest, Pattern.Lowest)]
    [InlineData(false, Pattern.Lowest, Pattern.Lowest)]
    [InlineData(false, Pattern.Alternating, Pattern.Lowest)]
    [InlineData(false, Pattern.Alternating, Pattern.Alternating)]
    [InlineData(false, Pattern.Small, Pattern.Lowest)]
    [InlineData(false, Pattern.Small, Pattern.Highest)]
    [InlineData(true, Pattern.Highest, Pattern.Lowest)]
    [InlineData(true, Pattern.Lowest, Pattern.Lowest)]
    [InlineData(true, Pattern.Alternating, Pattern.Alternating)]
    public void Lanes_hold_the_largest_sums_there_are(bool wide, Pattern weights, Pattern inputs)
    {
        foreach (int columns in new[] { 1, 2, 64, 128, 139, 205 })
        {
            Assert.True(LanesHold(new PackingCase(wide, 7, columns, weights, inputs, 2_000_000, 1)), $"{columns} columns");
        }
    }

    [Fact]
    public void Rows_that_fit_three_to_an_accumulator_are_packed_so_and_each_row_is_packed_once()
    {
        // Two wide rows among narrow ones: sum|w| * 128 needs 22 bits and 18 bits.
        sbyte[][] weights = [.. Enumerable.Range(0, 12).Select(row => Enumerable.Repeat((sbyte)(row is 3 or 8 ? 100 : 8), 128).ToArray())];
        var matrix = new RowMatrix(128, weights, new long[12], sbyte.MinValue, sbyte.MaxValue);

        IReadOnlyList<RowGroup> groups = RowGrouping.Lanes([matrix], [.. Enumerable.Range(0, 12)], 3);

        Assert.Equal(Enumerable.Range(0, 12), groups.SelectMany(group => group.Rows).Order());
        Assert.All(groups, group => Assert.Single(
            Assert.Single(group.Layouts), slice => slice.Words is [{ Widths.Count: 3 }] && slice.Chunks.Count == 0));
        Assert.All(groups.Where(group => group.Rows.Contains(3)), group => Assert.Equal(3, group.Rows[^1]));
    }

    [Theory]
    [InlineData(8, 4, true)]
    [InlineData(8, 7, true)]
    [InlineData(100, 4, false)]
    public void Rows_go_four_to_a_product_where_chunks_are_long_and_what_is_left_over_in_lanes(int weight, int rows, bool fours)
    {
        // 255 is a chunk's room: 31 columns of weight 8, but 2 of weight 100, which do not pay for parting the sums.
        sbyte[][] weights = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Repeat((sbyte)weight, 60).ToArray())];
        var matrix = new RowMatrix(60, weights, new long[rows], sbyte.MinValue, sbyte.MaxValue);

        IReadOnlyList<RowGroup> groups = Best(matrix, false);

        Assert.Equal(Enumerable.Range(0, rows), groups.SelectMany(group => group.Rows).Order());
        Assert.Equal(fours ? 4 : 3, groups[0].Rows.Count);
        SliceLayout layout = Assert.Single(groups[0].Layouts[0]);
        Assert.Equal(fours ? 2 : 1, layout.Words.Count);
        Assert.Equal(fours ? 2 : 0, layout.Chunks.Count);
        Assert.All(groups.Where(group => group.Rows.Count < 4), group => Assert.Empty(group.Layouts[0][0].Chunks));
    }

    [Fact]
    public void A_chunk_keeps_to_the_columns_of_one_method_and_leaves_out_those_without_weights()
    {
        sbyte[] row = [.. Enumerable.Range(0, 100).Select(k => (sbyte)(k % 10 == 3 ? 0 : 1))];
        sbyte[][] weights = [row, row, row, row];
        var matrix = new RowMatrix(100, weights, new long[4], sbyte.MinValue, sbyte.MaxValue);

        IReadOnlyList<IReadOnlyList<int>> chunks = Assert.Single(Assert.Single(Best(matrix, false)).Layouts[0]).Chunks;

        Assert.Equal(2, chunks.Count);
        Assert.Equal(Enumerable.Range(0, 50).Where(k => k % 10 != 3), chunks[0]);
        Assert.Equal(Enumerable.Range(50, 50).Where(k => k % 10 != 3), chunks[1]);
    }

    [Fact]
    public void Rows_that_lack_weights_in_a_slice_take_no_accumulator_there_and_no_place_beside_those_that_have_some()
    {
        sbyte[][] Rows(Func<int, bool> isEmpty) =>
            [.. Enumerable.Range(0, 12).Select(row => Enumerable.Repeat((sbyte)(isEmpty(row) ? 0 : 8), 16).ToArray())];
        var input = new RowMatrix(16, Rows(row => row % 4 == 3), new long[12], sbyte.MinValue, sbyte.MaxValue);
        var recurrent = new RowMatrix(16, Rows(row => row % 4 == 2), new long[12], sbyte.MinValue, sbyte.MaxValue);

        IReadOnlyList<RowGroup> groups = RowGrouping.Best([input, recurrent], false, MaxColumns, _ => 0);

        Assert.Equal(Enumerable.Range(0, 12), groups.SelectMany(group => group.Rows).Order());
        Assert.Equal(4, groups.Count);
        Assert.All(groups, group =>
        {
            Assert.Equal(group.Rows.Any(row => row % 4 != 3) ? 1 : 0, group.Layouts[0].Count);
            Assert.Equal(group.Rows.Any(row => row % 4 != 2) ? 1 : 0, group.Layouts[1].Count);
        });
        Assert.Equal(3, groups.Count(group => group.Layouts[0].Count > 0));
        Assert.Equal(3, groups.Count(group => group.Layouts[1].Count > 0));
    }

    private static IReadOnlyList<RowGroup> Best(RowMatrix matrix, bool wide) =>
        RowGrouping.Best([matrix], wide, MaxColumns, row => row % 2);

    [Fact]
    public void Requantising_int8_sums_equals_the_reference_in_every_form() =>
        Check.One(Many, Prop.ForAll(
            (from exponent in Gen.Choose(-24, 2)
             from mantissa in Gen.Choose(1 << 29, (1 << 30) - 1)
             from zeroPoint in Gen.Elements(0, -128, 127, 21760, 43520, -5)
             from width in Gen.Choose(8, SumForm.NarrowBits)
             from seed in Gen.Choose(0, int.MaxValue - 1)
             select (Real: Math.ScaleB(mantissa, exponent - 30), zeroPoint, width, seed)).ToArbitrary(),
            entry =>
            {
                var requantizer = new Requantizer(entry.Real, false, entry.zeroPoint);
                FixedPoint.QuantizeMultiplier(entry.Real, out int multiplier, out int shift);
                long limit = (1L << (entry.width - 1)) - 1;
                return Sums(entry.seed, limit).Where(sum => Math.Abs(sum) << Math.Max(shift, 0) <= int.MaxValue).All(sum =>
                {
                    long expected = FixedPoint.MultiplyByQuantizedMultiplier((int)sum, multiplier, shift) + entry.zeroPoint;
                    return requantizer.Apply(sum) == expected
                        && Forms(entry.width).All(form => requantizer.Apply(sum + form.Offset, form) == expected);
                });
            }));

    [Fact]
    public void Requantising_int16_sums_equals_the_reference_in_every_form() =>
        Check.One(Many, Prop.ForAll(
            (from exponent in Gen.Choose(-20, 0)
             from mantissa in Gen.Choose(1 << 29, (1 << 30) - 1)
             from zeroPoint in Gen.Elements(0, 3, 21760, 43520)
             from seed in Gen.Choose(0, int.MaxValue - 1)
             select (Real: Math.ScaleB(mantissa, exponent - 30), zeroPoint, seed)).ToArbitrary(),
            entry =>
            {
                var requantizer = new Requantizer(entry.Real, true, entry.zeroPoint);
                FixedPoint.QuantizeMultiplier(entry.Real, out int multiplier, out int shift);
                return Sums(entry.seed, (1L << 30) - 1).All(sum =>
                {
                    long expected = FixedPoint.MultiplyByQuantizedMultiplier64(sum, multiplier, shift) + entry.zeroPoint;
                    return requantizer.Apply(sum) == expected
                        && Forms(31).All(form => requantizer.Apply(sum + form.Offset, form) == expected);
                });
            }));

    /// <summary>Sums within a limit: its ends, those around 0, and random ones, small and large.</summary>
    private static IEnumerable<long> Sums(int seed, long limit)
    {
        var random = new System.Random(seed);
        for (int k = -70; k <= 70; k++)
        {
            yield return Math.Clamp(k, -limit, limit);
        }

        yield return limit;
        yield return -limit;
        for (int k = 0; k < 300; k++)
        {
            yield return random.NextInt64(-limit, limit + 1);
            yield return random.NextInt64(-limit, limit + 1) >> random.Next(20);
        }
    }

    private static SumForm[] Forms(int width) =>
        [SumForm.Lane(width), SumForm.Any(0), SumForm.Any(1L << width),
            .. width <= SumForm.NarrowBits ? [SumForm.Plain] : Array.Empty<SumForm>()];

    private static bool LanesHold(PackingCase entry)
    {
        var random = new System.Random(entry.Seed);
        int min = entry.Wide ? short.MinValue : sbyte.MinValue, max = entry.Wide ? short.MaxValue : sbyte.MaxValue;
        sbyte[][] weights =
        [
            .. Enumerable.Range(0, entry.Rows)
                .Select(
                    row => Enumerable.Range(0, entry.Columns).Select(k => (sbyte)Value(entry.Weights, row + k, -127, 127, random))
                        .ToArray())
        ];
        long[] constants = [.. Enumerable.Range(0, entry.Rows).Select(_ => random.NextInt64(-entry.Bias, entry.Bias + 1))];
        long[] inputs = [.. Enumerable.Range(0, entry.Columns).Select(k => (long)Value(entry.Inputs, k, min, max, random))];
        var matrix = new RowMatrix(entry.Columns, weights, constants, min, max);

        IReadOnlyList<RowGroup> groups = Best(matrix, entry.Wide);

        return groups.SelectMany(group => group.Rows).Order().SequenceEqual(Enumerable.Range(0, entry.Rows))
            && groups.All(
                group => Enumerable.Range(0, group.Rows.Count)
                    .All(lane => Sum(group, lane, matrix, inputs) == Plain(matrix, group.Rows[lane], inputs)));
    }

    /// <summary>A row's sum as packed code gets it.</summary>
    private static long Sum(RowGroup group, int row, RowMatrix matrix, long[] inputs)
    {
        long sum = group.Layouts[0].Count == 0 ? matrix.Constants[group.Rows[row]] : 0;
        foreach (SliceLayout slice in group.Layouts[0])
        {
            (int word, int lane) = slice.Place(row);
            RowMatrix part = matrix.Slice(slice.From, slice.To);
            long start = slice.Start(word, [.. group.Rows.Select(other => part.Constants[other])]);
            long products = slice.Chunks.Count > 0 ? Chunked(group, slice, word, matrix, inputs)
                : Enumerable.Range(slice.From, part.Columns).Aggregate(0L, (total, column) => unchecked(
                    total + inputs[column] * slice.Column(word, [.. group.Rows.Select(other => matrix.Weights[other][column])])));
            sum += slice.Words[word].Extract(unchecked(start + products), lane) - slice.Words[word].Form(lane).Offset;
        }

        return sum;
    }

    /// <summary>What an accumulator gets of chunks; each of their four sums is seen to keep to its 16 bits.</summary>
    private static long Chunked(RowGroup group, SliceLayout slice, int word, RowMatrix matrix, long[] inputs)
    {
        long total = 0;
        foreach (IReadOnlyList<int> chunk in slice.Chunks)
        {
            ulong sum = 0x8000_8000_8000_8000;
            foreach (int column in chunk)
            {
                long constant = ColumnChunks.Lanes.Column([.. group.Rows.Select(row => matrix.Weights[row][column])]);
                sum = unchecked(sum + (ulong)(inputs[column] * constant));
            }

            for (int row = 0; row < 4; row++)
            {
                long own = (long)(sum >> (16 * row) & 0xFFFF) - 0x8000;
                if (own != chunk.Sum(column => inputs[column] * matrix.Weights[group.Rows[row]][column]))
                {
                    return long.MinValue;
                }

                total += row % 2 == word ? own << (row / 2 * 32) : 0;
            }
        }

        return total;
    }

    private static BigInteger Plain(RowMatrix matrix, int row, long[] inputs)
    {
        BigInteger sum = matrix.Constants[row];
        for (int column = 0; column < matrix.Columns; column++)
        {
            sum += matrix.Weights[row][column] * inputs[column];
        }

        return sum;
    }

    private static int Value(Pattern pattern, int index, int min, int max, System.Random random) => pattern switch
    {
        Pattern.Highest => max,
        Pattern.Lowest => min,
        Pattern.Alternating => index % 2 == 0 ? max : min,
        Pattern.Small => random.Next(8) == 0 ? random.Next(min, max + 1) : random.Next(-12, 13),
        Pattern.Sparse => random.Next(4) == 0 ? random.Next(min, max + 1) : 0,
        _ => random.Next(min, max + 1),
    };

    public sealed record PackingCase(bool Wide, int Rows, int Columns, Pattern Weights, Pattern Inputs, int Bias, int Seed);
}
