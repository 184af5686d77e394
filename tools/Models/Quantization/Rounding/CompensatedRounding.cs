
namespace NanoBms.Models.Quantization.Rounding;

/// <summary>
/// Rounds the weights of a layer one input after the other, and lets the inputs that are still to come, and at last the bias, make up for
/// what rounding changed on the samples: the squared error of the sums stays small where inputs go together, as the hidden values of an
/// LSTM do. The order of work and the use of a Cholesky factor of the inverse moments: E. Frantar et al., "GPTQ", 2022, after B. Hassibi
/// and D. Stork, "Optimal Brain Surgeon", 1993. Same numbers for the same samples.
/// </summary>
internal sealed class CompensatedRounding
{
    // Part of the mean moment that is added to each: what few samples say of rare directions is not trusted.
    private const double Damping = 0.01, SmallestPivot = 1e-12;
    private const int MaxOnStack = 1024;

    private readonly int size;
    private readonly double[] factor;

    /// <summary>A rounding for a layer's inputs.</summary>
    public CompensatedRounding(SecondMoments moments)
    {
        size = moments.Size;
        double[] damped = moments.Sums.ToArray();
        double mean = 0;
        for (int k = 0; k < size; k++)
        {
            mean += damped[k * size + k] / size;
        }

        for (int k = 0; k < size; k++)
        {
            damped[k * size + k] += Damping * mean + SmallestPivot;
        }

        factor = Cholesky(Inverse(Cholesky(damped)));
    }

    /// <summary>Rounds a row. A weight of exactly 0 stays 0: it stands for a connection that there is not.</summary>
    /// <param name="weights">The row's weights and its bias at the end; the bias is changed to make up for the rest.</param>
    /// <param name="scales">Scale of each weight.</param>
    /// <param name="rounded">Receives the weights in -127..127.</param>
    public void Round(Span<double> weights, ReadOnlySpan<float> scales, Span<sbyte> rounded)
    {
        Span<bool> isAbsent = stackalloc bool[Math.Min(rounded.Length, MaxOnStack)];
        isAbsent = rounded.Length > MaxOnStack ? new bool[rounded.Length] : isAbsent;
        for (int k = 0; k < rounded.Length; k++)
        {
            isAbsent[k] = weights[k] == 0;
        }

        for (int k = 0; k < rounded.Length; k++)
        {
            double steps = isAbsent[k] ? 0 : Math.Clamp(Math.Round(weights[k] / scales[k], MidpointRounding.AwayFromZero), -127, 127);
            rounded[k] = (sbyte)steps;
            double error = (weights[k] - steps * scales[k]) / factor[k * size + k];
            for (int later = k + 1; later < size; later++)
            {
                weights[later] -= error * factor[later * size + k];
            }
        }
    }

    /// <summary>The lower factor L of a matrix that is L times its transpose.</summary>
    private double[] Cholesky(double[] matrix)
    {
        var lower = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                // Summed in order: the same numbers on every processor.
                double rest = matrix[row * size + column];
                for (int k = 0; k < column; k++)
                {
                    rest -= lower[row * size + k] * lower[column * size + k];
                }

                lower[row * size + column] = row == column
                    ? Math.Sqrt(Math.Max(rest, SmallestPivot)) : rest / lower[column * size + column];
            }
        }

        return lower;
    }

    /// <summary>The inverse of the matrix that a lower factor stands for.</summary>
    private double[] Inverse(double[] lower)
    {
        var inverse = new double[size * size];
        var solution = new double[size];
        for (int column = 0; column < size; column++)
        {
            for (int row = 0; row < size; row++)
            {
                double rest = row == column ? 1 : 0;
                for (int k = column; k < row; k++)
                {
                    rest -= lower[row * size + k] * solution[k];
                }

                solution[row] = row < column ? 0 : rest / lower[row * size + row];
            }

            for (int row = size - 1; row >= 0; row--)
            {
                double rest = solution[row];
                for (int k = row + 1; k < size; k++)
                {
                    rest -= lower[k * size + row] * inverse[k * size + column];
                }

                inverse[row * size + column] = rest / lower[row * size + row];
            }
        }

        return inverse;
    }
}
