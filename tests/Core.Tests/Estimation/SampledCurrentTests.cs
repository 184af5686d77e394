using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

public class SampledCurrentTests
{
    [Fact]
    public void A_sample_a_second_is_the_charge_itself()
    {
        var current = new SampledCurrent();

        Assert.Equal(-2, current.Add(-2, 1, 30), 1e-12);
        Assert.Equal(3, current.Add(3, 1, 30), 1e-12);
        Assert.Equal(0, current.VarianceIn(60));
    }

    [Fact]
    public void Between_samples_far_apart_lies_a_line()
    {
        // 1 s at 4 A, and 14 s at the mean of 2 A and 4 A.
        var current = new SampledCurrent();

        Assert.Equal(30, current.Add(2, 15, 30), 1e-12);
        Assert.Equal(4 + 42, current.Add(4, 15, 30), 1e-12);
        current.Break();
        Assert.Equal(60, current.Add(4, 15, 30), 1e-12);
    }

    [Fact]
    public void What_may_be_wrong_is_the_variance_of_neighbours_and_adds_up()
    {
        // +3 A and -3 A in turn: half the square of the difference is 18 A^2, over 14 unseen seconds of 15.
        var current = new SampledCurrent();
        for (int k = 0; k < 2000; k++)
        {
            current.Add(k % 2 == 0 ? 3 : -3, 15, 30);
        }

        Assert.Equal(18.0 * 14 * 14, current.VarianceIn(15), 1.0);
        Assert.Equal(18.0 * 14 * 14 * 4, current.VarianceIn(60), 4.0);
    }

    [Fact]
    public void A_change_beyond_the_most_counts_as_the_most()
    {
        var current = new SampledCurrent();
        for (int k = 0; k < 2000; k++)
        {
            current.Add(k % 2 == 0 ? 1e30f : -1e30f, 15, 2);
        }

        Assert.Equal(2.0 * 14 * 14, current.VarianceIn(15), 0.1);
    }

    // Half of (3 - 1)^2 is 2 A^2, of which a sample of 225 s takes a quarter, one of 900 s or more all; unseen is what is over a second.
    [Theory]
    [InlineData(225.0, 0.25)]
    [InlineData(900.0, 1.0)]
    [InlineData(1800.0, 1.0)]
    public void A_sample_counts_by_its_time_and_at_most_as_all(double durationS, double share)
    {
        var current = new SampledCurrent();
        current.Add(1, durationS, 30);
        current.Add(3, durationS, 30);
        Assert.Equal(2 * share * (durationS - 1) * (durationS - 1), current.VarianceIn(durationS), 1e-6 * durationS * durationS);
        Assert.Equal(0, current.VarianceIn(0));
    }

    [Fact]
    public void Samples_closer_than_a_second_leave_nothing_unseen()
    {
        var current = new SampledCurrent();
        current.Add(1, 0.5, 30);
        Assert.Equal(1.5, current.Add(3, 0.5, 30), 1e-12);
        Assert.Equal(0, current.VarianceIn(60));
        Assert.Equal(0, new SampledCurrent().VarianceIn(60));
    }

    [Fact]
    public void A_break_keeps_the_variance_and_a_reset_forgets_it()
    {
        var current = new SampledCurrent();
        current.Add(1, 900, 30);
        current.Add(3, 900, 30);
        double variance = current.VarianceIn(900);
        current.Break();
        Assert.Equal(7 * 900, current.Add(7, 900, 30), 1e-9);
        Assert.Equal(variance, current.VarianceIn(900));
        current.Reset();
        Assert.Equal(0, current.VarianceIn(900));
        Assert.Equal(5 * 900, current.Add(5, 900, 30), 1e-9);
        Assert.Equal(0, current.VarianceIn(900));
    }

    [Fact]
    public void Goes_on_from_bytes()
    {
        var current = new SampledCurrent();
        current.Add(1, 900, 30);
        current.Add(3, 450, 30);
        var bytes = new byte[16];
        var same = new SampledCurrent();
        current.Serialize(new StateBuffer(bytes, isReading: false));
        same.Serialize(new StateBuffer(bytes, isReading: true));
        Assert.Equal(current.Add(6, 450, 30), same.Add(6, 450, 30));
        Assert.Equal(current.VarianceIn(450), same.VarianceIn(450));
        Assert.NotEqual(0, same.VarianceIn(450));
    }
}
