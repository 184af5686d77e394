using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

public class SocFilterTests
{
    // A battery of 2 Ah; bytes of a state in double precision: three states, six covariances, the reliance in single precision.
    private const double PercentPerAs = 100.0 / 7200, OffsetDrift = 0.02 * PercentPerAs;
    private const int Numbers = 9, ExactBytes = Numbers * 8 + 4;

    [Fact]
    public void It_knows_nothing_at_first()
    {
        var filter = new SocFilter(PercentPerAs);
        Assert.Equal((0.0, 2500.0, 0.0, 1.0), (filter.SocPercent, filter.Variance, filter.DriftPercentPerS, filter.Reliance));
        Assert.Equal([0, 0, 0, 2500, 0, OffsetDrift * OffsetDrift, 0, 0, 1], Exact(filter));
    }

    [Fact]
    public void A_measurement_counts_by_its_variance()
    {
        // 4 and 1: the measurement counts four times in five, and 4 * 1 / (4 + 1) stays.
        var filter = new SocFilter(PercentPerAs);
        filter.Anchor(50, 4, true);
        Assert.Equal((50.0, 4.0, 1.0), (filter.SocPercent, filter.Variance, filter.Reliance));
        filter.Update(60, 1);
        Assert.Equal(58, filter.SocPercent, 1e-12);
        Assert.Equal(0.8, filter.Variance, 1e-12);
        Assert.Equal(0.2, filter.Reliance, 1e-7);
    }

