using System.Numerics.Tensors;

namespace NanoBms.Models.Quantization.Rounding;

/// <summary>
/// Sums of products of all pairs of a layer's inputs over samples, with a last input that is always 1 and stands for the bias.
/// </summary>
internal sealed class SecondMoments
{
    private readonly double[] row;
    private readonly double[] sums;

    /// <summary>No samples yet.</summary>
    /// <param name="inputs">The layer's inputs; of an LSTM those and the hidden state.</param>
    public SecondMoments(int inputs)
    {
        Size = inputs + 1;
        row = new double[Size];
        sums = new double[Size * Size];
    }

    /// <summary>Inputs and the one for the bias.</summary>
    public int Size { get; }

    /// <summary>[Size, Size], symmetric.</summary>
    public ReadOnlySpan<double> Sums => sums;

    /// <summary>Adds a sample that stands in two parts.</summary>
    public void Add(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        TensorPrimitives.ConvertChecked(first, row.AsSpan(0, first.Length));
        TensorPrimitives.ConvertChecked(second, row.AsSpan(first.Length, second.Length));
        row[^1] = 1;
        for (int k = 0; k < Size; k++)
        {
            // Hidden states that are still zero and inputs at zero are many.
            if (row[k] != 0)
            {
                Span<double> line = sums.AsSpan(k * Size, Size);
                TensorPrimitives.MultiplyAdd(row, row[k], line, line);
            }
        }
    }
}
