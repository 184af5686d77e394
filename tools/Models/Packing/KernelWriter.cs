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
    // Counted on the compiler's output, where forms differ the longest.
    private const int BytesPerLane = 11;
    private const int BytesPerCut = 3;
    private const int BytesPerChoice = 11;
    private const int BytesPerSecondRounding = 22;
    private const int BytesPerStore = 7;
    private const int BytesPerSaturation = 28;
    private const int BytesPerClamp = 42;
    private const int BytesPerLoad = 7;
    private const int BytesPerCarry = 8;
    private const int BytesPerConstant = 11;
    private const int BytesPerMethod = 24;

    // v, s and a.
    private const int OtherLocals = 3;

    private readonly IReadOnlyList<KernelPart> parts;
    private readonly AccumulatorPlan plan;
    private readonly AccumulatorWriter accumulators;
    private readonly IKernelTarget target;
    private readonly int maxLocals;

    /// <summary>A writer for the rows of parts.</summary>
    /// <param name="parts">The parts, all with the same rows.</param>
    /// <param name="plan">Their accumulators.</param>
    /// <param name="target">What becomes of the sums.</param>
    /// <param name="maxLocals">Locals of a method up to which constants get some.</param>
    public KernelWriter(IReadOnlyList<KernelPart> parts, AccumulatorPlan plan, IKernelTarget target, int maxLocals)
    {
        this.parts = parts;
        this.plan = plan;
        accumulators = new AccumulatorWriter(parts, plan);
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
        Write(slices, firstGroup, byteLimit, plan.MaxOfAGroup + OtherLocals, (group, text, pool) => WriteGroup(group, slices, text, pool));

    /// <summary>Writes a method's body that adds the products of a slice to accumulators in the array <c>c</c>.</summary>
    /// <param name="slice">The columns.</param>
    /// <param name="firstGroup">The first group.</param>
    /// <param name="byteLimit">It takes as many groups as fit into so many bytes (at least one).</param>
    public KernelBody WriteSums(KernelSlice slice, int firstGroup, int byteLimit) =>
        Write([slice], firstGroup, byteLimit, 0, (group, text, pool) => accumulators.WriteSums(group, slice, text, pool));

    /// <summary>Writes a method's body that sets the array <c>c</c> to what a recurrent part's sums are after a reset.</summary>
    public KernelBody WriteStart(int part)
    {
        (int Place, long Value)[] starts =
        [
            .. Enumerable.Range(0, GroupCount)
                .SelectMany(group => accumulators.Start(group, part, parts[part].RecurrentStart ?? 0)),
        ];

        // Groups of four carry two longs each, with a value of their own.
        int step = starts.Length % 2 == 0 ? 2 : 1;
        long[] common =
        [
            .. Enumerable.Range(0, step).Select(word => starts.Where((_, k) => k % step == word)
                .GroupBy(start => start.Value).MaxBy(same => same.Count())!.Key).Distinct(),
        ];
        step = common.Length;
        var text = new StringBuilder();
        KernelText.Line(text, $"for (int k = {starts[0].Place}; k <= {starts[^1].Place}; k{(step == 1 ? "++" : $" += {step}")})");
        KernelText.Line(text, "{");
        for (int word = 0; word < step; word++)
        {
            string place = word == 0 ? "c[k]" : $"c[k + {word}]";
            KernelText.Line(text, $"    {place} = {KernelText.Sum(common[word], [], place)};");
        }

        KernelText.Line(text, "}");
        KernelText.Line(text, "");
        (int Place, long Value)[] others = [.. starts.Where((start, k) => start.Value != common[k % step])];
        foreach ((int place, long value) in others)
        {
            KernelText.Line(text, $"c[{place}] = {KernelText.Sum(value, [], $"c[{place}]")};");
        }

        return new KernelBody(text.ToString(), 40 + (others.Length * (BytesPerCarry + ConstantPool.BytesPerLiteral)), GroupCount);
    }

    private KernelBody Write(
        IReadOnlyList<KernelSlice> slices, int firstGroup, int byteLimit, int locals, Func<int, StringBuilder, ConstantPool, int> write)
    {
        int chunks = accumulators.ChunkLocals(slices), room = maxLocals - slices.Sum(slice => slice.Columns) - chunks - locals;
        var statements = new StringBuilder();
        var constants = new SortedDictionary<string, long>(StringComparer.Ordinal);
        int bytes = slices.Sum(LoadBytes) + BytesPerMethod, group = firstGroup;
        while (group < GroupCount)
        {
            var text = new StringBuilder();
            var used = new SortedDictionary<string, long>(constants, StringComparer.Ordinal);
            int size = write(group, text, new ConstantPool(used, room));
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

        string[] sums = [.. Enumerable.Range(0, plan.MaxOfAGroup).Select(KernelText.Accumulator),
            .. Enumerable.Range(0, chunks).Select(KernelText.Chunk), "v"];
        return new KernelBody(Prologue(slices, constants, sums, statements.ToString()) + statements, bytes, group);
    }

    // Instructions for the first four locals are a byte shorter: what statements name most comes first.
    private string Prologue(
        IReadOnlyList<KernelSlice> slices, SortedDictionary<string, long> constants, string[] sums, string statements)
    {
        var text = new StringBuilder();
        int Mentions(string name) => Regex.Count(statements, $@"\b{name}\b");
        int most = sums.Max(Mentions);
        ILookup<bool, KeyValuePair<string, long>> constantsByUse =
            constants.OrderByDescending(constant => Mentions(constant.Key)).ToLookup(constant => Mentions(constant.Key) > most);
        Declare(text, constantsByUse[true]);
        Declare(text, "long", sums, statements);
        Declare(text, constantsByUse[false]);
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

    private static void Declare(StringBuilder text, IEnumerable<KeyValuePair<string, long>> constants)
    {
        foreach ((string name, long value) in constants)
        {
            KernelText.Line(text, $"long {name} = {Requantizer.Text(value)};");
        }
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

    private int WriteGroup(int index, IReadOnlyList<KernelSlice> slices, StringBuilder text, ConstantPool pool)
    {
        RowGroup group = plan.Groups[index];
        IReadOnlyList<Accumulator> own = plan.Of(index);
        int bytes = own.Sum(accumulator =>
            accumulators.Write(index, accumulator, slices.FirstOrDefault(slice => slice.Part == accumulator.Part), text, pool));
        for (int k = 0; k < group.Rows.Count; k++)
        {
            int row = group.Rows[k];
            var results = new List<string>();
            for (int part = 0; part < parts.Count; part++)
            {
                Cut[] cuts = [.. own.Where(accumulator => accumulator.Part == part).Select(accumulator => Cut.Of(accumulator, k))];
                bytes += WritePart(part, row, cuts, text, pool, results);
            }

            string sum = results.Count == 1 ? results[0] : $"({string.Join(" + ", results)})";
            string[] store = [.. target.Store(row, sum)];
            foreach (string line in store)
            {
                KernelText.Line(text, line);
            }

            bytes += BytesPerStore + KernelText.LongIndexBytes(row) + (store.Length > 1 ? BytesPerSaturation : 0);
        }

        return bytes;
    }

    private int LoadBytes(KernelSlice slice) => Enumerable.Range(slice.From, slice.Columns).Sum(column =>
        BytesPerLoad + KernelText.LongIndexBytes(column) + (parts[slice.Part].OffsetName is null ? 0 : 2));

    private int WritePart(
        int part, int row, Cut[] of, StringBuilder text, ConstantPool constants, List<string> results)
    {
        RowMatrix matrix = parts[part].Matrix;
        if (of.Length == 0)
        {
            return WriteConstant(part, row, results);
        }

        long offset = of.Sum(cut => cut.Form.Offset);
        string lanes = string.Join(" + ", of.Select(cut => Lane(cut, constants)));
        if (of.Length > 1)
        {
            lanes = $"({lanes})";
        }

        Requantizer requantizer = target.Requantizer(part, row);
        int key = target.RequantizerKey(part, row);
        bool whole = of.Length == 1 && matrix.LaneBits(row) <= SumForm.NarrowBits;
        SumForm form = whole ? of[0].Form : SumForm.Any(offset);
        string multiplier = constants.Name($"m{part}{key}", requantizer.Multiplier, key >= 0);
        bool shared = key >= 0 && whole && (form == SumForm.Plain || of[0].Lanes.IsCommon);
        string name = $"{(form == SumForm.Plain ? 't' : 'k')}{part}{key}";
        string addend = constants.Name(name, requantizer.Addend(form), shared);
        int bytes = BytesPerLane + of.Sum(CutBytes) + (of.Length - 1) * BytesPerCut
            + constants.ExtraBytes(multiplier) + constants.ExtraBytes(addend);
        if (requantizer.ChoosesBySign(form))
        {
            string negative = constants.Name($"{name}n", requantizer.NegativeAddend(form), shared);
            bytes += BytesPerChoice + constants.ExtraBytes(negative) + (of[0].Lanes.IsCommon ? 0 : ConstantPool.BytesPerLiteral);
            addend = $"{IsNegative(of[0], constants)} ? {negative} : {addend}";
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
        return AccumulatorWriter.BytesPerProduct;
    }

    /// <summary>Bytes of shift and mask.</summary>
    private static int CutBytes(Cut cut) =>
        (cut.Shift > 0 ? BytesPerCut : 0) + (cut.IsTop ? 0 : BytesPerCut + (cut.Lanes.IsCommon ? 0 : ConstantPool.BytesPerLiteral));

    /// <summary>C# that tells whether the sum in a lane is below 0, without cutting it out.</summary>
    private static string IsNegative(Cut cut, ConstantPool constants)
    {
        if (cut.IsTop)
        {
            return $"{cut.Name} < {constants.Name("z", 0, true)}";
        }

        int bit = cut.Shift + cut.Form.SignBit;
        return $"({cut.Name} & {constants.Name($"b{bit}", 1L << bit, cut.Lanes.IsCommon)}) == 0";
    }

    private static string Lane(Cut cut, ConstantPool constants)
    {
        string shifted = cut.Shift == 0 ? cut.Name : $"({cut.Name} >> {cut.Shift})";
        if (cut.IsTop)
        {
            return shifted;
        }

        int width = cut.Lanes.Widths[cut.Lane];
        return $"({shifted} & {constants.Name($"w{width}", (1L << width) - 1, cut.Lanes.IsCommon)})";
    }

    /// <summary>A lane that is to be cut out of an accumulator, and the name of its local.</summary>
    private sealed record Cut(LaneLayout Lanes, int Lane, string Name)
    {
        public int Shift => Lanes.Shifts[Lane];

        public bool IsTop => Lane == Lanes.Widths.Count - 1;

        public SumForm Form => Lanes.Form(Lane);

        /// <summary>Where a group's row is.</summary>
        public static Cut Of(Accumulator accumulator, int row)
        {
            (int word, int lane) = accumulator.Layout.Place(row);
            return new Cut(accumulator.Layout.Words[word], lane, KernelText.Accumulator(accumulator.Local + word));
        }
    }
}
