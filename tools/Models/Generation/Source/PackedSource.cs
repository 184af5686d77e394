using NanoBms.Models.Networks;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Generation.Source;

/// <summary>
/// Where layers put packed code: weights as constants in straight-line methods of part classes, several rows to a multiplication.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="parts">Receives the methods.</param>
internal sealed class PackedSource(QuantizedNetwork network, PartWriter parts)
{
    // A method has at most 250 locals; some are needed for accumulators and constants.
    private const int MaxColumns = 205;

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
    /// <returns>The calls, each made of the name of the input's array and the index of its first value.</returns>
    public IReadOnlyList<Func<string, string, string>> Product(
        LayerCode code, int index, RowMatrix matrix, IKernelTarget target, (string Parameters, string Arguments) output)
    {
        bool carries = matrix.Columns > MaxColumns;
        if (carries)
        {
            code.Scratch.Add(new ScratchArray(Carried, matrix.Rows));
        }

        var calls = new List<Func<string, string, string>>();
        foreach (KernelColumns slice in Slices(matrix, "x", OffsetName(index), null, 0))
        {
            string parameters = $"short[] x, {OffsetParameter(index)}{(carries ? "int[] r, " : "")}{output.Parameters}";
            Emit([slice], target, $"Layer{index}", parameters, method =>
                calls.Add((array, from) => $"{method}({Input(index, array, from)}, {(carries ? Carried + ", " : "")}{output.Arguments});"));
        }

        return calls;
    }

    /// <summary>Writes the products of two matrices with the layer's input and with its hidden state.</summary>
    /// <param name="code">The layer's code: gets what arrays the methods share.</param>
    /// <param name="index">The layer's index.</param>
    /// <param name="input">Part 0 of the sums.</param>
    /// <param name="recurrent">Part 1 of the sums.</param>
    /// <param name="hidden">Array of the hidden state, and its value after a reset.</param>
    /// <param name="target">What becomes of the sums.</param>
    /// <param name="output">Parameters for it and the arguments that the model passes for them.</param>
    /// <returns>The calls, each made of the name of the input's array and the index of its first value.</returns>
    public IReadOnlyList<Func<string, string, string>> RecurrentProduct(
        LayerCode code, int index, RowMatrix input, RowMatrix recurrent, (string Array, int Start) hidden, IKernelTarget target,
        (string Parameters, string Arguments) output)
    {
        var calls = new List<Func<string, string, string>>();
        string? offset = OffsetName(index);
        string name = $"Layer{index}", offsetParameter = OffsetParameter(index);
        if (input.Columns + recurrent.Columns <= MaxColumns)
        {
            KernelColumns[] columns =
            [
                new(input, "x", offset, 0, null, 0, true, true),
                new(recurrent, "h", null, 0, hidden.Start, 1, true, true),
            ];
            Emit(columns, target, name, $"short[] x, {offsetParameter}short[] h, bool later, {output.Parameters}", method =>
                calls.Add((array, from) => $"{method}({Input(index, array, from)}, {hidden.Array}, later, {output.Arguments});"));
            return calls;
        }

        code.Scratch.Add(new ScratchArray(Carried, input.Rows));
        foreach (KernelColumns slice in Slices(input, "x", offset, null, 0))
        {
            Emit([slice], target, name, $"short[] x, {offsetParameter}int[] r, {output.Parameters}", method =>
                calls.Add((array, from) => $"{method}({Input(index, array, from)}, {Carried}, {output.Arguments});"));
        }

        foreach (KernelColumns slice in Slices(recurrent, "h", null, hidden.Start, 1))
        {
            Emit([slice], target, name, $"short[] h, bool later, int[] r, {output.Parameters}", method =>
                calls.Add((_, _) => $"{method}({hidden.Array}, later, {Carried}, {output.Arguments});"));
        }

        return calls;
    }

    private static IEnumerable<KernelColumns> Slices(RowMatrix matrix, string array, string? offset, int? recurrentStart, int part)
    {
        int count = (matrix.Columns + MaxColumns - 1) / MaxColumns;
        for (int k = 0; k < count; k++)
        {
            int from = matrix.Columns * k / count, to = matrix.Columns * (k + 1) / count;
            yield return new KernelColumns(matrix.Slice(from, to), array, offset, from, recurrentStart, part, k == 0, k == count - 1);
        }
    }

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

    /// <summary>Writes methods for all rows; tells the full name of each.</summary>
    private void Emit(IReadOnlyList<KernelColumns> columns, IKernelTarget target, string name, string parameters, Action<string> wrote)
    {
        IReadOnlyList<RowGroup> groups = RowGrouping.Create([.. columns.Select(part => part.Matrix)], IsWide ? 2 : 3);
        var writer = new KernelWriter(columns, groups, target);
        int group = 0;
        while (group < writer.GroupCount)
        {
            // A short method would spend more on loading its inputs than on products.
            if (parts.Left < parts.Limit / 8)
            {
                parts.Next();
            }

            KernelBody body = writer.Write(group, parts.Left);
            string method = $"{name}Rows{methods++}";
            parts.Add($"        public static void {method}({parameters})\n        {{\n{body.Body}        }}\n", body.EstimatedBytes);
            wrote($"{parts.Current}.{method}");
            group = body.NextGroup;
        }
    }
}
