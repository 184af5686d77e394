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

    private void Run(float currentA, int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            detector.Add(currentA, 1f);
        }
    }
}
