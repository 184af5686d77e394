using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

public class NetworkErrorTests
{
    private static readonly ErrorTable Table = new()
    {
        SocEdgesPercent = [20f],
        TemperatureEdgesC = [0f],
        DeciPercent = [10, 20, 30, 40, 11, 21, 31, 41, 12, 22, 32, 42],
        CorrelationS = [100f, 5000f, 200f],
        ScatterPercent = 0.3f,
        StartFactor = 3f,
    };

    [Theory]
    [InlineData(PhaseDetector.Driving, 19.9f, -0.1f, 1.0f)]
    [InlineData(PhaseDetector.Driving, 20f, -0.1f, 2.0f)]
    [InlineData(PhaseDetector.Driving, 19.9f, 0f, 3.0f)]
    [InlineData(PhaseDetector.Resting, 50f, 25f, 4.1f)]
    [InlineData(PhaseDetector.Charging, 0f, -20f, 1.2f)]
    public void The_table_is_read_by_phase_temperature_and_charge(int phase, float socPercent, float temperatureC, float rmsPercent) =>
        Assert.Equal(rmsPercent, Table.RmsPercent(phase, socPercent, temperatureC), 1e-6f);

    [Fact]
    public void At_a_start_it_is_as_many_times_as_large_as_was_measured()
    {
        NetworkError network = Running();
        double settled = network.Deviation(PhaseDetector.Driving, 50f, 25f);
        network.Restart();
        Assert.Equal(3 * settled, network.Deviation(PhaseDetector.Driving, 50f, 25f), 0.01);
        network.Add(60);
        Assert.Equal(2 * settled, network.Deviation(PhaseDetector.Driving, 50f, 25f), 0.01);
    }

    [Fact]
    public void What_dies_away_is_larger_at_a_start()
    {
        NetworkError network = Running();
        double settled = network.DyingDeviation;
        Assert.InRange(settled, 0.3, 0.8);
        network.Restart();
        Assert.InRange(network.DyingDeviation / settled, 2, 4);
    }

    [Fact]
    public void A_network_that_goes_far_from_the_count_is_believed_less_and_never_without_bounds()
    {
        NetworkError network = Running();
        for (int k = 0; k < 400; k++)
        {
            network.Learn(0.1, 15, 0, PhaseDetector.Driving, 50f, 25f);
        }

        Assert.Equal(1f, network.Fit);
        double settled = network.Deviation(PhaseDetector.Driving, 50f, 25f);
        for (int k = 0; k < 400; k++)
        {
            network.Learn(4 * settled, 15, 0, PhaseDetector.Driving, 50f, 25f);
        }

        Assert.InRange(network.Deviation(PhaseDetector.Driving, 50f, 25f) / settled, 3, 6);
        for (int k = 0; k < 4000; k++)
        {
            network.Learn(100, 15, 0, PhaseDetector.Driving, 50f, 25f);
        }

        Assert.InRange(network.Deviation(PhaseDetector.Driving, 50f, 25f) / settled, 8, 10.1);
    }

    [Fact]
    public void At_rest_nothing_new_is_learnt()
    {
        NetworkError network = Running();
        network.Learn(1000, 1e4, 0, PhaseDetector.Resting, 50f, 25f);
        Assert.Equal(1f, network.Fit);
    }

    [Fact]
    public void Without_a_table_it_is_a_careful_guess()
    {
        var network = new NetworkError(null);
        network.Add(1e6);
        Assert.InRange(network.Deviation(PhaseDetector.Driving, 50f, 25f), 3, 8);
    }

    /// <summary>A network that has been running for days.</summary>
    // Three times as large at a start at 10 degC and above: 2 more, 2 more again with each 5 K below.
    [Theory]
    [InlineData(25f, 3.0)]
    [InlineData(10f, 3.0)]
    [InlineData(5f, 5.0)]
    [InlineData(0f, 7.0)]
    [InlineData(-5f, 9.0)]
    public void In_the_cold_a_start_is_worse(float temperatureC, double times)
    {
        var network = new NetworkError(TestErrors.Table);
        Assert.Equal(times, network.Deviation(PhaseDetector.Driving, 50f, temperatureC), 1e-4);
    }

    [Fact]
    public void What_was_not_measured_is_a_careful_guess()
    {
        // 4 % and twice as much at a start; a scatter of a quarter, with the step of an 8-bit output, of estimates 15 s apart.
        var unknown = new NetworkError(null);
        Assert.Equal(8, unknown.Deviation(PhaseDetector.Driving, 50f, 25f), 1e-6);
        Assert.Equal(0.25 * 0.25 + 0.02, unknown.ScatterVariance(15), 1e-9);
        Assert.Equal(15 * (0.2 * 0.2 + 0.02), new NetworkError(TestErrors.Table).ScatterVariance(1), 1e-6);
    }

    // 2 % off at 1 %, with 3 %^2 that the count may be wrong by: 1.5 * 4 / 4 = 1.5, of which 1200 s take a half.
    [Fact]
    public void What_the_count_may_be_wrong_by_is_not_blamed_on_the_network()
    {
        var network = new NetworkError(TestErrors.Table);
        network.Add(301);
        network.Learn(2, 1200, 3, PhaseDetector.Driving, 50f, 25f);
        Assert.Equal(1.25f, network.Fit, 1e-5f);

        var bytes = new byte[16];
        var same = new NetworkError(TestErrors.Table);
        network.Serialize(new StateBuffer(bytes, isReading: false));
        same.Serialize(new StateBuffer(bytes, isReading: true));
        Assert.Equal((1.25f, 301f), (same.Fit, same.RunningS));
        network.Reset();
        Assert.Equal((1f, 0f), (network.Fit, network.RunningS));
    }

    [Theory]
    [InlineData(299f, 1f)]
    [InlineData(301f, 10.9f)]
    public void Nothing_is_learnt_in_the_first_minutes_and_a_contradiction_counts_as_a_hundredfold_at_most(float runningS, float fit)
    {
        // A tenth of the way to 100.
        var network = new NetworkError(TestErrors.Table);
        network.Add(runningS);
        network.Learn(1e6, 1200.0 / 9, 0, PhaseDetector.Driving, 50f, 25f);
        Assert.Equal(fit, network.Fit, 1e-4f);
    }

    private static NetworkError Running()
    {
        var network = new NetworkError(Table);
        network.Add(1e6);
        return network;
    }
}
