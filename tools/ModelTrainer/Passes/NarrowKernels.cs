using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NanoBms.ModelTrainer.Passes;

/// <summary>
/// The inner loops of <see cref="MatrixProduct"/> for machines with 256-bit vectors or less: 16 registers hold 4 rows of 16 sums.
/// </summary>
internal static class NarrowKernels
{
    private const int Lanes = 8;

    public static void AddFourRows(ref float a, ref float x, ref float z, int inner, int batch)
    {
        Vector256<float> s00 = Load(ref z, 0), s01 = Load(ref z, Lanes);
        Vector256<float> s10 = Load(ref z, batch), s11 = Load(ref z, batch + Lanes);
        Vector256<float> s20 = Load(ref z, 2 * batch), s21 = Load(ref z, 2 * batch + Lanes);
        Vector256<float> s30 = Load(ref z, 3 * batch), s31 = Load(ref z, 3 * batch + Lanes);
        for (int k = 0; k < inner; k++)
        {
            Vector256<float> x0 = Load(ref x, k * batch), x1 = Load(ref x, k * batch + Lanes);
            Vector256<float> w = Vector256.Create(Unsafe.Add(ref a, k));
            s00 = Vector256.MultiplyAddEstimate(w, x0, s00);
            s01 = Vector256.MultiplyAddEstimate(w, x1, s01);
            w = Vector256.Create(Unsafe.Add(ref a, inner + k));
            s10 = Vector256.MultiplyAddEstimate(w, x0, s10);
            s11 = Vector256.MultiplyAddEstimate(w, x1, s11);
            w = Vector256.Create(Unsafe.Add(ref a, 2 * inner + k));
            s20 = Vector256.MultiplyAddEstimate(w, x0, s20);
            s21 = Vector256.MultiplyAddEstimate(w, x1, s21);
            w = Vector256.Create(Unsafe.Add(ref a, 3 * inner + k));
            s30 = Vector256.MultiplyAddEstimate(w, x0, s30);
            s31 = Vector256.MultiplyAddEstimate(w, x1, s31);
        }

        Store(s00, s01, ref z, 0);
        Store(s10, s11, ref z, batch);
        Store(s20, s21, ref z, 2 * batch);
        Store(s30, s31, ref z, 3 * batch);
    }

    public static void AddOneRow(ref float a, ref float x, ref float z, int inner, int batch)
    {
        Vector256<float> s0 = Load(ref z, 0), s1 = Load(ref z, Lanes);
        for (int k = 0; k < inner; k++)
        {
            Vector256<float> w = Vector256.Create(Unsafe.Add(ref a, k));
            s0 = Vector256.MultiplyAddEstimate(w, Load(ref x, k * batch), s0);
            s1 = Vector256.MultiplyAddEstimate(w, Load(ref x, k * batch + Lanes), s1);
        }

        Store(s0, s1, ref z, 0);
    }

    public static void AddFourByTwo(ref float z, int zStride, ref float x, int xStride, Span<float> w, int columns, int batch, int steps)
    {
        Vector256<float> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector256<float> s20 = default, s21 = default, s30 = default, s31 = default;
        for (int step = 0; step < steps; step++)
        {
            ref float left = ref Unsafe.Add(ref z, step * zStride);
            ref float right = ref Unsafe.Add(ref x, step * xStride);
            for (int b = 0; b < batch; b += Lanes)
            {
                Vector256<float> x0 = Load(ref right, b), x1 = Load(ref right, batch + b);
                Vector256<float> zk = Load(ref left, b);
                s00 = Vector256.MultiplyAddEstimate(zk, x0, s00);
                s01 = Vector256.MultiplyAddEstimate(zk, x1, s01);
                zk = Load(ref left, batch + b);
                s10 = Vector256.MultiplyAddEstimate(zk, x0, s10);
                s11 = Vector256.MultiplyAddEstimate(zk, x1, s11);
                zk = Load(ref left, 2 * batch + b);
                s20 = Vector256.MultiplyAddEstimate(zk, x0, s20);
                s21 = Vector256.MultiplyAddEstimate(zk, x1, s21);
                zk = Load(ref left, 3 * batch + b);
                s30 = Vector256.MultiplyAddEstimate(zk, x0, s30);
                s31 = Vector256.MultiplyAddEstimate(zk, x1, s31);
            }
        }

        AddSums(w, s00, s01);
        AddSums(w[columns..], s10, s11);
        AddSums(w[(2 * columns)..], s20, s21);
        AddSums(w[(3 * columns)..], s30, s31);
    }

    public static float Dot(ref float z, int zStride, ref float x, int xStride, int batch, int steps)
    {
        Vector256<float> sum = default;
        for (int step = 0; step < steps; step++)
        {
            for (int b = 0; b < batch; b += Lanes)
            {
                sum = Vector256.MultiplyAddEstimate(Load(ref z, step * zStride + b), Load(ref x, step * xStride + b), sum);
            }
        }

        return Vector256.Sum(sum);
    }

    private static void AddSums(Span<float> w, Vector256<float> s0, Vector256<float> s1)
    {
        w[0] += Vector256.Sum(s0);
        w[1] += Vector256.Sum(s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ref float source, int offset) => Vector256.LoadUnsafe(ref source, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> first, Vector256<float> second, ref float target, int offset)
    {
        first.StoreUnsafe(ref target, (nuint)offset);
        second.StoreUnsafe(ref target, (nuint)(offset + Lanes));
    }
}
