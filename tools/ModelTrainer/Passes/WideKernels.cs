using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NanoBms.ModelTrainer.Passes;

/// <summary>
/// The inner loops of <see cref="MatrixProduct"/> for machines with 512-bit vectors: 32 registers hold 8 rows of 32 sums.
/// </summary>
internal static class WideKernels
{
    private const int Lanes = 16;

    public static void AddEightRows(ref float a, ref float x, ref float z, int inner, int batch)
    {
        Vector512<float> s00 = Load(ref z, 0), s01 = Load(ref z, Lanes);
        Vector512<float> s10 = Load(ref z, batch), s11 = Load(ref z, batch + Lanes);
        Vector512<float> s20 = Load(ref z, 2 * batch), s21 = Load(ref z, 2 * batch + Lanes);
        Vector512<float> s30 = Load(ref z, 3 * batch), s31 = Load(ref z, 3 * batch + Lanes);
        Vector512<float> s40 = Load(ref z, 4 * batch), s41 = Load(ref z, 4 * batch + Lanes);
        Vector512<float> s50 = Load(ref z, 5 * batch), s51 = Load(ref z, 5 * batch + Lanes);
        Vector512<float> s60 = Load(ref z, 6 * batch), s61 = Load(ref z, 6 * batch + Lanes);
        Vector512<float> s70 = Load(ref z, 7 * batch), s71 = Load(ref z, 7 * batch + Lanes);
        for (int k = 0; k < inner; k++)
        {
            Vector512<float> x0 = Load(ref x, k * batch), x1 = Load(ref x, k * batch + Lanes);
            Vector512<float> w = Vector512.Create(Unsafe.Add(ref a, k));
            s00 = Vector512.FusedMultiplyAdd(w, x0, s00);
            s01 = Vector512.FusedMultiplyAdd(w, x1, s01);
            w = Vector512.Create(Unsafe.Add(ref a, inner + k));
            s10 = Vector512.FusedMultiplyAdd(w, x0, s10);
            s11 = Vector512.FusedMultiplyAdd(w, x1, s11);
            w = Vector512.Create(Unsafe.Add(ref a, 2 * inner + k));
            s20 = Vector512.FusedMultiplyAdd(w, x0, s20);
            s21 = Vector512.FusedMultiplyAdd(w, x1, s21);
            w = Vector512.Create(Unsafe.Add(ref a, 3 * inner + k));
            s30 = Vector512.FusedMultiplyAdd(w, x0, s30);
            s31 = Vector512.FusedMultiplyAdd(w, x1, s31);
            w = Vector512.Create(Unsafe.Add(ref a, 4 * inner + k));
            s40 = Vector512.FusedMultiplyAdd(w, x0, s40);
            s41 = Vector512.FusedMultiplyAdd(w, x1, s41);
            w = Vector512.Create(Unsafe.Add(ref a, 5 * inner + k));
            s50 = Vector512.FusedMultiplyAdd(w, x0, s50);
            s51 = Vector512.FusedMultiplyAdd(w, x1, s51);
            w = Vector512.Create(Unsafe.Add(ref a, 6 * inner + k));
            s60 = Vector512.FusedMultiplyAdd(w, x0, s60);
            s61 = Vector512.FusedMultiplyAdd(w, x1, s61);
            w = Vector512.Create(Unsafe.Add(ref a, 7 * inner + k));
            s70 = Vector512.FusedMultiplyAdd(w, x0, s70);
            s71 = Vector512.FusedMultiplyAdd(w, x1, s71);
        }

        Store(s00, s01, ref z, 0);
        Store(s10, s11, ref z, batch);
        Store(s20, s21, ref z, 2 * batch);
        Store(s30, s31, ref z, 3 * batch);
        Store(s40, s41, ref z, 4 * batch);
        Store(s50, s51, ref z, 5 * batch);
        Store(s60, s61, ref z, 6 * batch);
        Store(s70, s71, ref z, 7 * batch);
    }