    [Fact]
    public void What_dies_away_takes_its_part_of_an_estimate()
    {
        // 4 of the charge, 2^2 * 1 of the error, 8 of scatter: a quarter of the difference each, that of the error in deviations of 2 %.
        var filter = new SocFilter(PercentPerAs);
        filter.Anchor(50, 4, false);
        filter.UpdateByNetwork(58, 2, 8);
        double[] state = Exact(filter);
        Assert.Equal(52, filter.SocPercent, 1e-12);
        Assert.Equal(1, state[2], 1e-12);
        Assert.Equal(0.25, filter.Reliance, 1e-7);

        // 4 - 4 * 4 / 16; -4 * 2 / 16; 1 - 2 * 2 / 16.
        Assert.Equal([3, -0.5, 0.75], [state[3], state[6], state[8]]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_is_the_filter_of_the_textbook(int seed)
    {
        var random = new Random(seed);
        var filter = new SocFilter(PercentPerAs);
        var textbook = new TextbookFilter(OffsetDrift);
        double truth = 50;
        for (int step = 0; step < 2000; step++)
        {
            double timeS = 1 + 30 * random.NextDouble(), flown = 0.4 * (random.NextDouble() - 0.5), variance = 0.01 + random.NextDouble();
            truth = Math.Clamp(truth + flown, 0, 100);
            double measured = truth + 2 * (random.NextDouble() - 0.5);
            int what = random.Next(100);
            if (what == 0)
            {
                bool isNetworks = random.Next(2) == 0;
                filter.Anchor(measured, variance, isNetworks);
                textbook.Anchor(measured, variance, isNetworks);
            }
            else if (what == 1)
            {
                filter.RestartError();
                textbook.RestartError();
            }
            else if (what < 6)
            {
                filter.Inflate(5 * variance);
                textbook.Inflate(5 * variance);
            }
            else if (what < 12)
            {
                filter.PredictUnmeasured(20 * timeS, variance, 60);
                textbook.PredictUnmeasured(20 * timeS, variance, 60);
            }
            else if (what < 16)
            {
                filter.Update(measured, variance);
                textbook.Update(measured, variance);
            }
            else if (what < 50)
            {
                filter.UpdateByNetwork(measured, 0.5 + 3 * variance, variance);
                textbook.UpdateByNetwork(measured, 0.5 + 3 * variance, variance);
            }
            else
            {
                filter.Predict(flown, timeS, 0.002 * timeS, 60);
                textbook.Predict(flown, timeS, 0.002 * timeS, 60);
            }

            AssertSame(textbook, filter, step);
        }
    }

    [Fact]
    public void What_it_learns_of_a_drift_is_added_to_what_is_counted()
    {
        // 20 mA that nobody counts, measured each minute: it is found, and drawn on with.
        var filter = new SocFilter(PercentPerAs);
        filter.Anchor(50, 0.01, false);
        double truth = 50;
        for (int minute = 0; minute < 240; minute++)
        {
            truth -= 60 * OffsetDrift;
            filter.Predict(0, 60, 1e-4, 60);
            filter.Update(truth, 0.01);
        }

        Assert.Equal(-OffsetDrift, filter.DriftPercentPerS, 0.1 * OffsetDrift);
        double before = filter.SocPercent, drift = filter.DriftPercentPerS;
        filter.Predict(0.5, 100, 1e-4, 60);
        Assert.Equal(before + 0.5 + 100 * drift, filter.SocPercent, 1e-12);
        before = filter.SocPercent;
        filter.PredictUnmeasured(100, 1e-4, 60);
        Assert.Equal(before, filter.SocPercent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void No_drift_is_believed_beyond_twenty_offsets(int sign)
    {
        var filter = new SocFilter(PercentPerAs);
        filter.Anchor(50, 0.01, false);
        for (int k = 0; k < 2000; k++)
        {
            filter.Predict(0, 60, 1e-4, 60);
            filter.Anchor(50, filter.Variance, false);
            filter.Predict(0, 60, 1e-4, 60);
            filter.Update(50 + 40 * sign, 0.01);
        }

        Assert.Equal(20 * OffsetDrift * sign, filter.DriftPercentPerS, 1e-12);
    }

    [Fact]
    public void Nothing_is_ever_quite_sure()
    {
        var filter = new SocFilter(PercentPerAs);
        for (int k = 0; k < 5000; k++)
        {
            filter.Predict(0, 1, 0, 60);
            filter.UpdateByNetwork(50, 1, 1e-6);
            filter.Update(50, 1e-6);
        }

        double[] state = Exact(filter);
        Assert.Equal(1e-3, filter.Variance);
        Assert.True(state[5] >= 1e-4 * OffsetDrift * OffsetDrift && state[8] >= 1e-3, $"{state[5]}, {state[8]}");
    }

    [Fact]
    public void No_two_states_are_more_alike_than_999_in_1000()
    {
        // Of the charge hardly anything but the drift of 10,000 s is not known.
        var filter = new SocFilter(PercentPerAs);
        filter.Anchor(50, 1e-3, false);
        filter.Predict(0, 10_000, 0, 60);
        double deviation = Math.Sqrt(1e-3 + 1e8 * OffsetDrift * OffsetDrift);
        Assert.Equal(0.999 * deviation * OffsetDrift, Exact(filter)[4], 1e-9);

        // 4 and 2^2 * 1, measured without scatter: 2 and 0.5 stay, and their root would be what they have in common.
        filter.Reset();
        filter.Anchor(50, 4, false);
        filter.UpdateByNetwork(50, 2, 1e-9);
        Assert.Equal(-0.999, Exact(filter)[6], 1e-6);
    }

    [Fact]
    public void Nothing_is_less_sure_than_not_known()
    {
        var filter = new SocFilter(PercentPerAs);
        filter.Inflate(1e6);
        filter.PredictUnmeasured(1e6, 1e6, 60);
        Assert.Equal([2500, OffsetDrift * OffsetDrift, 1], [Exact(filter)[3], Exact(filter)[5], Exact(filter)[8]], Close);
    }

    [Fact]
    public void To_forget_is_to_be_as_new()
    {
        SocFilter filter = Used();
        filter.Reset();
        Assert.Equal(Bytes(new SocFilter(PercentPerAs), true), Bytes(filter, true));
    }

    [Fact]
    public void What_is_kept_is_taken_up_to_the_last_bit()
    {
        SocFilter source = Used(), exact = new(PercentPerAs), rounded = new(PercentPerAs);
        Read(exact, Bytes(source, true), true);
        Assert.Equal(Bytes(source, true), Bytes(exact, true));

        source.Round();
        Assert.All(Exact(source), value => Assert.Equal((float)value, value));
        byte[] kept = Bytes(source, false);
        Assert.Equal(Numbers * 4 + 4, kept.Length);
        Read(rounded, kept, false);
        Assert.Equal(Bytes(source, true), Bytes(rounded, true));

        // They go on alike, so that what is not written twice, above the diagonal, is the same too.
        foreach (SocFilter filter in new[] { source, rounded })
        {
            filter.Predict(0.1, 15, 0.01, 60);
            filter.UpdateByNetwork(55, 2, 1);
        }

        Assert.Equal(Bytes(source, true), Bytes(rounded, true));
    }

    // Numbers: charge, drift, error; covariances of the charge, of drift and charge, of the drift, of the error and each.
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 100, true)]
    [InlineData(0, -0.001, false)]
    [InlineData(0, 100.001, false)]
    [InlineData(0, double.NaN, false)]
    [InlineData(1, 20 * OffsetDrift, true)]
    [InlineData(1, -20 * OffsetDrift, true)]
    [InlineData(1, 20.03 * OffsetDrift, false)]
    [InlineData(1, -20.03 * OffsetDrift, false)]
    [InlineData(2, 100, true)]
    [InlineData(2, -100, true)]
    [InlineData(2, 100.001, false)]
    [InlineData(2, -100.001, false)]
    [InlineData(3, 0, false)]
    [InlineData(3, -1, false)]
    [InlineData(3, 1e5, true)]
    [InlineData(3, 100001, false)]
    [InlineData(4, double.PositiveInfinity, false)]
    [InlineData(4, -100001, false)]
    [InlineData(5, 0, false)]
    [InlineData(5, double.NaN, false)]
    [InlineData(6, 100001, false)]
    [InlineData(7, -1e5, true)]
    [InlineData(7, -100001, false)]
    [InlineData(8, 0, false)]
    [InlineData(8, 0.5, true)]
    [InlineData(Numbers, 1, true)]
    [InlineData(Numbers, 0, true)]
    [InlineData(Numbers, -0.01, false)]
    [InlineData(Numbers, 1.01, false)]
    public void Bytes_that_cannot_be_true_are_forgotten(int which, double value, bool isPossible)
    {
        byte[] bytes = Bytes(Used(), true);
        byte[] number = which < Numbers ? BitConverter.GetBytes(value) : BitConverter.GetBytes((float)value);
        number.CopyTo(bytes, which * 8);
        SocFilter filter = Used();
        Read(filter, bytes, true);
        Assert.Equal(isPossible ? bytes : Bytes(new SocFilter(PercentPerAs), true), Bytes(filter, true));
    }

    private static bool Close(double expected, double actual) => Math.Abs(expected - actual) <= 1e-9 * Math.Abs(expected);

    /// <summary>A filter none of whose numbers is 0.</summary>
    private static SocFilter Used()
    {
        var filter = new SocFilter(PercentPerAs);
        filter.Anchor(50, 4, false);
        filter.Predict(-1, 30, 0.1, 60);
        filter.UpdateByNetwork(48, 1, 0.5);
        filter.Predict(-1, 30, 0.1, 60);
        Assert.DoesNotContain(0, Exact(filter));
        return filter;
    }

    private static void AssertSame(TextbookFilter textbook, SocFilter filter, int step)
    {
        double[,] p = textbook.Covariance;
        double[] expected = [.. textbook.State, p[0, 0], p[1, 0], p[1, 1], p[2, 0], p[2, 1], p[2, 2]], actual = Exact(filter);
        for (int k = 0; k < Numbers; k++)
        {
            // Charge in percent, drift in that of an offset, error in deviations; of the covariances the product of two of these.
            double[] unit = [1, OffsetDrift, 1, 1, OffsetDrift, OffsetDrift * OffsetDrift, 1, OffsetDrift, 1];
            Assert.True(Math.Abs(expected[k] - actual[k]) <= 1e-6 * unit[k], $"step {step}, number {k}: {expected[k]} and {actual[k]}");
        }

        Assert.Equal((expected[0], expected[3], expected[1]), (filter.SocPercent, filter.Variance, filter.DriftPercentPerS), Alike);
        Assert.Equal(textbook.Reliance, filter.Reliance, 1e-4);
    }

    private static bool Alike((double, double, double) a, (double, double, double) b) =>
        Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) < 1e-5;

    /// <summary>Charge, drift, error; the lower half of their covariance, a row after the other.</summary>
    private static double[] Exact(SocFilter filter)
    {
        byte[] bytes = Bytes(filter, true);
        return [.. Enumerable.Range(0, Numbers).Select(k => BitConverter.ToDouble(bytes, k * 8))];
    }

    private static byte[] Bytes(SocFilter filter, bool isExact)
    {
        var bytes = new byte[ExactBytes];
        var buffer = new StateBuffer(bytes, false) { IsExact = isExact };
        filter.Serialize(buffer);
        return bytes[..buffer.Length];
    }

    private static void Read(SocFilter filter, byte[] bytes, bool isExact) =>
        filter.Serialize(new StateBuffer(bytes, true) { IsExact = isExact });
}
