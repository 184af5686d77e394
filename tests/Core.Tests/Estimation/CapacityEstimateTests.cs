using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

/// <summary>
/// The filter of the capacity against the textbook's (prediction and correction of a state of two numbers by matrices, in doubles), and
/// what it takes from bytes.
/// </summary>
public class CapacityEstimateTests
{
    private const double First = 0.08, Least = 0.015, AlikeS = 1200, Drift = 4e-4;

    [Fact]
    public void It_is_the_filter_of_the_textbook()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        var capacity = new CapacityEstimate();
        var expected = new Textbook();
        Same(expected, capacity, seed);
        double truth = 80;
        for (int k = 0; k < 400; k++)
        {
            double flown = Math.Clamp(truth + random.NextDouble() * 40 - 20, 5, 95) - truth, timeS = 30 + random.NextDouble() * 2000;
            truth += flown;
            capacity.Add(flown * 0.85, timeS);
            expected.Add(flown * 0.85, timeS);
            double estimate = truth + random.NextDouble() * 4 - 2;
            if (k % 7 == 6)
            {
                capacity.UpdateByFact(truth, 0.3);
                expected.Update(truth, 0.3);
            }
            else
            {
                double deviation = 1 + random.NextDouble() * 3;
                capacity.Update(estimate, deviation, timeS);
                expected.Update(estimate, expected.IsNew ? deviation * deviation : deviation * deviation * AlikeS / timeS);
            }

            Same(expected, capacity, seed);
            if (k % 50 == 49)
            {
                // Goes on from bytes as if nothing had been.
                var bytes = new byte[64];
                Serialize(capacity, bytes, isReading: false);
                capacity = new CapacityEstimate();
                Serialize(capacity, bytes, isReading: true);
                Same(expected, capacity, seed);
            }
        }