    public static void AddOneRow(ref float a, ref float x, ref float z, int inner, int batch)
    {
        Vector512<float> s0 = Load(ref z, 0), s1 = Load(ref z, Lanes);
        for (int k = 0; k < inner; k++)
        {
            Vector512<float> w = Vector512.Create(Unsafe.Add(ref a, k));
            s0 = Vector512.FusedMultiplyAdd(w, Load(ref x, k * batch), s0);
            s1 = Vector512.FusedMultiplyAdd(w, Load(ref x, k * batch + Lanes), s1);
        }

        Store(s0, s1, ref z, 0);
    }

    public static void AddFourByFour(ref float z, int zStride, ref float x, int xStride, Span<float> w, int columns, int batch, int steps)
    {
        Vector512<float> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector512<float> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector512<float> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector512<float> s30 = default, s31 = default, s32 = default, s33 = default;
        for (int step = 0; step < steps; step++)
        {
            ref float left = ref Unsafe.Add(ref z, step * zStride);
            ref float right = ref Unsafe.Add(ref x, step * xStride);
            for (int b = 0; b < batch; b += Lanes)
            {
                Vector512<float> x0 = Load(ref right, b), x1 = Load(ref right, batch + b);
                Vector512<float> x2 = Load(ref right, 2 * batch + b), x3 = Load(ref right, 3 * batch + b);
                Vector512<float> zk = Load(ref left, b);
                s00 = Vector512.FusedMultiplyAdd(zk, x0, s00);
                s01 = Vector512.FusedMultiplyAdd(zk, x1, s01);
                s02 = Vector512.FusedMultiplyAdd(zk, x2, s02);
                s03 = Vector512.FusedMultiplyAdd(zk, x3, s03);
                zk = Load(ref left, batch + b);
                s10 = Vector512.FusedMultiplyAdd(zk, x0, s10);
                s11 = Vector512.FusedMultiplyAdd(zk, x1, s11);
                s12 = Vector512.FusedMultiplyAdd(zk, x2, s12);
                s13 = Vector512.FusedMultiplyAdd(zk, x3, s13);
                zk = Load(ref left, 2 * batch + b);
                s20 = Vector512.FusedMultiplyAdd(zk, x0, s20);
                s21 = Vector512.FusedMultiplyAdd(zk, x1, s21);
                s22 = Vector512.FusedMultiplyAdd(zk, x2, s22);
                s23 = Vector512.FusedMultiplyAdd(zk, x3, s23);
                zk = Load(ref left, 3 * batch + b);
                s30 = Vector512.FusedMultiplyAdd(zk, x0, s30);
                s31 = Vector512.FusedMultiplyAdd(zk, x1, s31);
                s32 = Vector512.FusedMultiplyAdd(zk, x2, s32);
                s33 = Vector512.FusedMultiplyAdd(zk, x3, s33);
            }
        }

        AddSums(w, s00, s01, s02, s03);
        AddSums(w[columns..], s10, s11, s12, s13);
        AddSums(w[(2 * columns)..], s20, s21, s22, s23);
        AddSums(w[(3 * columns)..], s30, s31, s32, s33);
    }

    private static void AddSums(Span<float> w, Vector512<float> s0, Vector512<float> s1, Vector512<float> s2, Vector512<float> s3)
    {
        w[0] += Vector512.Sum(s0);
        w[1] += Vector512.Sum(s1);
        w[2] += Vector512.Sum(s2);
        w[3] += Vector512.Sum(s3);
    }

    public static float Dot(ref float z, int zStride, ref float x, int xStride, int batch, int steps)
    {
        Vector512<float> sum = default;
        for (int step = 0; step < steps; step++)
        {
            for (int b = 0; b < batch; b += Lanes)
            {
                sum = Vector512.FusedMultiplyAdd(Load(ref z, step * zStride + b), Load(ref x, step * xStride + b), sum);
            }
        }

        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(ref float source, int offset) => Vector512.LoadUnsafe(ref source, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> first, Vector512<float> second, ref float target, int offset)
    {
        first.StoreUnsafe(ref target, (nuint)offset);
        second.StoreUnsafe(ref target, (nuint)(offset + Lanes));
    }
}
