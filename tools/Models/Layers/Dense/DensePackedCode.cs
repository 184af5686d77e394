using NanoBms.Core.Arithmetic;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Networks;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.Dense;

/// <summary>Packed code of a fully connected layer.</summary>
internal static class DensePackedCode
{
    public static LayerCode Write(QuantizedDense dense, int index, PackedSource source)
    {
        string output = $"output{index}";
        var code = new LayerCode { Output = output, Size = dense.Units };
        RowMatrix matrix = source.Matrix(dense.Weights, dense.Bias, dense.InputSize, dense.Input.ZeroPoint);
        Func<string, string, IEnumerable<string>> product =
            source.Product(code, index, matrix, new DenseTarget(dense, source.Width), ("short[] y", output));
        code.Fields.Add($"private readonly short[] {output} = new short[{dense.Units}];");
        code.Run = product;
        return code;
    }

    private sealed class DenseTarget : IKernelTarget
    {
        private readonly Requantizer[] requantizers;
        private readonly (int Min, int Max) range;

        public DenseTarget(QuantizedDense dense, ActivationWidth width)
        {
            range = ActivationFunctions.FusedRange(dense.Activation, dense.Output, width);
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

        public IEnumerable<string> Store(int row, string value) => [$"y[{row}] = (short){value};"];
    }
}