        Assert.True(Math.Abs(capacity.Share - 0.85) < 0.05, $"seed {seed}: {capacity.Share}");
        Assert.True(capacity.Deviation < 0.03, $"seed {seed}: {capacity.Deviation}");
    }

    [Fact]
    public void Neither_share_nor_deviation_leaves_its_bounds()
    {
        foreach ((double factor, double expected) in new[] { (0.05, 0.4), (4.0, 1.4) })
        {
            var capacity = new CapacityEstimate();
            for (int k = 0; k < 200; k++)
            {
                double flown = k % 2 == 0 ? -50 : 50;
                capacity.Add(flown * factor, 3600);
                capacity.UpdateByFact(k % 2 == 0 ? 40 : 90, 0.1);
            }

            Assert.Equal(expected, capacity.Share, 1e-6);
            Assert.InRange(capacity.Deviation, Least - 1e-6, First + 1e-6);
        }
    }

    [Fact]
    public void A_break_ends_the_count_and_keeps_what_is_learnt_and_a_reset_forgets_it()
    {
        CapacityEstimate capacity = Counting();
        double share = capacity.Share, deviation = capacity.Deviation;
        Assert.NotEqual(1.0, share);
        capacity.Break();
        capacity.UpdateByFact(10, 1);
        Assert.Equal((share, deviation), (capacity.Share, capacity.Deviation));

        capacity.Add(-30, 60);
        capacity.UpdateByFact(-30, 1);
        Assert.NotEqual(share, capacity.Share);
        capacity.Reset();
        Assert.Equal(1.0, capacity.Share);
        Assert.Equal(First, capacity.Deviation, 1e-6);
        capacity.UpdateByFact(90, 1);
        Assert.Equal(1.0, capacity.Share);
    }

    // State of charge, its variance, its covariance with the share, whose variance is 0.0064.
    [Theory]
    [InlineData(50f, 4f, 0.1f, true)]
    [InlineData(50f, 4f, -0.1f, true)]
    [InlineData(1e6f, 4f, 0.1f, true)]
    [InlineData(-1e6f, 4f, 0.1f, true)]
    [InlineData(50f, 1e6f, 0.1f, true)]
    [InlineData(50f, 4f, 0.17f, false)]
    [InlineData(50f, 4f, -0.17f, false)]
    [InlineData(50f, -1f, 0f, false)]
    [InlineData(50f, 2e6f, 0.1f, false)]
    [InlineData(50f, float.NaN, 0.1f, false)]
    [InlineData(50f, 4f, float.NaN, false)]
    [InlineData(2e6f, 4f, 0.1f, false)]
    [InlineData(-2e6f, 4f, 0.1f, false)]
    [InlineData(float.NaN, 4f, 0.1f, false)]
    public void A_count_that_cannot_be_is_begun_anew(float soc, float variance, float covariance, bool isTaken)
    {
        var capacity = new CapacityEstimate();
        capacity.SerializeCount(new StateBuffer(Bytes(soc, variance, covariance), isReading: true));
        capacity.UpdateByFact(soc - 5, 1);

        // Where it is taken the share follows by covariance / (variance + 1) of the 5 percent.
        double expected = isTaken ? Math.Clamp(1 - 5.0 * covariance / (variance + 1.0), 0.4, 1.4) : 1;
        Assert.Equal(expected, capacity.Share, Math.Abs(soc) > 1000 ? 0.02 : 1e-6);
    }

    [Theory]
    [InlineData(0.4f, 0.0064f, true)]
    [InlineData(1.4f, 0.000225f, true)]
    [InlineData(0.8f, 0.000223f, true)]
    [InlineData(0.8f, 0.00645f, true)]
    [InlineData(0.39f, 0.001f, false)]
    [InlineData(1.41f, 0.001f, false)]
    [InlineData(float.NaN, 0.001f, false)]
    [InlineData(0.8f, 0.000222f, false)]
    [InlineData(0.8f, 0.0065f, false)]
    [InlineData(0.8f, float.NaN, false)]
    public void A_capacity_that_cannot_have_been_learnt_is_learnt_anew(float share, float variance, bool isTaken)
    {
        CapacityEstimate capacity = Counting();
        capacity.SerializeLearnt(new StateBuffer(Bytes(share, variance), isReading: true));
        Assert.Equal(isTaken ? share : 1f, capacity.Share, 1e-7);
        Assert.Equal(isTaken ? Math.Sqrt(variance) : First, capacity.Deviation, 1e-6);
    }

    private static CapacityEstimate Counting()
    {
        var capacity = new CapacityEstimate();
        capacity.UpdateByFact(90, 1);
        capacity.Add(-40, 3600);
        capacity.UpdateByFact(40, 1);
        return capacity;
    }

    private static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static void Serialize(CapacityEstimate capacity, byte[] bytes, bool isReading)
    {
        var buffer = new StateBuffer(bytes, isReading);
        capacity.SerializeLearnt(buffer);
        capacity.SerializeCount(buffer);
    }

    private static void Same(Textbook expected, CapacityEstimate capacity, int seed)
    {
        Assert.True(Math.Abs(expected.Share - capacity.Share) < 2e-4, $"seed {seed}: share {capacity.Share}, not {expected.Share}");
        Assert.True(
            Math.Abs(expected.Deviation - capacity.Deviation) < 2e-4, $"seed {seed}: {capacity.Deviation}, not {expected.Deviation}");
    }

    /// <summary>x' = f(x), P' = F P F^T + Q; K = P H^T / (H P H^T + R), x' = x + K (z - H x), P' = (I - K H) P, with H = (1 0).</summary>
    private sealed class Textbook
    {
        private readonly double[] x = [0, 1];
        private double[,] p = { { 0, 0 }, { 0, First * First } };

        public bool IsNew { get; private set; } = true;

        public double Share => x[1];

        public double Deviation => Math.Sqrt(p[1, 1]);

        public void Add(double percent, double timeS)
        {
            if (IsNew)
            {
                return;
            }

            double[,] f = { { 1, -percent / (x[1] * x[1]) }, { 0, 1 } }, fTransposed = { { 1, 0 }, { f[0, 1], 1 } };
            p = Product(Product(f, p), fTransposed);
            p[0, 0] += Drift * timeS;
            x[0] += percent / x[1];
        }

        public void Update(double measured, double noise)
        {
            if (IsNew)
            {
                (x[0], p[0, 0], IsNew) = (measured, noise, false);
                return;
            }

            double total = p[0, 0] + noise, innovation = measured - x[0];
            double[] gain = [p[0, 0] / total, p[1, 0] / total];
            x[0] += gain[0] * innovation;
            x[1] = Math.Clamp(x[1] + gain[1] * innovation, 0.4, 1.4);
            double[,] left = { { 1 - gain[0], 0 }, { -gain[1], 1 } };
            p = Product(left, p);
            p[1, 1] = Math.Clamp(p[1, 1], Least * Least, First * First);
            p[1, 0] = p[0, 1];
        }

        private static double[,] Product(double[,] a, double[,] b)
        {
            var product = new double[2, 2];
            for (int row = 0; row < 2; row++)
            {
                for (int column = 0; column < 2; column++)
                {
                    product[row, column] = a[row, 0] * b[0, column] + a[row, 1] * b[1, column];
                }
            }

            return product;
        }
    }
}
