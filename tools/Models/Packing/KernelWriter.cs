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
    // Measured on the compiler's output: ldloc.s, ldc.i8, mul, add.
    private const int BytesPerProduct = 13;
    private const int BytesPerAccumulator = 13;
    private const int BytesPerLane = 27;
    private const int BytesPerStore = 10;
    private const int BytesPerClamp = 36;

    private readonly IReadOnlyList<KernelColumns> columns;
    private readonly IReadOnlyList<RowGroup> groups;
    private readonly IKernelTarget target;

    /// <summary>A writer for row groups over columns.</summary>
    public KernelWriter(IReadOnlyList<KernelColumns> columns, IReadOnlyList<RowGroup> groups, IKernelTarget target)
    {
        this.columns = columns;
        this.groups = groups;
        this.target = target;
    }

    /// <summary>Number of row groups.</summary>
    public int GroupCount => groups.Count;

    /// <summary>Writes a method's body from a group on, with as many groups as fit into a number of bytes (at least one).</summary>
    public KernelBody Write(int firstGroup, int byteLimit)
    {
        var statements = new StringBuilder();
        var constants = new SortedDictionary<string, long>(StringComparer.Ordinal);
        int bytes = columns.Sum(part => part.Matrix.Columns) * 10 + 40, group = firstGroup;
        while (group < groups.Count)
        {
            var text = new StringBuilder();
            var used = new SortedDictionary<string, long>(constants, StringComparer.Ordinal);
            int size = WriteGroup(groups[group], text, used);
            int fixedSize = 12 * (used.Count - constants.Count);
            if (group > firstGroup && bytes + size + fixedSize > byteLimit)
            {
                break;
            }

            statements.Append(text);
            constants = used;
            bytes += size + fixedSize;
            group++;
        }

        return new KernelBody(Prologue(constants, statements.ToString()) + statements, bytes, group);
    }

    private string Prologue(SortedDictionary<string, long> constants, string statements)
    {
        var text = new StringBuilder();
        foreach ((string name, long value) in constants)
        {
            KernelText.Line(text, $"long {name} = {Requantizer.Text(value)};");
        }

        for (int k = 0; k < columns.Count; k++)
        {
            for (int column = 0; column < columns[k].Matrix.Columns; column++)
            {
                int index = columns[k].FirstIndex + column;
                string at = columns[k].OffsetName is { } offset ? (index == 0 ? offset : $"{offset} + {index}") : Requantizer.Text(index);
                KernelText.Line(text, $"long {KernelText.Value(k, column)} = {columns[k].Array}[{at}];");
            }
        }

        int accumulators = groups.Max(group => group.Layouts.Sum(layouts => layouts.Count));
        Declare(text, "long", ["v", .. Enumerable.Range(0, accumulators).Select(KernelText.Accumulator)], statements);
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

    private int WriteGroup(RowGroup group, StringBuilder text, SortedDictionary<string, long> constants)
    {
        int bytes = 0, accumulator = 0;
        var lanes = new List<(int Columns, SliceLayout Layout, string Name)>();
        for (int k = 0; k < columns.Count; k++)
        {
            foreach (SliceLayout layout in group.Layouts[k])
            {
                string name = KernelText.Accumulator(accumulator++);
                bytes += WriteAccumulator(columns[k], k, group, layout, name, text);
                lanes.Add((k, layout, name));
            }
        }

        for (int lane = 0; lane < group.Rows.Count; lane++)
        {
            int row = group.Rows[lane];
            var results = new List<string>();
            for (int part = columns[0].Part; part <= columns[^1].Part; part++)
            {
                (int Columns, SliceLayout Layout, string Name)[] of = [.. lanes.Where(entry => columns[entry.Columns].Part == part)];
                bytes += WritePart(part, row, lane, of, text, constants, results);
            }

            if (results.Count > 0)
            {
                string sum = results.Count == 1 ? $"(int){results[0]}" : $"(int)({string.Join(" + ", results)})";
                string[] store = [.. target.Store(row, sum, columns[0].Part, columns[^1].Part)];
                foreach (string line in store)
                {
                    KernelText.Line(text, line);
                }

                bytes += store.Length > 1 ? BytesPerClamp : 0;
                bytes += BytesPerStore;
            }
        }

        return bytes;
    }

    private int WriteAccumulator(KernelColumns part, int index, RowGroup group, SliceLayout layout, string name, StringBuilder text)
    {
        RowMatrix matrix = part.Matrix.Slice(layout.From, layout.To);
        long start = layout.Lanes.Start([.. group.Rows.Select(row => matrix.Constants[row])]);
        var products = new List<string>();
        long atStart = start;
        for (int column = 0; column < matrix.Columns; column++)
        {
            long constant = layout.Lanes.Column([.. group.Rows.Select(row => matrix.Weights[row][column])]);
            if (constant == 0)
            {
                continue;
            }

            string value = KernelText.Value(index, layout.From + column);
            products.Add(constant == 1 ? value : $"{value} * {Requantizer.Text(constant)}");
            atStart = unchecked(atStart + constant * (part.RecurrentStart ?? 0));
        }

        string sum = KernelText.Sum(start, products, KernelText.Value(index, layout.From));
        if (part.RecurrentStart is not null && products.Count > 0)
        {
            KernelText.Line(text, "if (later)");
            KernelText.Line(text, "{");
            KernelText.Line(text, $"    {name} = {sum};");
            KernelText.Line(text, "}");
            KernelText.Line(text, "else");
            KernelText.Line(text, "{");
            KernelText.Line(text, $"    {name} = {KernelText.Sum(atStart, [], KernelText.Value(index, layout.From))};");
            KernelText.Line(text, "}");
        }
        else
        {
            KernelText.Line(text, $"{name} = {sum};");
        }

        return products.Count * BytesPerProduct + BytesPerAccumulator + (part.RecurrentStart is null ? 0 : BytesPerAccumulator + 3);
    }

    private int WritePart(
        int part, int row, int lane, (int Columns, SliceLayout Layout, string Name)[] of, StringBuilder text,
        SortedDictionary<string, long> constants, List<string> results)
    {
        bool opens = of.Any(entry => columns[entry.Columns].Opens), closes = of.Any(entry => columns[entry.Columns].Closes);
        long offset = of.Sum(entry => entry.Layout.Lanes.Form(lane).Offset);
        string lanes = string.Join(" + ", of.Select(entry => Lane(entry.Layout.Lanes, lane, entry.Name, constants)));
        if (!closes)
        {
            // The sum goes on in another method: carried as it is.
            string plain = offset == 0 ? lanes : $"{lanes} - {Requantizer.Text(offset)}";
            KernelText.Line(text, $"r[{row}] {(opens ? "=" : "+=")} (int)({plain});");
            return BytesPerLane * of.Length;
        }

        if (!opens)
        {
            lanes += $" + r[{row}]";
        }

        if (of.Length > 1 || !opens)
        {
            lanes = $"({lanes})";
        }

        Requantizer requantizer = target.Requantizer(part, row);
        int key = target.RequantizerKey(part, row);
        bool whole = of.Length == 1 && opens && columns[of[0].Columns].Matrix.LaneBits(row) <= SumForm.NarrowBits;
        SumForm form = whole ? of[0].Layout.Lanes.Form(lane) : SumForm.Any(offset);
        bool shared = key >= 0 && whole && of[0].Layout.Lanes.IsCommon, top = form == SumForm.Plain;
        string multiplier = Constant($"{(top ? 'n' : 'm')}{part}{key}", requantizer.Multiplier(form), key >= 0, constants);
        string addend = Constant($"{(top ? 't' : 'k')}{part}{key}", requantizer.Addend(form), shared, constants);
        string result = requantizer.Code(lanes, form, multiplier, addend);
        int bytes = BytesPerLane * of.Length;

        (int min, int max) = target.Clamp(part, row);
        (long low, long high) = ResultRange(part, row, requantizer);
        if (low < min || high > max)
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
            if (part < columns[^1].Part)
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

    /// <summary>Range of a part's result. Columns in other methods are not known here: then anything is possible.</summary>
    private (long Low, long High) ResultRange(int part, int row, Requantizer requantizer)
    {
        KernelColumns[] of = [.. columns.Where(entry => entry.Part == part)];
        if (!of.Any(entry => entry.Opens))
        {
            return (long.MinValue, long.MaxValue);
        }

        long low = of.Sum(entry => entry.Matrix.Range(row).Low), high = of.Sum(entry => entry.Matrix.Range(row).High);
        return (requantizer.Apply(low), requantizer.Apply(high));
    }

    private static string Lane(LaneLayout layout, int lane, string name, SortedDictionary<string, long> constants)
    {
        string shifted = layout.Shifts[lane] == 0 ? name : $"({name} >> {layout.Shifts[lane]})";
        if (lane == layout.Widths.Count - 1)
        {
            return shifted;
        }

        long mask = (1L << layout.Widths[lane]) - 1;
        return $"({shifted} & {Constant($"w{layout.Widths[lane]}", mask, layout.IsCommon, constants)})";
    }

    private static string Constant(string name, long value, bool shared, SortedDictionary<string, long> constants)
    {
        if (!shared)
        {
            return Requantizer.Text(value);
        }

        if (!constants.TryGetValue(name, out long known))
        {
            constants.Add(name, value);
            return name;
        }

        return known == value ? name : Requantizer.Text(value);
    }
}
