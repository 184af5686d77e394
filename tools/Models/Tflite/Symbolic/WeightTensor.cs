using NanoBms.Foundation;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>A constant tensor with float meaning: float32, float16, or int8 with scales.</summary>
internal sealed class WeightTensor
{
    private readonly TfliteTensor? tensor;
    private readonly TensorType type;
    private float[]? values;
    private ConstantNode? node;

    public WeightTensor(TfliteTensor tensor)
    {
        this.tensor = tensor;
        type = tensor.Type;
        Shape = tensor.Shape;
    }

    public WeightTensor(int[] shape, float[] values)
    {
        Shape = shape;
        this.values = values;
        type = TensorType.Float32;
    }

    public int[] Shape { get; }

    public int Count => Shapes.Count(Shape);

    /// <summary>Whether the weights are int8 and meant to be multiplied as such.</summary>
    public bool IsInt8 => type == TensorType.Int8;

    /// <summary>The numbers, int8 and float16 widened.</summary>
    public float[] Values() => values ??= Read(tensor!);

    /// <summary>The int8 numbers.</summary>
    public sbyte[] Int8s() => TensorData.Int8s(tensor!);

    /// <summary>Scales of int8 weights: one, or one a row.</summary>
    public float[] Scales()
    {
        int rows = Shape.Length == 0 ? 1 : Shape[0];
        float[] scales = tensor!.Scales;
        bool fits = scales.Length == 1 || (scales.Length == rows && tensor.QuantizedDimension == 0);
        if (!fits || scales.Any(scale => !(scale > 0) || !float.IsFinite(scale)) || tensor.ZeroPoints.Any(zeroPoint => zeroPoint != 0))
        {
            throw new UserError(
                $"Tensor {tensor.Index} ('{tensor.Name}') should have symmetric int8 weights with one scale or one a row; quantise the "
                    + "model again.");
        }

        return scales;
    }

    /// <summary>The numbers as a node.</summary>
    public ConstantNode Node() => node ??= new ConstantNode(Values(), new Origin($"Tensor '{tensor?.Name}'", tensor?.Name ?? ""));

    private float[] Read(TfliteTensor source)
    {
        switch (source.Type)
        {
            case TensorType.Float32:
                return TensorData.Floats(source);
            case TensorType.Float16:
                return TensorData.Halves(source);
            default:
                float[] scales = Scales();
                sbyte[] quantized = TensorData.Int8s(source);
                int columns = Math.Max(1, quantized.Length / Math.Max(1, scales.Length));
                return [.. quantized.Select((value, k) => value * scales[scales.Length == 1 ? 0 : k / columns])];
        }
    }
}

/// <summary>A weight matrix of a fully connected operator: [rows, columns], or stored the other way round.</summary>
/// <param name="Tensor">The numbers.</param>
/// <param name="Transposed">Whether the tensor is [columns, rows].</param>
/// <param name="Asymmetric">int8 weights only: whether activations are quantised with a zero point.</param>
internal sealed record WeightMatrix(WeightTensor Tensor, bool Transposed, bool Asymmetric)
{
    public int Rows => Transposed ? Tensor.Shape[1] : Tensor.Shape[0];

    public int Columns => Transposed ? Tensor.Shape[0] : Tensor.Shape[1];

    /// <summary>Whether the runtime multiplies int8 weights with activations quantised on the fly.</summary>
    public bool IsHybrid => Tensor.IsInt8 && !Transposed;

    /// <summary>Whether both name the same matrix, or hold the same numbers.</summary>
    public bool IsSame(WeightMatrix other) =>
        ReferenceEquals(Tensor, other.Tensor)
            ? Transposed == other.Transposed
            : Transposed == other.Transposed && Rows == other.Rows && Columns == other.Columns
                && Tensor.Values().AsSpan().SequenceEqual(other.Tensor.Values());

    /// <summary>Some columns of consecutive rows, row-major.</summary>
    public float[] Floats(int firstRow, int rows, int[] columns) => Take(Tensor.Values(), firstRow, rows, columns);

    /// <summary>The int8 form of the same; null where there is none.</summary>
    public HybridWeights? Hybrid(int firstRow, int rows, int[] columns)
    {
        if (!IsHybrid)
        {
            return null;
        }

        float[] scales = Tensor.Scales();
        return new HybridWeights(
            Take(Tensor.Int8s(), firstRow, rows, columns), scales.Length == 1 ? scales : scales[firstRow..(firstRow + rows)], Asymmetric);
    }

    private T[] Take<T>(T[] source, int firstRow, int rows, int[] columns)
    {
        var taken = new T[rows * columns.Length];
        for (int row = 0, k = 0; row < rows; row++)
        {
            foreach (int column in columns)
            {
                taken[k++] = source[Transposed ? column * Rows + firstRow + row : (firstRow + row) * Columns + column];
            }
        }

        return taken;
    }
}
