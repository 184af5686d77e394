using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

public sealed class PhaseDetectorTests
{
    private const float CapacityAh = 3f;

    private readonly PhaseDetector detector = new(CapacityAh);

    [Fact]
    public void Knows_a_load_from_the_first_reading_on()
    {
        Run(-1f, 1);

        Assert.Equal(PhaseDetector.Driving, detector.Phase);
    }

    [Fact]
    public void Rests_once_a_minute_was_quiet_and_drives_again_at_once()
    {
        Run(-3f, 600);
        Run(0.02f, 59);
        Assert.Equal(PhaseDetector.Driving, detector.Phase);
        Run(-0.02f, 1);
        Assert.Equal(PhaseDetector.Resting, detector.Phase);
        Run(-0.5f, 1);
        Assert.Equal(PhaseDetector.Driving, detector.Phase);
    }

    [Fact]
    public void Charges_through_the_tail_of_a_charge()
    {
        Run(0f, 100);
        Run(3f, 60);
        Assert.Equal(PhaseDetector.Charging, detector.Phase);
        Run(0.05f, 600);
        Assert.Equal(PhaseDetector.Charging, detector.Phase);
    }

    [Fact]
    public void Takes_regeneration_for_driving()
    {
        for (int second = 0; second < 600; second++)
        {
            detector.Add(second % 20 < 15 ? -3f : 4f, 1f);
            Assert.Equal(PhaseDetector.Driving, detector.Phase);
        }
    }

    [Fact]
    public void Counts_a_long_sample_for_as_many_seconds()
    {
        for (int sample = 0; sample < 4; sample++)
        {
            Assert.NotEqual(PhaseDetector.Resting, detector.Phase);
            detector.Add(0f, 15f);
        }

        Assert.Equal(PhaseDetector.Resting, detector.Phase);
    }

    [Theory]
    [InlineData(float.NaN, 1f)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(3f, float.NaN)]
    [InlineData(3f, 0f)]
    public void Passes_over_what_is_no_reading(float currentA, float durationS)
    {
        Run(0f, 60);

        detector.Add(currentA, durationS);

        Assert.Equal(PhaseDetector.Resting, detector.Phase);
    }

    [Fact]
    public void Currents_beyond_measure_leave_it_able_to_tell_a_charge()
    {
        detector.Add(float.MaxValue, 1f);
        detector.Add(float.MinValue, 1f);
        Run(3f, 3600);
        Assert.Equal(PhaseDetector.Charging, detector.Phase);
    }

    [Fact]
    public void Forgets_all()
    {
        Run(3f, 100);
        detector.Reset();
        Assert.Equal(PhaseDetector.Driving, detector.Phase);
        Run(0f, 59);
        Assert.Equal(PhaseDetector.Driving, detector.Phase);
    }

    // 0.03 A is a hundredth of the capacity. From 3 A of charge the mean falls by 1/61 of its distance a second: below 0.03 A after
    // ln(6.03 / 3.03) / ln(61/60) = 41.6 s of a load of 3 A.
    [Fact]
    public void A_charge_is_over_once_the_mean_of_a_minute_is()
    {
        Run(3f, 1);
        Run(-3f, 41);
        Assert.Equal(PhaseDetector.Charging, detector.Phase);
        Run(-3f, 1);
        Assert.Equal(PhaseDetector.Driving, detector.Phase);
    }

    // 10,000 times 0.03 A at most are believed: 300 A fall below 0.03 A after ln(300 / 0.03) / ln(61/60) = 557 s.
    [Fact]
    public void A_fault_counts_as_a_current_that_can_be()
    {
        Run(1e9f, 1);
        Run(0f, 59);
        detector.Add(0.04f, 1f);
        Run(0f, 59);
        detector.Add(-0.04f, 1f);
        Run(0f, 59);
        Assert.Equal(PhaseDetector.Charging, detector.Phase);
        for (int second = 0; second < 400; second++)
        {
            detector.Add(second % 2 == 0 ? 0.04f : -0.04f, 1f);
        }

        Assert.Equal(PhaseDetector.Driving, detector.Phase);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-3f)]
    [InlineData(float.NaN)]
    public void Without_a_capacity_only_no_current_at_all_is_quiet(float capacityAh)
    {
        var unknown = new PhaseDetector(capacityAh);
        unknown.Add(0.001f, 100f);
        Assert.Equal(PhaseDetector.Charging, unknown.Phase);
        unknown.Add(0f, 60f);
        Assert.Equal(PhaseDetector.Resting, unknown.Phase);

        // Here 10,000 A are the most: gone below zero by a load of 10,000 A that lasts two minutes.
        unknown.Add(1e9f, 1f);
        unknown.Add(-10000f, 120f);
        Assert.Equal(PhaseDetector.Driving, unknown.Phase);
    }

    [Fact]
    public void Goes_on_from_bytes_in_each_phase()
    {
        Run(3f, 1);
        Run(-3f, 41);
        PhaseDetector same = ThroughBytes();
        Assert.Equal(PhaseDetector.Charging, same.Phase);
        same.Add(-3f, 1f);
        Assert.Equal(PhaseDetector.Driving, same.Phase);

        Run(0f, 59);
        same = ThroughBytes();
        same.Add(0f, 1f);
        Assert.Equal(PhaseDetector.Resting, same.Phase);
    }

    [Fact]
    public void The_mean_begins_anew_after_all_was_forgotten()
    {
        Run(-3f, 100);
        detector.Reset();
        Run(0.1f, 1);
        Assert.Equal(PhaseDetector.Charging, detector.Phase);
    }

    private PhaseDetector ThroughBytes()
    {
        var bytes = new byte[16];
        var same = new PhaseDetector(CapacityAh);
        detector.Serialize(new StateBuffer(bytes, isReading: false));
        same.Serialize(new StateBuffer(bytes, isReading: true));
        return same;
    }

    private void Run(float currentA, int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            detector.Add(currentA, 1f);
        }
    }
}
