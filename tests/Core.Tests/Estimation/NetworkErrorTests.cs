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
    private static NetworkError Running()
    {
        var network = new NetworkError(Table);
        network.Add(1e6);
        return network;
    }
}
