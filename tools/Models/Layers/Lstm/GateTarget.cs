using NanoBms.Core.Arithmetic;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>
/// Where the rows of an LSTM's matrices go: gate by gate into the arrays g0 to g3, of ushort or, for <see cref="LstmCell"/>, of int.
/// </summary>
internal sealed class GateTarget : IKernelTarget
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
            [.. lstm.InputWeightScales.Select((scale, gate) =>
                new Requantizer(LstmLayer.GateScale(lstm.Input.Scale, scale), wide, Bias(gate)))],
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

    public IEnumerable<string> Store(int row, string value)
    {
        string place = $"g{row / units}[{row % units}]";
        (int low, int high) = CellCode.SumRange(row / units);
        if (!inline || (Sum(row, matrix => matrix.Range(row).Low) >= low && Sum(row, matrix => matrix.Range(row).High) <= high))
        {
            return [$"{place} = ({(inline ? "ushort" : "int")}){value};"];
        }

        return [$"if ((uint)(s = (int){value}) > {high})", "{", $"    s = s < {low} ? {low} : {high};", "}", "", $"{place} = (ushort)s;"];
    }

    private int Bias(int gate) => inline ? CellCode.Bias(gate) : 0;

    /// <summary>A row's sum of both parts, each clamped, at one end of their ranges.</summary>
    private long Sum(int row, Func<RowMatrix, long> end) =>
        Enumerable.Range(0, 2).Sum(part =>
            Math.Clamp(Requantizer(part, row).Apply(end(matrices[part])), Clamp(part, row).Min, Clamp(part, row).Max));
}
