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
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(400);

    public enum Pattern
    {
        Random,
        Highest,
        Lowest,
        Alternating,
        Sparse,
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

        IReadOnlyList<RowGroup> groups = RowGrouping.Create([matrix], 3);

        Assert.Equal(Enumerable.Range(0, 12), groups.SelectMany(group => group.Rows).Order());
        Assert.All(groups, group => Assert.Single(Assert.Single(group.Layouts), slice => slice.Lanes.Widths.Count == 3));
        Assert.All(groups.Where(group => group.Rows.Contains(3)), group => Assert.Equal(3, group.Rows[^1]));
    }

    [Fact]
    public void Rows_that_lack_weights_in_a_slice_take_no_accumulator_there_and_no_place_beside_those_that_have_some()
    {
        sbyte[][] Rows(Func<int, bool> isEmpty) =>
            [.. Enumerable.Range(0, 12).Select(row => Enumerable.Repeat((sbyte)(isEmpty(row) ? 0 : 8), 16).ToArray())];
        var input = new RowMatrix(16, Rows(row => row % 4 == 3), new long[12], sbyte.MinValue, sbyte.MaxValue);
        var recurrent = new RowMatrix(16, Rows(row => row % 4 == 2), new long[12], sbyte.MinValue, sbyte.MaxValue);

        IReadOnlyList<RowGroup> groups = RowGrouping.Create([input, recurrent], 3);

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

        IReadOnlyList<RowGroup> groups = RowGrouping.Create([matrix], entry.Wide ? 2 : 3);

        return groups.SelectMany(group => group.Rows).Order().SequenceEqual(Enumerable.Range(0, entry.Rows))
            && groups.All(
                group => Enumerable.Range(0, group.Rows.Count)
                    .All(lane => Sum(group, lane, matrix, inputs) == Plain(matrix, group.Rows[lane], inputs)));
    }

    /// <summary>A row's sum as packed code gets it.</summary>
    private static long Sum(RowGroup group, int lane, RowMatrix matrix, long[] inputs)
    {
        long sum = group.Layouts[0].Count == 0 ? matrix.Constants[group.Rows[lane]] : 0;
        foreach (SliceLayout slice in group.Layouts[0])
        {
            RowMatrix part = matrix.Slice(slice.From, slice.To);
            long accumulator = slice.Lanes.Start([.. group.Rows.Select(row => part.Constants[row])]);
            for (int column = 0; column < part.Columns; column++)
            {
                accumulator = unchecked(accumulator
                    + inputs[slice.From + column] * slice.Lanes.Column([.. group.Rows.Select(row => part.Weights[row][column])]));
            }

            sum += slice.Lanes.Extract(accumulator, lane) - slice.Lanes.Form(lane).Offset;
        }

        return sum;
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
        Pattern.Sparse => random.Next(4) == 0 ? random.Next(min, max + 1) : 0,
        _ => random.Next(min, max + 1),
    };

    public sealed record PackingCase(bool Wide, int Rows, int Columns, Pattern Weights, Pattern Inputs, int Bias, int Seed);
}
