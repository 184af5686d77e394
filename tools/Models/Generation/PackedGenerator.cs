using NanoBms.Core;
using NanoBms.Core.Arithmetic;
using NanoBms.Models.Packing;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Generation;

/// <summary>Weights as constants in straight-line code, several rows to a multiplication.</summary>
internal sealed class PackedGenerator
{
    // A method has at most 250 locals; some are needed for accumulators and constants.
    private const int MaxColumns = 205;

    private readonly QuantizedNetwork network;
    private readonly PartWriter parts;
    private readonly bool wide;

    private PackedGenerator(QuantizedNetwork network, PartWriter parts)
    {
        this.network = network;
        this.parts = parts;
        wide = network.Width == ActivationWidth.Int16;
    }

    private int InputMin => wide ? short.MinValue : sbyte.MinValue;

    private int InputMax => wide ? short.MaxValue : sbyte.MaxValue;

    /// <summary>Generates the code of a model.</summary>
    /// <param name="partBytes">Estimated IL bytes that a part may have.</param>
    public static GeneratedCode Generate(QuantizedNetwork network, ModelInfo info, string header, int partBytes)
    {
        var parts = new PartWriter(partBytes);
        var generator = new PackedGenerator(network, parts);
        var layers = new List<LayerCode?>();
        for (int k = 0; k < network.Layers.Count; k++)
        {
            layers.Add(network.Layers[k] switch
            {
                QuantizedLstm lstm => generator.Lstm(lstm, k),
                QuantizedDense dense => generator.Dense(dense, k),
                QuantizedActivation activation => ElementwiseCode.Create(activation, k, network.Width),
                _ => null,
            });
        }

        string main = new ModelWriter(network, info, layers).Write(header, "Layout packed: weights are constants in the code of the part assemblies.");
        return new GeneratedCode(main, parts.Sources(header));
    }

    private LayerCode Lstm(QuantizedLstm lstm, int index)
    {
        string hidden = $"hidden{index}", cell = $"cell{index}";
        int start = LstmLayer.HiddenStart(wide, lstm.Output.ZeroPoint);
        RowMatrix input = Gates(lstm.InputWeights, lstm.Biases, lstm.InputSize, lstm.Input.ZeroPoint);
        RowMatrix recurrent = Gates(lstm.RecurrentWeights, null, lstm.Units, lstm.Output.ZeroPoint);
        bool inline = CellCode.Supports(lstm);
        var target = new GateTarget(lstm, wide, inline, input, recurrent);
        string? offset = NeedsOffset(index) ? "xo" : null;
        string offsetParameter = offset is null ? "" : "int xo, ";
        var calls = new List<Func<string, string, string>>();
        const string Sums = "g0, g1, g2, g3";
        const string SumParameters = "int[] g0, int[] g1, int[] g2, int[] g3";
        bool carries = false;
        if (lstm.InputSize + lstm.Units <= MaxColumns)
        {
            KernelColumns[] columns =
            [
                new(input, "x", offset, 0, null, 0, true, true),
                new(recurrent, "h", null, 0, start, 1, true, true),
            ];
            Emit(columns, target, $"Layer{index}", $"short[] x, {offsetParameter}short[] h, bool later, {SumParameters}",
                (part, method) => calls.Add((array, from) => $"{part}.{method}({Input(index, array, from)}, {hidden}, later, {Sums});"));
        }
        else
        {
            foreach (KernelColumns slice in Slices(input, "x", offset, null, 0))
            {
                carries |= !slice.Opens || !slice.Closes;
                Emit([slice], target, $"Layer{index}", $"short[] x, {offsetParameter}int[] r, {SumParameters}",
                    (part, method) => calls.Add((array, from) => $"{part}.{method}({Input(index, array, from)}, carried, {Sums});"));
            }

            foreach (KernelColumns slice in Slices(recurrent, "h", null, start, 1))
            {
                carries |= !slice.Opens || !slice.Closes;
                Emit([slice], target, $"Layer{index}", $"short[] h, bool later, int[] r, {SumParameters}",
                    (part, method) => calls.Add((_, _) => $"{part}.{method}({hidden}, later, carried, {Sums});"));
            }
        }

        var code = new LayerCode { Output = hidden, Size = lstm.Units };
        AddSums(code, index);
        if (lstm.InputSize + lstm.Units > MaxColumns)
        {
            AddCarried(code, index);
        }

        code.Fields.Add($"private readonly short[] {hidden} = new short[{lstm.Units}];");
        string update;
        if (inline)
        {
            code.Fields.Add($"private readonly short[] {cell} = new short[{lstm.Units}];");
            code.Methods.AddRange(new CellCode(lstm, wide).Method($"UpdateCell{index}", cell, hidden));
            code.Reset.Add($"Array.Clear({cell}, 0, {lstm.Units});");
            update = $"UpdateCell{index}();";
        }
        else
        {
            code.Fields.Add($"private readonly LstmCell {cell};");
            code.Construction.Add(
                $"{cell} = new LstmCell({lstm.Units}, {(wide ? "true" : "false")}, {SourceText.Number(lstm.CellScale)}, {SourceText.Number(lstm.CellClip)}, {SourceText.Number(lstm.Output.Scale)}, {lstm.Output.ZeroPoint});");
            code.Reset.Add($"{cell}.Reset();");
            update = $"{cell}.Update({Sums}, {hidden});";
        }

        code.Reset.Add($"for (int u = 0; u < {lstm.Units}; u++)");
        code.Reset.Add("{");
        code.Reset.Add($"    {hidden}[u] = {start};");
        code.Reset.Add("}");
        code.Reset.Add("");
        code.Run = (array, from) => [.. calls.Select(call => call(array, from)), update];
        return code;
    }

