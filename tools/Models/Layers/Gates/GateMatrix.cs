using NanoBms.Core.Arithmetic;
using NanoBms.Models.Generation.Source;

namespace NanoBms.Models.Layers.Gates;

/// <summary>
/// Rows of int8 weights whose sums become int16: sat16(M(b + sum of W (x - zx), factor)), with M for the int8 kernels' multiplication of an
/// int32 sum by a real factor (two roundings; one for the int64 sums of int16 activations).
/// </summary>
/// <param name="weights">[rows, columns], row-major.</param>
/// <param name="bias">One value a row.</param>
/// <param name="columns">Values that each row meets.</param>
/// <param name="zeroPoint">Zero point of these.</param>
/// <param name="factor">Scale of the sums divided by the step of the results.</param>
internal sealed class GateMatrix(sbyte[] weights, long[] bias, int columns, int zeroPoint, double factor)
{
    private readonly (int Multiplier, int Shift) fixedFactor = Fixed(factor);

    /// <summary>A row's result.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">What the row meets.</param>
    /// <param name="wide">int16 values.</param>
    public int Sum(int row, ReadOnlySpan<short> values, bool wide)
    {
        long sum = bias[row];
        for (int k = 0; k < columns; k++)
        {
            sum += weights[(row * columns) + k] * (values[k] - zeroPoint);
        }

        return FixedPoint.SaturateToInt16(wide
            ? FixedPoint.MultiplyByQuantizedMultiplier64(sum, fixedFactor.Multiplier, fixedFactor.Shift)
            : FixedPoint.MultiplyByQuantizedMultiplier((int)sum, fixedFactor.Multiplier, fixedFactor.Shift));
    }

    /// <summary>C# of the result of row <c>u</c>, weights in arrays; the zero point is folded into the bias.</summary>
    /// <param name="values">C# of the array with the values and of the index of the first.</param>
    /// <param name="source">Receives the arrays.</param>
    public string Code(string values, ArraysSource source)
    {
        long[] folded = [.. bias.Select((value, row) =>
            value - (zeroPoint * weights.AsSpan(row * columns, columns).ToArray().Sum(weight => (long)weight)))];
        (string multiply, string dot, string cast) = source.IsWide
            ? (nameof(FixedPoint.MultiplyByQuantizedMultiplier64), nameof(DotProduct.Long), "")
            : (nameof(FixedPoint.MultiplyByQuantizedMultiplier), nameof(DotProduct.Int), "(int)");
        string sum = $"DotProduct.{dot}({source.Weights(weights)}, u * {columns}, {values}, {columns}) + {cast}{source.Biases(folded)}[u]";
        return $"FixedPoint.SaturateToInt16(FixedPoint.{multiply}({sum}, {fixedFactor.Multiplier}, {fixedFactor.Shift}))";
    }

    private static (int Multiplier, int Shift) Fixed(double factor)
    {
        FixedPoint.QuantizeMultiplier(factor, out int multiplier, out int shift);
        return (multiplier, shift);
    }
}
