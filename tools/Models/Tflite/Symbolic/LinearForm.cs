namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>A sum of products of weights with vectors, and a constant.</summary>
internal sealed class LinearForm(float[] bias)
{
    // Sums within sums that are followed.
    private const int MaxDepth = 16;

    /// <summary>Of a gate whose products the converter removed.</summary>
    public static readonly LinearForm Missing = new([]);

    /// <summary>The constant.</summary>
    public float[] Bias { get; } = bias;

    /// <summary>The products, each with the first of the rows that belong to the sum.</summary>
    public List<(LinearNode Linear, int FirstRow)> Products { get; } = [];

    /// <summary>A sum as products and a constant; null where it is something else.</summary>
    public static LinearForm? Of(Vector sum)
    {
        var form = new LinearForm(new float[sum.Length]);
        return Collect(sum, form, 1f, MaxDepth) ? form : null;
    }

    private static bool Collect(Vector sum, LinearForm form, float sign, int depth)
    {
        if (sum.Constants() is { } constants)
        {
            form.AddBias(constants, sign);
            return true;
        }

        if (depth > 0 && View.IsBinary(sum, out BinaryKind kind, out Vector left, out Vector right))
        {
            return kind switch
            {
                BinaryKind.Add => Collect(left, form, sign, depth - 1) && Collect(right, form, sign, depth - 1),
                BinaryKind.Subtract when right.Constants() is { } offset => Collect(left, form, sign, depth - 1)
                    && form.AddBias(offset, -sign),
                _ => false,
            };
        }

        if (sum.IsRun(out Piece piece) && piece.Node is LinearNode linear)
        {
            form.Products.Add((linear, piece.Start));
            return linear.Bias is null || form.AddBias(linear.Bias.AsSpan(piece.Start, piece.Length), sign);
        }

        return false;
    }

    private bool AddBias(ReadOnlySpan<float> values, float sign)
    {
        for (int k = 0; k < Bias.Length; k++)
        {
            Bias[k] += sign * values[k];
        }

        return true;
    }
}
