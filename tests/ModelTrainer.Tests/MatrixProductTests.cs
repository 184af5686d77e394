using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>Both sets of kernels against plain loops in double precision; both run on every machine.</summary>
public class MatrixProductTests
{
    [Theory]
    [InlineData(1, 1, 32)]
    [InlineData(3, 5, 32)]
    [InlineData(8, 9, 64)]
    [InlineData(13, 7, 96)]
    [InlineData(37, 21, 128)]
    public void Add_is_the_plain_product(int rows, int inner, int batch)
    {
        var random = new Random(1);
        float[] a = Values(random, rows * inner), x = Values(random, inner * batch), before = Values(random, rows * batch);
        foreach (bool wide in new[] { true, false })
        {
            float[] z = [.. before];
            MatrixProduct.Add(a, x, z, rows, inner, batch, wide);
            for (int row = 0; row < rows; row++)
            {
                for (int b = 0; b < batch; b++)
                {
                    double sum = before[row * batch + b];
                    for (int k = 0; k < inner; k++)
                    {
                        sum += (double)a[row * inner + k] * x[k * batch + b];
                    }

                    Assert.Equal(sum, z[row * batch + b], 1e-5);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 32, 1)]
    [InlineData(5, 3, 32, 2)]
    [InlineData(4, 4, 64, 3)]
    [InlineData(11, 9, 96, 2)]
    [InlineData(6, 23, 128, 4)]
    public void AddOuter_sums_the_plain_products_of_all_steps(int rows, int columns, int batch, int steps)
    {
        // Strides longer than a step's own values, as when a layer reads another's array.
        int zStride = rows * batch + 32, xStride = columns * batch + 64;
        var random = new Random(2);
        float[] z = Values(random, steps * zStride), x = Values(random, steps * xStride), before = Values(random, rows * columns);
        foreach (bool wide in new[] { true, false })
        {
            float[] w = [.. before];
            MatrixProduct.AddOuter(z, zStride, x, xStride, w, rows, columns, batch, steps, wide);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    double sum = before[row * columns + column];
                    for (int step = 0; step < steps; step++)
                    {
                        for (int b = 0; b < batch; b++)
                        {
                            sum += (double)z[step * zStride + row * batch + b] * x[step * xStride + column * batch + b];
                        }
                    }

                    Assert.Equal(sum, w[row * columns + column], 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Transpose_swaps_rows_and_columns()
    {
        var transposed = new float[6];
        MatrixProduct.Transpose([1, 2, 3, 4, 5, 6], transposed, 2, 3);
        Assert.Equal([1, 4, 2, 5, 3, 6], transposed);
    }

    [Theory]
    [InlineData(31, 9)]
    [InlineData(32, 8)]
    public void Matrices_that_do_not_fit_are_refused(int batch, int weights) =>
        Assert.Throws<ArgumentException>(
            () => MatrixProduct.Add(new float[weights], new float[3 * batch], new float[3 * batch], 3, 3, batch));

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2f * random.NextSingle() - 1f)];
}
