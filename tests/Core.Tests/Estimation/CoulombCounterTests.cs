using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

/// <summary>Percent of the capacity, by hand.</summary>
public class CoulombCounterTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(-2f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Without_a_capacity_nothing_is_counted(float capacityAh)
    {
        var counter = new CoulombCounter(capacityAh, 0f, 0f);
        Assert.False(counter.HasCapacity);
        Assert.Equal(0f, counter.CapacityAh);
        counter.Add(3.7f, -1f, 60f, 1f);
        Assert.Equal(0.0, counter.ChangePercent);
    }

    // 2 A of 2 Ah: a percent in 36 s.
    [Fact]
    public void A_reading_is_percent_of_the_rated_capacity()
    {
        var counter = new CoulombCounter(2f, 0f, 0f);
        Assert.Equal(2f, counter.CapacityAh);
        Assert.Equal(1.0 / 72, counter.PercentPerAs, 1e-9);
        counter.Add(3.7f, -2f, 36f, 1f);
        Assert.Equal(-1.0, counter.ChangePercent, 1e-6);
        counter.Add(3.7f, -2f, 0f, 1f);
        Assert.Equal(0.0, counter.ChangePercent);
    }

    // 1 A and 3 A in samples of 900 s: 2 A^2 over 899 s unseen, twice; in percent^2 by (1/72)^2, and as many times as is asked for.
    [Fact]
    public void What_was_not_seen_between_samples_is_a_variance_in_percent()
    {
        CoulombCounter counter = Sampled();
        double expected = 2.0 * 899 * 899 * 2 / (72 * 72);
        Assert.Equal(expected, counter.UnseenVariance(1800, 1), 1e-3 * expected);
        Assert.Equal(3 * expected, counter.UnseenVariance(1800, 3), 3e-3 * expected);
    }

    // After a gap the current before it says nothing of what flowed: the sample counts as if it had flowed all the time.
    [Fact]
    public void A_gap_and_a_reset_end_the_line_between_samples()
    {
        CoulombCounter counter = Sampled();
        counter.AddGap();
        Assert.Equal(0.0, counter.ChangePercent);
        counter.Add(3.7f, 0.08f, 900f, 1f);
        Assert.Equal(1.0, counter.ChangePercent, 1e-5);
        Assert.NotEqual(0.0, counter.UnseenVariance(900, 1));

        counter.Reset();
        Assert.Equal(0.0, counter.UnseenVariance(900, 1));
        counter.Add(3.7f, -0.08f, 900f, 1f);
        Assert.Equal(-1.0, counter.ChangePercent, 1e-5);
    }

    [Fact]
    public void Goes_on_from_bytes()
    {
        CoulombCounter counter = Sampled(), same = new(2f, 4.15f, 0.1f);
        var bytes = new byte[128];
        counter.Serialize(new StateBuffer(bytes, isReading: false));
        same.Serialize(new StateBuffer(bytes, isReading: true));
        counter.Add(3.7f, 6f, 900f, 1f);
        same.Add(3.7f, 6f, 900f, 1f);
        Assert.Equal(counter.ChangePercent, same.ChangePercent);
        Assert.Equal(counter.UnseenVariance(900, 1), same.UnseenVariance(900, 1));
    }

    // Full: at the voltage with the current at its end, for as long as the detector asks.
    [Fact]
    public void A_full_charge_is_seen_across_bytes_and_not_across_a_gap_or_a_reset()
    {
        int needed = Seconds(new CoulombCounter(2f, 4.15f, 0.1f));
        Assert.InRange(needed, 2, 600);
        foreach ((Action<CoulombCounter>? between, int expected) in new (Action<CoulombCounter>?, int)[]
        {
            (null, needed - needed / 2), (counter => counter.AddGap(), needed), (counter => counter.Reset(), needed),
        })
        {
            CoulombCounter counter = new(2f, 4.15f, 0.1f), same = new(2f, 4.15f, 0.1f);
            for (int second = 0; second < needed / 2; second++)
            {
                Assert.False(counter.Add(4.2f, 0.05f, 1f, 1f));
            }

            if (between is null)
            {
                var bytes = new byte[128];
                counter.Serialize(new StateBuffer(bytes, isReading: false));
                same.Serialize(new StateBuffer(bytes, isReading: true));
                counter = same;
            }
            else
            {
                between(counter);
            }

            Assert.Equal(expected, Seconds(counter));
        }
    }

    private static int Seconds(CoulombCounter counter)
    {
        int seconds = 1;
        while (seconds < 1000 && !counter.Add(4.2f, 0.05f, 1f, 1f))
        {
            seconds++;
        }

        return seconds;
    }

    private static CoulombCounter Sampled()
    {
        var counter = new CoulombCounter(2f, 4.15f, 0.1f);
        counter.Add(3.7f, 1f, 900f, 1f);
        counter.Add(3.7f, 3f, 900f, 1f);
        return counter;
    }
}
