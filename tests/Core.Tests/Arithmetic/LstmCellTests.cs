using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Tests.Arithmetic;

/// <summary>The cell update against a literal transcription of the arithmetic's definition, over random and extreme states.</summary>
public class LstmCellTests
{
    [Theory]
    [InlineData(-9, 0f, false, -7)]
    [InlineData(-11, 10f, false, 12)]
    [InlineData(-12, 10f, false, 0)]
    [InlineData(-12, 0f, true, 3)]
    [InlineData(-13, 10f, false, -128)]
    [InlineData(-15, 0f, true, 0)]
    [InlineData(-17, 0f, false, 5)]
    public void Update_follows_the_definition(int exponent, float clip, bool wide, int zeroPoint)
    {
        const int Units = 64;
        float cellScale = MathF.ScaleB(1f, exponent), hiddenScale = wide ? 1f / 32768f : 1f / 130f;
        var cell = new LstmCell(Units, wide, cellScale, clip, hiddenScale, zeroPoint);
        var random = new Random(exponent);
        var expectedCell = new int[Units];
        var hidden = new short[Units];
        int[][] gates = [new int[Units], new int[Units], new int[Units], new int[Units]];
        for (int step = 0; step < 300; step++)
        {
            foreach (int[] gate in gates)
            {
                for (int u = 0; u < Units; u++)
                {
                    gate[u] = u switch
                    {
                        0 => 65534,
                        1 => -65536,
                        < 32 => random.Next(-65536, 65535),
                        _ => random.Next(-9000, 9000),
                    };
                }
            }

            cell.Update(gates[0], gates[1], gates[2], gates[3], hidden);
            for (int u = 0; u < Units; u++)
            {
                Assert.Equal(Reference(gates, u, expectedCell, exponent, clip, wide, hiddenScale, zeroPoint), hidden[u]);
            }
        }
    }

    private static int Reference(int[][] gates, int u, int[] cells, int n, float clip, bool wide, float hiddenScale, int zeroPoint)
    {
        int Saturated(int gate) => Math.Clamp(gates[gate][u], -32768, 32767);
        long i = GateTables.Sigmoid(Saturated(0)), f = GateTables.Sigmoid(Saturated(1)), o = GateTables.Sigmoid(Saturated(3));
        long g = GateTables.Tanh(3 * Saturated(2));
        long c = Saturate(Rounded(Halved(f * cells[u]), 14)) + Saturate(Rounded(Halved(i * g), 29 + n));
        c = Saturate(c);
        if (clip > 0)
        {
            long limit = (long)Math.Min(32767.0, clip / (double)MathF.ScaleB(1f, n));
            c = Math.Clamp(c, -limit, limit);
        }

        cells[u] = (int)c;
        int e = 12 + n;
        long t = GateTables.Tanh((int)(e >= 0 ? c * (3 << e) : ((3 * c) + (1 << (-e - 1))) >> -e));
        FixedPoint.QuantizeMultiplier(Math.Pow(2, -30) / hiddenScale, out int multiplier, out int shift);
        long product = t * o * multiplier;
        long high = (product + (product >= 0 ? 1L << 30 : 1 - (1L << 30))) / (1L << 31);
        return (int)Math.Clamp(Rounded(high, -shift) + zeroPoint, wide ? -32768 : -128, wide ? 32767 : 127);
    }

    // A product times 2^30 through the doubling high multiply.
    private static long Halved(long x) => ((x << 30) + (x >= 0 ? 1L << 30 : 1 - (1L << 30))) / (1L << 31);

    private static long Rounded(long x, int exponent) =>
        (long)Math.Round(x / Math.Pow(2, exponent), MidpointRounding.AwayFromZero);

    private static long Saturate(long x) => Math.Clamp(x, -32768, 32767);
}
