using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Options;

namespace NanoBms.ModelTrainer.Tests.Data;

public sealed class WeightedPlacesTests
{
    private const int Draws = 40_000;

    [Fact]
    public void Without_weights_of_phases_all_places_are_alike()
    {
        double[] shares = Shares(Places(), null);

        Assert.InRange(shares[0], 0.79, 0.81);
        Assert.InRange(shares[1], 0.19, 0.21);
    }

    [Fact]
    public void Phases_are_drawn_in_the_ratio_of_their_weights()
    {
        double[] shares = Shares(Places(), new PhaseWeights(1f, 3f, 7f));

        // Nothing charges: what is left shares 1 to 3.
        Assert.InRange(shares[0], 0.24, 0.26);
        Assert.InRange(shares[1], 0.74, 0.76);
    }

    [Fact]
    public void Within_a_phase_the_weight_of_the_cycle_counts()
    {
        double[] shares = Shares(
            [.. Places(), .. Enumerable.Range(100, 100).Select(place => (place, 0, 4f))], new PhaseWeights(1f, 0f, 0f));

        Assert.InRange(shares[2], 0.82, 0.845);
        Assert.Equal(0, shares[1]);
    }

    [Fact]
    public void Places_of_phases_that_do_not_count_are_none() =>
        Assert.True(new WeightedPlaces(Places(), new PhaseWeights(0f, 0f, 1f)).IsEmpty);

    // 80 places of driving below 80, 20 of resting below 100.
    private static (int Place, int Phase, float Weight)[] Places() =>
        [.. Enumerable.Range(0, 100).Select(place => (place, place < 80 ? 0 : 1, 1f))];

    private static double[] Shares((int Place, int Phase, float Weight)[] places, PhaseWeights? weights)
    {
        var drawn = new WeightedPlaces(places, weights);
        var random = new Random(1);
        var counts = new double[3];
        for (int draw = 0; draw < Draws; draw++)
        {
            int place = drawn.Draw(random);
            counts[place < 80 ? 0 : place < 100 ? 1 : 2]++;
        }

        return [.. counts.Select(count => count / Draws)];
    }
}
