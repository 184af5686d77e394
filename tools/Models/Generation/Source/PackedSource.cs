using NanoBms.Models.Networks;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Generation.Source;

/// <summary>
/// Where layers put packed code: weights as constants in straight-line methods of part classes, several rows to a multiplication.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="parts">Receives the methods.</param>
/// <param name="maxLocals">Locals of a method up to which constants get some.</param>
internal sealed class PackedSource(QuantizedNetwork network, PartWriter parts, int maxLocals)
{
    // Each is a local of a method, beside accumulators and constants.
    private const int MaxColumns = 72;

    // So many groups in lanes with that many columns nearly fill a part. Groups of four carry more, in an array on the heap: so many longs.
    private const int MaxBlock = 64;

    // Part of a part that a piece of a method must have at least: it spends something on loading its inputs.
    private const int SmallestPiece = 12;

    private const string Carried = "carried";

    private int methods;

    /// <summary>Width of the activations.</summary>
    public ActivationWidth Width { get; } = network.Width;

    /// <summary>int16 activations.</summary>
    public bool IsWide => Width == ActivationWidth.Int16;

    /// <summary>Rows with the input's zero point folded into the constants.</summary>
    /// <param name="weights">[rows, columns], row-major.</param>
    /// <param name="bias">One value a row; null: none.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="zeroPoint">Zero point of the input.</param>
    public RowMatrix Matrix(sbyte[] weights, long[]? bias, int columns, int zeroPoint)
    {
        int rows = weights.Length / columns;
        sbyte[][] split = [.. Enumerable.Range(0, rows).Select(row => weights[(row * columns)..((row + 1) * columns)])];
        long[] constants = [.. split.Select((row, k) => (bias?[k] ?? 0) - zeroPoint * row.Sum(weight => (long)weight))];
        return Matrix(columns, split, constants);
    }

    /// <summary>Rows of several matrices over the same columns, one matrix after the other.</summary>
    public RowMatrix Stack(IReadOnlyList<RowMatrix> matrices) => Matrix(
        matrices[0].Columns, [.. matrices.SelectMany(matrix => matrix.Weights)], [.. matrices.SelectMany(matrix => matrix.Constants)]);

    /// <summary>Writes the product of a matrix with the layer's input.</summary>
    /// <param name="code">The layer's code: gets what arrays the methods share.</param>
    /// <param name="index">The layer's index.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="target">What becomes of the sums.</param>
    /// <param name="output">Parameters for it and the arguments that the model passes for them.</param>
    /// <returns>The statements, made of the name of the input's array and the index of its first value.</returns>
    public Func<string, string, IEnumerable<string>> Product(
        LayerCode code, int index, RowMatrix matrix, IKernelTarget target, (string Parameters, string Arguments) output)
    {
        KernelPart[] parts = [new(matrix, "x", OffsetName(index), null)];
        return Carrying(code, index, parts, null, target, output);
    }

    /// <summary>Writes the products of two matrices with the layer's input and with its hidden state.</summary>
    /// <param name="code">The layer's code: gets what arrays the methods share.</param>
    /// <param name="index">The layer's index.</param>
    /// <param name="input">Part 0 of the sums.</param>
    /// <param name="recurrent">Part 1 of the sums.</param>
    /// <param name="hidden">Array of the hidden state, and its value after a reset.</param>
    /// <param name="target">What becomes of the sums.</param>
    /// <param name="output">Parameters for it and the arguments that the model passes for them.</param>
    /// <returns>The statements, made of the name of the input's array and the index of its first value.</returns>
    public Func<string, string, IEnumerable<string>> RecurrentProduct(
        LayerCode code, int index, RowMatrix input, RowMatrix recurrent, (string Array, int Start) hidden, IKernelTarget target,
        (string Parameters, string Arguments) output)
    {
        KernelPart[] parts = [new(input, "x", OffsetName(index), null), new(recurrent, "h", null, hidden.Start)];
        if (input.Columns + recurrent.Columns > MaxColumns)
        {
            return Carrying(code, index, parts, hidden.Array, target, output);
        }

        KernelSlice[] all = [new(0, 0, input.Columns), new(1, 0, recurrent.Columns)];
        var writer = new KernelWriter(parts, new AccumulatorPlan(Groups(parts, target), all), target, maxLocals);
        string parameters = $"short[] x, {OffsetParameter(index)}short[] h, bool later, {output.Parameters}";
        string[] methods = Emit(
            $"Layer{index}Rows", parameters, writer.GroupCount, true, (group, bytes) => writer.WriteRows(all, group, bytes));
        return (array, from) =>
            methods.Select(method => $"{method}({Input(index, array, from)}, {hidden.Array}, later, {output.Arguments});");
    }

    /// <summary>
    /// Methods for slices of columns, one after the other, of which the last finishes the rows: its columns are the input's last ones. The
    /// rows come in blocks, so that few accumulators are carried at a time, and each slice of a block is about one method.
    /// </summary>
    private Func<string, string, IEnumerable<string>> Carrying(
        LayerCode code, int index, KernelPart[] parts, string? hidden, IKernelTarget target, (string Parameters, string Arguments) output)
    {
        IReadOnlyList<RowGroup> groups = Groups(parts, target);
        bool inLanes = groups.All(group => group.Layouts.All(layouts => layouts.All(layout => layout.Chunks.Count == 0)));
        int size = inLanes ? groups.Count : new AccumulatorPlan(groups, [InputSlices(parts)[^1]]).Carried;
        int blocks = Math.Max(1, (size + MaxBlock - 1) / MaxBlock);
        Func<string, string, IEnumerable<string>>[] runs =
        [
            .. groups.Chunk((groups.Count + blocks - 1) / blocks).Select(block => Block(code, index, parts, block, hidden, target, output)),
        ];
        return (array, from) => runs.SelectMany(run => run(array, from));
    }

