using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

public class NetworkErrorTests
{
    [Fact]
    public void It_learns_how_far_estimates_scatter()
    {
        NetworkError network = Running();
        for (int k = 0; k < 2000; k++)
        {
            network.Learn(k % 2 == 0 ? 1.2 : -1.2, 15);
        }

        Assert.Equal(1.44, network.Variance, 0.01);
    }

    [Theory]
    [InlineData(0.0, 0.09)]
    [InlineData(50.0, 2.25)]
    public void It_learns_within_bounds(double innovation, double variance)
    {
        NetworkError network = Running();
        for (int k = 0; k < 2000; k++)
        {
            network.Learn(innovation, 15);
        }

        Assert.Equal(variance, network.Variance, 1e-3);
    }

    [Fact]
    public void After_a_start_it_is_large_falls_and_nothing_is_learnt()
    {
        NetworkError network = Running();
        double settled = network.Variance;
        network.Restart();
        Assert.InRange(network.Variance, 6 * settled, 8 * settled);
        for (int second = 0; second < 300; second++)
        {
            double before = network.Variance;
            network.Learn(20, 1);
            network.Add(1);
            Assert.True(network.Variance < before);
        }

        Assert.InRange(network.Variance, settled, 1.3 * settled);
    }

    /// <summary>A network that has been running for days.</summary>
    private static NetworkError Running()
    {
        var network = new NetworkError();
        network.Add(1e6);
        return network;
    }
}
