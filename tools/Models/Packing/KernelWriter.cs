using System.Text;
using System.Text.RegularExpressions;

namespace NanoBms.Models.Packing;

/// <summary>A finished method of packed code.</summary>
/// <param name="Body">Statements, each line indented by 12 spaces.</param>
/// <param name="EstimatedBytes">Rough size of its IL.</param>
/// <param name="NextGroup">First row group that is not in it.</param>
public sealed record KernelBody(string Body, int EstimatedBytes, int NextGroup);

/// <summary>
/// Writes straight-line C# for groups of rows: inputs into locals, one 64-bit accumulator for several rows, products with
/// constants, lanes cut out and requantised. See docs/packed-kernels.md.
/// </summary>
public sealed class KernelWriter
{
    // Counted on the compiler's output, where forms differ the longest: ldloc.s, ldc.i8 or ldc.i4 and conv.i8, mul, add.
    private const int BytesPerProduct = 13;
    private const int BytesPerShortProduct = 10;
    private const int BytesPerAccumulator = 13;
    private const int BytesPerLane = 11;
    private const int BytesPerCut = 3;
    private const int BytesPerChoice = 11;
    private const int BytesPerSecondRounding = 22;
    private const int BytesPerStore = 7;
    private const int BytesPerSaturation = 28;
    private const int BytesPerClamp = 42;
    private const int BytesPerLoad = 7;
    private const int BytesPerCarry = 8;
    private const int BytesPerStart = 5;
    private const int BytesPerConstant = 11;
    private const int BytesPerMethod = 24;

    // ldc.i4 against ldc.i4.s.
    private const int BytesPerLongIndex = 3;

    // v, s and a.
    private const int OtherLocals = 3;

    private readonly IReadOnlyList<KernelPart> parts;
    private readonly AccumulatorPlan plan;
    private readonly IKernelTarget target;
    private readonly int maxLocals;

    /// <summary>A writer for the rows of parts.</summary>
    /// <param name="parts">The parts, all with the same rows.</param>
    /// <param name="plan">Their accumulators.</param>
    /// <param name="target">What becomes of the sums.</param>
    /// <param name="maxLocals">Locals that a method may have.</param>
    public KernelWriter(IReadOnlyList<KernelPart> parts, AccumulatorPlan plan, IKernelTarget target, int maxLocals)
    {
        this.parts = parts;
        this.plan = plan;
        this.target = target;
        this.maxLocals = maxLocals;
    }

    /// <summary>Number of row groups.</summary>
    public int GroupCount => plan.Groups.Count;

    /// <summary>Writes a method's body that puts the rows' results where they belong.</summary>
    /// <param name="slices">Columns that it has in its locals; all others are carried in the array <c>c</c>.</param>
    /// <param name="firstGroup">The first group.</param>
    /// <param name="byteLimit">It takes as many groups as fit into so many bytes (at least one).</param>
    public KernelBody WriteRows(IReadOnlyList<KernelSlice> slices, int firstGroup, int byteLimit) =>
        Write(slices, firstGroup, byteLimit, (group, text, constants) => WriteGroup(group, slices, text, constants));

    /// <summary>Writes a method's body that adds the products of a slice to accumulators in the array <c>c</c>.</summary>
    /// <param name="slice">The columns.</param>
    /// <param name="firstGroup">The first group.</param>
    /// <param name="byteLimit">It takes as many groups as fit into so many bytes (at least one).</param>
    public KernelBody WriteSums(KernelSlice slice, int firstGroup, int byteLimit) =>
        Write([slice], firstGroup, byteLimit, (group, text, _) => WriteSums(group, slice, text));

    /// <summary>Writes a method's body that sets the array <c>c</c> to what a recurrent part's sums are after a reset.</summary>
    public KernelBody WriteStart(int part)
    {
        (int Place, long Value)[] starts =
        [
            .. Enumerable.Range(0, GroupCount).SelectMany(group => plan.Of(group).Where(accumulator => accumulator.Part == part)
                .Select(accumulator => (accumulator.Place, Sum(group, accumulator, parts[part].RecurrentStart ?? 0)))),
        ];
        long common = starts.GroupBy(start => start.Value).MaxBy(same => same.Count())!.Key;
        var text = new StringBuilder();
        KernelText.Line(text, $"for (int k = {starts[0].Place}; k <= {starts[^1].Place}; k++)");
        KernelText.Line(text, "{");
        KernelText.Line(text, $"    c[k] = {KernelText.Sum(common, [], "c[k]")};");
        KernelText.Line(text, "}");
        KernelText.Line(text, "");
        (int Place, long Value)[] others = [.. starts.Where(start => start.Value != common)];
        foreach ((int place, long value) in others)
        {
            KernelText.Line(text, $"c[{place}] = {KernelText.Sum(value, [], $"c[{place}]")};");
        }

        return new KernelBody(text.ToString(), 40 + (others.Length * BytesPerCarry), GroupCount);
    }