    private LayerCode Dense(QuantizedDense dense, int index)
    {
        string output = $"output{index}";
        var matrix = Matrix(dense.Weights, dense.Bias, dense.Units, dense.InputSize, dense.Input.ZeroPoint);
        var target = new DenseTarget(dense, network.Width);
        var calls = new List<Func<string, string, string>>();
        bool carries = dense.InputSize > MaxColumns;
        string carriedParameter = carries ? "int[] r, " : "", carried = carries ? "carried, " : "";
        string? offset = NeedsOffset(index) ? "xo" : null;
        string offsetParameter = offset is null ? "" : "int xo, ";
        foreach (KernelColumns slice in Slices(matrix, "x", offset, null, 0))
        {
            Emit([slice], target, $"Layer{index}", $"short[] x, {offsetParameter}{carriedParameter}short[] y",
                (part, method) => calls.Add((array, from) => $"{part}.{method}({Input(index, array, from)}, {carried}{output});"));
        }

        var code = new LayerCode { Output = output, Size = dense.Units };
        if (carries)
        {
            AddCarried(code, index);
        }

        code.Fields.Add($"private readonly short[] {output} = new short[{dense.Units}];");
        code.Run = (array, from) => calls.Select(call => call(array, from));
        return code;
    }

    /// <summary>Only the model's own input is read from the middle of an array.</summary>
    private bool NeedsOffset(int index) => index == 0 && network.TimeSteps > 1;

    private string Input(int index, string array, string from) => NeedsOffset(index) ? $"{array}, {from}" : array;

    /// <summary>Gate sums are needed by one layer at a time: the widest LSTM declares them for all.</summary>
    private void AddSums(LayerCode code, int index)
    {
        int widest = network.Layers.OfType<QuantizedLstm>().Max(lstm => lstm.Units);
        if (network.Layers.Select((layer, k) => (layer, k)).First(entry => entry.layer is QuantizedLstm).k == index)
        {
            for (int gate = 0; gate < 4; gate++)
            {
                code.Fields.Add($"private readonly int[] g{gate} = new int[{widest}];");
            }
        }
    }

    private void AddCarried(LayerCode code, int index)
    {
        bool Carries(QuantizedLayer layer) => layer switch
        {
            QuantizedLstm lstm => lstm.InputSize + lstm.Units > MaxColumns,
            QuantizedDense dense => dense.InputSize > MaxColumns,
            _ => false,
        };

        int rows = network.Layers.Where(Carries).Max(layer => layer is QuantizedLstm lstm ? 4 * lstm.Units : ((QuantizedDense)layer).Units);
        if (network.Layers.Select((layer, k) => (layer, k)).First(entry => Carries(entry.layer)).k == index)
        {
            code.Fields.Add($"private readonly int[] carried = new int[{rows}];");
        }
    }