    private Func<string, string, IEnumerable<string>> Block(
        LayerCode code, int index, KernelPart[] parts, IReadOnlyList<RowGroup> groups, string? hidden, IKernelTarget target,
        (string Parameters, string Arguments) output)
    {
        IReadOnlyList<KernelSlice> input = InputSlices(parts);
        var plan = new AccumulatorPlan(groups, [input[^1]]);
        var writer = new KernelWriter(parts, plan, target, maxLocals);
        string name = $"Layer{index}", x = $"short[] x, {OffsetParameter(index)}";
        bool carries = plan.Carried > 0;
        string parameter = carries ? "long[] c, " : "", argument = carries ? $"{Carried}, " : "";
        if (carries)
        {
            code.Scratch.Add(new ScratchArray("long", Carried, plan.Carried));
        }

        string[] recurrent = !plan.Carries(1) ? [] :
        [
            .. KernelSlice.Of(1, parts[1].Matrix.Columns, MaxColumns).SelectMany(slice => Emit(
                $"{name}Sums", "short[] h, long[] c", writer.GroupCount, false, (group, bytes) => writer.WriteSums(slice, group, bytes))),
        ];
        string[] start = !plan.Carries(1) ? [] : Emit($"{name}Start", "long[] c", 1, true, (_, _) => writer.WriteStart(1));
        string[] sums =
        [
            .. input.SkipLast(1).Where(_ => plan.Carries(0)).SelectMany(slice => Emit(
                $"{name}Sums", $"{x}long[] c", writer.GroupCount, false, (group, bytes) => writer.WriteSums(slice, group, bytes))),
        ];
        string[] rows = Emit($"{name}Rows", $"{x}{parameter}{output.Parameters}", writer.GroupCount, true, (group, bytes) =>
            writer.WriteRows([input[^1]], group, bytes));
        return (array, from) =>
        [
            .. Choice("later", recurrent.Select(method => $"{method}({hidden}, {Carried});"),
                start.Select(method => $"{method}({Carried});")),
            .. sums.Select(method => $"{method}({Input(index, array, from)}, {Carried});"),
            .. rows.Select(method => $"{method}({Input(index, array, from)}, {argument}{output.Arguments});"),
        ];
    }

    private static IReadOnlyList<KernelSlice> InputSlices(KernelPart[] parts) => KernelSlice.Of(0, parts[0].Matrix.Columns, MaxColumns);

    private static IEnumerable<string> Choice(string condition, IEnumerable<string> then, IEnumerable<string> otherwise) =>
        !then.Any() ? [] :
        [
            $"if ({condition})", "{", .. then.Select(line => "    " + line), "}", "else", "{",
            .. otherwise.Select(line => "    " + line), "}", "",
        ];

    private IReadOnlyList<RowGroup> Groups(KernelPart[] parts, IKernelTarget target) => RowGrouping.Best(
        [.. parts.Select(part => part.Matrix)], IsWide, MaxColumns, row => target.RequantizerKey(0, row));

    private RowMatrix Matrix(int columns, sbyte[][] rows, long[] constants)
    {
        (int min, int max) = Width.Range();
        return new RowMatrix(columns, rows, constants, min, max);
    }

    /// <summary>Only the model's own input is read from the middle of an array.</summary>
    private bool NeedsOffset(int index) => index == 0 && network.TimeSteps > 1;

    private string? OffsetName(int index) => NeedsOffset(index) ? "xo" : null;

    private string OffsetParameter(int index) => NeedsOffset(index) ? "int xo, " : "";

    private string Input(int index, string array, string from) => NeedsOffset(index) ? $"{array}, {from}" : array;

    /// <summary>
    /// Writes methods for a number of groups: each one whole, or, where it fills what others left of a part, pieces of it.
    /// </summary>
    /// <param name="name">First letters of their names.</param>
    /// <param name="parameters">Their parameters.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="fills">A piece loads so few inputs that pieces may be small.</param>
    /// <param name="write">Writes one from a group on that has at most so many bytes.</param>
    /// <returns>The full name of each.</returns>
    private string[] Emit(string name, string parameters, int groups, bool fills, Func<int, int, KernelBody> write)
    {
        var names = new List<string>();
        int group = 0;
        while (group < groups)
        {
            int part = fills ? parts.Emptiest(parts.Limit / SmallestPiece) : -1;
            KernelBody body = write(group, fills ? parts.Left(part) : parts.Limit);
            part = fills ? part : parts.WithRoom(body.EstimatedBytes);
            string method = $"{name}{methods++}";
            parts.Add(part, $"        public static void {method}({parameters})\n        {{\n{body.Body}        }}\n", body.EstimatedBytes);
            names.Add($"{PartWriter.Name(part)}.{method}");
            group = body.NextGroup;
        }

        return [.. names];
    }
}