    private KernelBody Write(
        IReadOnlyList<KernelSlice> slices, int firstGroup, int byteLimit,
        Func<int, StringBuilder, SortedDictionary<string, long>, int> write)
    {
        var statements = new StringBuilder();
        var constants = new SortedDictionary<string, long>(StringComparer.Ordinal);
        int bytes = slices.Sum(LoadBytes) + BytesPerMethod, group = firstGroup;
        while (group < GroupCount)
        {
            var text = new StringBuilder();
            var used = new SortedDictionary<string, long>(constants, StringComparer.Ordinal);
            int size = write(group, text, used);
            int fixedSize = BytesPerConstant * (used.Count - constants.Count);
            if (group > firstGroup && bytes + size + fixedSize > byteLimit)
            {
                break;
            }

            statements.Append(text);
            constants = used;
            bytes += size + fixedSize;
            group++;
        }

        return new KernelBody(Prologue(slices, constants, statements.ToString()) + statements, bytes, group);
    }

    // Instructions for the first four locals are a byte shorter: what statements name most comes first.
    private string Prologue(IReadOnlyList<KernelSlice> slices, SortedDictionary<string, long> constants, string statements)
    {
        var text = new StringBuilder();
        Declare(text, "long", [.. Enumerable.Range(0, plan.MaxOfAGroup).Select(KernelText.Accumulator), "v"], statements);
        foreach ((string name, long value) in constants.OrderByDescending(constant => Regex.Count(statements, $@"\b{constant.Key}\b")))
        {
            KernelText.Line(text, $"long {name} = {Requantizer.Text(value)};");
        }

        foreach (KernelSlice slice in slices)
        {
            KernelPart part = parts[slice.Part];
            for (int column = slice.From; column < slice.To; column++)
            {
                string at = part.OffsetName is { } offset ? (column == 0 ? offset : $"{offset} + {column}") : Requantizer.Text(column);
                KernelText.Line(text, $"long {KernelText.Value(slice.Part, column)} = {part.Array}[{at}];");
            }
        }

        Declare(text, "int", ["s", "a"], statements);
        return text.ToString();
    }

    /// <summary>Declares those locals that the statements assign; the compiler refuses others.</summary>
    private static void Declare(StringBuilder text, string type, IEnumerable<string> names, string statements)
    {
        string[] used = [.. names.Where(name => Regex.IsMatch(statements, $@"\b{name} = "))];
        if (used.Length > 0)
        {
            KernelText.Line(text, $"{type} {string.Join(", ", used)};");
        }
    }

    private int WriteGroup(int index, IReadOnlyList<KernelSlice> slices, StringBuilder text, SortedDictionary<string, long> constants)
    {
        RowGroup group = plan.Groups[index];
        IReadOnlyList<Accumulator> accumulators = plan.Of(index);
        var pool = new ConstantPool(constants, maxLocals - slices.Sum(slice => slice.Columns) - plan.MaxOfAGroup - OtherLocals);
        int bytes = 0;
        for (int k = 0; k < accumulators.Count; k++)
        {
            KernelSlice? slice = slices.FirstOrDefault(slice => slice.Part == accumulators[k].Part);
            bytes += WriteAccumulator(index, accumulators[k], slice, KernelText.Accumulator(k), text);
        }

        for (int lane = 0; lane < group.Rows.Count; lane++)
        {
            int row = group.Rows[lane];
            var results = new List<string>();
            for (int part = 0; part < parts.Count; part++)
            {
                (SliceLayout Layout, string Name)[] of =
                [
                    .. accumulators.Select((accumulator, k) => (accumulator, Name: KernelText.Accumulator(k)))
                        .Where(entry => entry.accumulator.Part == part).Select(entry => (entry.accumulator.Layout, entry.Name)),
                ];
                bytes += WritePart(part, row, lane, of, text, pool, results);
            }

            string sum = results.Count == 1 ? results[0] : $"({string.Join(" + ", results)})";
            string[] store = [.. target.Store(row, sum)];
            foreach (string line in store)
            {
                KernelText.Line(text, line);
            }

            bytes += BytesPerStore + LongIndex(row) + (store.Length > 1 ? BytesPerSaturation : 0);
        }

        return bytes;
    }

