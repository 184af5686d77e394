using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NanoBms.ModelTrainer.Passes;

/// <summary>
/// The two matrix products of training. Activations lie feature by feature with the batch contiguous, so that both vectorise
/// along the batch; its length must be a multiple of <see cref="BatchMultiple"/>.
/// </summary>
internal static class MatrixProduct
{
    public const int BatchMultiple = 32;

    /// <summary>z[rows, batch] += a[rows, inner] x[inner, batch].</summary>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> x, Span<float> z, int rows, int inner, int batch) =>
        Add(a, x, z, rows, inner, batch, Vector512.IsHardwareAccelerated);

    /// <summary>The same by the kernels for 512-bit vectors or by those for 256-bit ones; both work on any machine.</summary>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> x, Span<float> z, int rows, int inner, int batch, bool wide)
    {
        Check(a.Length >= rows * inner && x.Length >= inner * batch && z.Length >= rows * batch && batch % BatchMultiple == 0);
        ref float weights = ref MemoryMarshal.GetReference(a);
        ref float inputs = ref MemoryMarshal.GetReference(x);
        ref float sums = ref MemoryMarshal.GetReference(z);
        int block = wide ? 32 : 16, together = wide ? 8 : 4;
        for (int b = 0; b < batch; b += block)
        {
            int row = 0;
            for (; row + together <= rows; row += together)
            {
                ref float w = ref Unsafe.Add(ref weights, row * inner);
                ref float s = ref Unsafe.Add(ref sums, row * batch + b);
                if (wide)
                {
                    WideKernels.AddEightRows(ref w, ref Unsafe.Add(ref inputs, b), ref s, inner, batch);
                }
                else
                {
                    NarrowKernels.AddFourRows(ref w, ref Unsafe.Add(ref inputs, b), ref s, inner, batch);
                }
            }

            for (; row < rows; row++)
            {
                ref float w = ref Unsafe.Add(ref weights, row * inner);
                ref float s = ref Unsafe.Add(ref sums, row * batch + b);
                if (wide)
                {
                    WideKernels.AddOneRow(ref w, ref Unsafe.Add(ref inputs, b), ref s, inner, batch);
                }
                else
                {
                    NarrowKernels.AddOneRow(ref w, ref Unsafe.Add(ref inputs, b), ref s, inner, batch);
                }
            }
        }
    }

    /// <summary>w[rows, columns] += the sum over all steps of z[step][rows, batch] x[step][columns, batch]^T.</summary>
    public static void AddOuter(
        ReadOnlySpan<float> z, int zStride, ReadOnlySpan<float> x, int xStride, Span<float> w, int rows, int columns, int batch,
        int steps) =>
        AddOuter(z, zStride, x, xStride, w, rows, columns, batch, steps, Vector512.IsHardwareAccelerated);

    /// <summary>The same by the kernels for 512-bit vectors or by those for 256-bit ones; both work on any machine.</summary>
    public static void AddOuter(
        ReadOnlySpan<float> z, int zStride, ReadOnlySpan<float> x, int xStride, Span<float> w, int rows, int columns, int batch, int steps,
        bool wide)
    {
        Check(steps > 0 && z.Length >= (steps - 1) * zStride + rows * batch && x.Length >= (steps - 1) * xStride + columns * batch
            && w.Length >= rows * columns && batch % BatchMultiple == 0);
        ref float left = ref MemoryMarshal.GetReference(z);
        ref float right = ref MemoryMarshal.GetReference(x);
        int together = wide ? 4 : 2, fullRows = rows & ~3, fullColumns = columns / together * together;
        for (int row = 0; row < fullRows; row += 4)
        {
            ref float l = ref Unsafe.Add(ref left, row * batch);
            for (int column = 0; column < fullColumns; column += together)
            {
                ref float r = ref Unsafe.Add(ref right, column * batch);
                Span<float> target = w[(row * columns + column)..];
                if (wide)
                {
                    WideKernels.AddFourByFour(ref l, zStride, ref r, xStride, target, columns, batch, steps);
                }
                else
                {
                    NarrowKernels.AddFourByTwo(ref l, zStride, ref r, xStride, target, columns, batch, steps);
                }
            }
        }

        for (int row = 0; row < rows; row++)
        {
            ref float l = ref Unsafe.Add(ref left, row * batch);
            for (int column = row < fullRows ? fullColumns : 0; column < columns; column++)
            {
                ref float r = ref Unsafe.Add(ref right, column * batch);
                w[row * columns + column] += wide
                    ? WideKernels.Dot(ref l, zStride, ref r, xStride, batch, steps)
                    : NarrowKernels.Dot(ref l, zStride, ref r, xStride, batch, steps);
            }
        }
    }

    /// <summary>Writes the transpose of a[rows, columns].</summary>
    public static void Transpose(ReadOnlySpan<float> a, Span<float> transposed, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                transposed[column * rows + row] = a[row * columns + column];
            }
        }
    }

    private static void Check(bool condition)
    {
        if (!condition)
        {
            throw new ArgumentException("The matrices do not fit each other.");
        }
    }
}
