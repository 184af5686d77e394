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
}