    private void Emit(IReadOnlyList<KernelColumns> columns, IKernelTarget target, string name, string parameters, Action<string, string> call)
    {
        IReadOnlyList<RowGroup> groups = RowGrouping.Create([.. columns.Select(part => part.Matrix)], wide ? 2 : 3);
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
            call(parts.Current, method);
            group = body.NextGroup;
        }
    }

    private int methods;

    private static IEnumerable<KernelColumns> Slices(RowMatrix matrix, string array, string? offset, int? recurrentStart, int part)
    {
        int count = (matrix.Columns + MaxColumns - 1) / MaxColumns;
        for (int k = 0; k < count; k++)
        {
            int from = matrix.Columns * k / count, to = matrix.Columns * (k + 1) / count;
            yield return new KernelColumns(matrix.Slice(from, to), array, offset, from, recurrentStart, part, k == 0, k == count - 1);
        }
    }

    private RowMatrix Gates(sbyte[][] weights, long[][]? biases, int inputSize, int zeroPoint)
    {
        int units = weights[0].Length / inputSize;
        RowMatrix[] gates = [.. Enumerable.Range(0, 4).Select(gate => Matrix(weights[gate], biases?[gate], units, inputSize, zeroPoint))];
        return new RowMatrix(
            inputSize, [.. gates.SelectMany(gate => gate.Weights)], [.. gates.SelectMany(gate => gate.Constants)], InputMin, InputMax);
    }

    /// <summary>Rows with the input's zero point folded into the constants.</summary>
    private RowMatrix Matrix(sbyte[] weights, long[]? bias, int rows, int columns, int zeroPoint)
    {
        sbyte[][] split = [.. Enumerable.Range(0, rows).Select(row => weights[(row * columns)..((row + 1) * columns)])];
        long[] constants = [.. split.Select((row, k) => (bias?[k] ?? 0) - zeroPoint * row.Sum(weight => (long)weight))];
        return new RowMatrix(columns, split, constants, InputMin, InputMax);
    }

    private sealed class GateTarget : IKernelTarget
    {
        private readonly int units;
        private readonly bool inline;
        private readonly RowMatrix[] matrices;
        private readonly Requantizer[][] requantizers;

        /// <param name="inline">Sums point into the tables and keep within their range; else they are for <see cref="LstmCell"/>.</param>
        public GateTarget(QuantizedLstm lstm, bool wide, bool inline, RowMatrix input, RowMatrix recurrent)
        {
            units = lstm.Units;
            this.inline = inline;
            matrices = [input, recurrent];
            requantizers =
            [
                [.. lstm.InputWeightScales.Select((scale, gate) => new Requantizer(LstmLayer.GateScale(lstm.Input.Scale, scale), wide, Bias(gate)))],
                [.. lstm.RecurrentWeightScales.Select(scale => new Requantizer(LstmLayer.GateScale(lstm.Output.Scale, scale), wide, 0))],
            ];
        }

        public Requantizer Requantizer(int part, int row) => requantizers[part][row / units];

        public int RequantizerKey(int part, int row) => row / units;

        public (int Min, int Max) Clamp(int part, int row)
        {
            // The bias is part of the first result, and its clamp moves with it.
            int bias = part == 0 ? Bias(row / units) : 0;
            return (short.MinValue + bias, short.MaxValue + bias);
        }

        public IEnumerable<string> Store(int row, string value, int firstPart, int lastPart)
        {
            string place = $"g{row / units}[{row % units}]";
            (int low, int high) = CellCode.SumRange(row / units);
            if (!inline || lastPart == 0 || (Sum(row, matrix => matrix.Range(row).Low) >= low && Sum(row, matrix => matrix.Range(row).High) <= high))
            {
                return [$"{place} {(firstPart > 0 ? "+=" : "=")} {value};"];
            }

            string sum = firstPart > 0 ? $"{place} + {value}" : value;
            string test = low == 0 ? $"(uint)(s = {sum}) > {high}" : $"(uint)((s = {sum}) - {low}) > {high - low}";
            return [$"if ({test})", "{", $"    s = s < {low} ? {low} : {high};", "}", "", $"{place} = s;"];
        }

        private int Bias(int gate) => inline ? CellCode.Bias(gate) : 0;

        /// <summary>A row's sum of both parts, each clamped, at one end of their ranges.</summary>
        private long Sum(int row, Func<RowMatrix, long> end) =>
            Enumerable.Range(0, 2).Sum(part => Math.Clamp(Requantizer(part, row).Apply(end(matrices[part])), Clamp(part, row).Min, Clamp(part, row).Max));
    }

    private sealed class DenseTarget : IKernelTarget
    {
        private readonly Requantizer[] requantizers;
        private readonly (int Min, int Max) range;

        public DenseTarget(QuantizedDense dense, ActivationWidth width)
        {
            range = InterpretedModel.OutputRange(dense.Activation, dense.Output, width);
            requantizers =
            [
                .. dense.WeightScales.Select((_, unit) => new Requantizer(
                    DenseLayer.OutputMultiplier(dense.Input.Scale, dense.WeightScales, unit, dense.Output.Scale),
                    width == ActivationWidth.Int16, dense.Output.ZeroPoint)),
            ];
        }

        public Requantizer Requantizer(int part, int row) => requantizers.Length == 1 ? requantizers[0] : requantizers[row];

        public int RequantizerKey(int part, int row) => requantizers.Length == 1 ? 0 : -1;

        public (int Min, int Max) Clamp(int part, int row) => range;

        public IEnumerable<string> Store(int row, string value, int firstPart, int lastPart) => [$"y[{row}] = (short){value};"];
    }
}