    /// <summary>Sets a local to an accumulator: computed here, carried, or carried with the rest of its columns added.</summary>
    private int WriteAccumulator(int group, Accumulator accumulator, KernelSlice? slice, string name, StringBuilder text)
    {
        List<string> products = slice is null ? [] : Products(group, accumulator, slice);
        if (accumulator.Place >= 0)
        {
            KernelText.Line(text, $"{name} = {string.Join(" + ", products.Prepend($"c[{accumulator.Place}]"))};");
            return Bytes(products) + BytesPerLoad + LongIndex(accumulator.Place);
        }

        KernelPart part = parts[accumulator.Part];
        string anyValue = KernelText.Value(accumulator.Part, accumulator.Layout.From);
        string sum = KernelText.Sum(Sum(group, accumulator, 0), products, anyValue);
        if (part.RecurrentStart is not { } value || products.Count == 0)
        {
            KernelText.Line(text, $"{name} = {sum};");
            return Bytes(products) + BytesPerAccumulator;
        }

        KernelText.Line(text, "if (later)");
        KernelText.Line(text, "{");
        KernelText.Line(text, $"    {name} = {sum};");
        KernelText.Line(text, "}");
        KernelText.Line(text, "else");
        KernelText.Line(text, "{");
        KernelText.Line(text, $"    {name} = {KernelText.Sum(Sum(group, accumulator, value), [], anyValue)};");
        KernelText.Line(text, "}");
        return Bytes(products) + 2 * BytesPerAccumulator + 3;
    }

    private int WriteSums(int group, KernelSlice slice, StringBuilder text)
    {
        int bytes = 0;
        foreach (Accumulator accumulator in plan.Of(group).Where(entry => entry.Part == slice.Part && entry.Place >= 0))
        {
            bool opens = accumulator.Layout.From >= slice.From && accumulator.Layout.From < slice.To;
            List<string> products = Products(group, accumulator, slice);
            string place = $"c[{accumulator.Place}]";
            if (opens)
            {
                KernelText.Line(text, $"{place} = {KernelText.Sum(Sum(group, accumulator, 0), products, place)};");
            }
            else if (products.Count > 0)
            {
                KernelText.Line(text, $"{place} = {string.Join(" + ", products.Prepend(place))};");
            }

            bytes += Bytes(products) + (opens ? BytesPerStart : 0) + BytesPerCarry + 2 * LongIndex(accumulator.Place);
        }

        return bytes;
    }

    private static int LongIndex(int index) => index > sbyte.MaxValue ? BytesPerLongIndex : 0;

    private int LoadBytes(KernelSlice slice) => Enumerable.Range(slice.From, slice.Columns).Sum(column =>
        BytesPerLoad + LongIndex(column) + (parts[slice.Part].OffsetName is null ? 0 : 2));

    private static int Bytes(IEnumerable<string> products) =>
        products.Sum(product => product[^1] == 'L' ? BytesPerProduct : BytesPerShortProduct);

    /// <summary>Products of those columns of an accumulator that a slice holds.</summary>
    private List<string> Products(int group, Accumulator accumulator, KernelSlice slice)
    {
        var products = new List<string>();
        int to = Math.Min(accumulator.Layout.To, slice.To);
        for (int column = Math.Max(accumulator.Layout.From, slice.From); column < to; column++)
        {
            long constant = Column(group, accumulator, column);
            if (constant != 0)
            {
                string value = KernelText.Value(accumulator.Part, column);
                products.Add(constant == 1 ? value : $"{value} * {Requantizer.Text(constant)}");
            }
        }

        return products;
    }

    /// <summary>An accumulator where all values are the same.</summary>
    private long Sum(int group, Accumulator accumulator, int value)
    {
        RowMatrix matrix = parts[accumulator.Part].Matrix;
        SliceLayout layout = accumulator.Layout;
        long sum = layout.Lanes.Start(
            [.. plan.Groups[group].Rows.Select(row => layout.From == 0 ? matrix.Constants[row] : 0)]);
        for (int column = layout.From; column < layout.To; column++)
        {
            sum = unchecked(sum + Column(group, accumulator, column) * value);
        }

        return sum;
    }

    private long Column(int group, Accumulator accumulator, int column)
    {
        RowMatrix matrix = parts[accumulator.Part].Matrix;
        return accumulator.Layout.Lanes.Column([.. plan.Groups[group].Rows.Select(row => matrix.Weights[row][column])]);
    }

    private int WritePart(
        int part, int row, int lane, (SliceLayout Layout, string Name)[] of, StringBuilder text, ConstantPool constants,
        List<string> results)
    {
        RowMatrix matrix = parts[part].Matrix;
        if (of.Length == 0)
        {
            return WriteConstant(part, row, results);
        }

        long offset = of.Sum(entry => entry.Layout.Lanes.Form(lane).Offset);
        string lanes = string.Join(" + ", of.Select(entry => Lane(entry.Layout.Lanes, lane, entry.Name, constants)));
        if (of.Length > 1)
        {
            lanes = $"({lanes})";
        }

        Requantizer requantizer = target.Requantizer(part, row);
        int key = target.RequantizerKey(part, row);
        bool whole = of.Length == 1 && matrix.LaneBits(row) <= SumForm.NarrowBits;
        SumForm form = whole ? of[0].Layout.Lanes.Form(lane) : SumForm.Any(offset);
        string multiplier = constants.Name($"m{part}{key}", requantizer.Multiplier, key >= 0);
        bool shared = key >= 0 && whole && (form == SumForm.Plain || of[0].Layout.Lanes.IsCommon);
        string name = $"{(form == SumForm.Plain ? 't' : 'k')}{part}{key}";
        string addend = constants.Name(name, requantizer.Addend(form), shared);
        int bytes = BytesPerLane + of.Sum(entry => CutBytes(entry.Layout.Lanes, lane)) + (of.Length - 1) * BytesPerCut
            + constants.ExtraBytes(multiplier) + constants.ExtraBytes(addend);
        if (requantizer.ChoosesBySign(form))
        {
            string negative = constants.Name($"{name}n", requantizer.NegativeAddend(form), shared);
            bytes += BytesPerChoice + constants.ExtraBytes(negative) + (of[0].Layout.Lanes.IsCommon ? 0 : ConstantPool.BytesPerLiteral);
            addend = $"{IsNegative(of[0].Layout.Lanes, lane, of[0].Name, constants)} ? {negative} : {addend}";
        }

        else if (requantizer.RoundsTwice)
        {
            bytes += BytesPerSecondRounding;
        }

        string result = requantizer.Code(lanes, form, multiplier, addend);
        (int min, int max) = target.Clamp(part, row);
        (long low, long high) = matrix.Range(row);
        if (requantizer.Apply(low) < min || requantizer.Apply(high) > max)
        {
            KernelText.Line(text, $"s = (int){result};");
            KernelText.Line(text, $"if (s > {max})");
            KernelText.Line(text, "{");
            KernelText.Line(text, $"    s = {max};");
            KernelText.Line(text, "}");
            KernelText.Line(text, $"else if (s < {min})");
            KernelText.Line(text, "{");
            KernelText.Line(text, $"    s = {min};");
            KernelText.Line(text, "}");
            if (part < parts.Count - 1)
            {
                // The next part overwrites s: its own clamp would lose this one.
                KernelText.Line(text, "a = s;");
                result = "a";
            }
            else
            {
                result = "s";
            }

            bytes += BytesPerClamp;
        }

        results.Add(result);
        return bytes;
    }

    /// <summary>The result of a row without weights, where it is not 0.</summary>
    private int WriteConstant(int part, int row, List<string> results)
    {
        (int min, int max) = target.Clamp(part, row);
        long value = Math.Clamp(target.Requantizer(part, row).Apply(parts[part].Matrix.Constants[row]), min, max);
        if (value == 0 && (results.Count > 0 || part < parts.Count - 1))
        {
            return 0;
        }

        results.Add(Requantizer.Text(value));
        return BytesPerProduct;
    }

    /// <summary>Bytes of shift and mask.</summary>
    private static int CutBytes(LaneLayout layout, int lane) =>
        (layout.Shifts[lane] > 0 ? BytesPerCut : 0)
        + (lane < layout.Widths.Count - 1 ? BytesPerCut + (layout.IsCommon ? 0 : ConstantPool.BytesPerLiteral) : 0);

    /// <summary>C# that tells whether the sum in a lane is below 0, without cutting it out.</summary>
    private static string IsNegative(LaneLayout layout, int lane, string name, ConstantPool constants)
    {
        if (lane == layout.Widths.Count - 1)
        {
            return $"{name} < {constants.Name("z", 0, true)}";
        }

        int bit = layout.Shifts[lane] + layout.Form(lane).SignBit;
        return $"({name} & {constants.Name($"b{bit}", 1L << bit, layout.IsCommon)}) == 0";
    }

    private static string Lane(LaneLayout layout, int lane, string name, ConstantPool constants)
    {
        string shifted = layout.Shifts[lane] == 0 ? name : $"({name} >> {layout.Shifts[lane]})";
        if (lane == layout.Widths.Count - 1)
        {
            return shifted;
        }

        long mask = (1L << layout.Widths[lane]) - 1;
        return $"({shifted} & {constants.Name($"w{layout.Widths[lane]}", mask, layout.IsCommon)})";
    }
}
