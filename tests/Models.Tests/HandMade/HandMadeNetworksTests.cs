using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tests.HandMade;

/// <summary>Files of all kinds made by hand give what the formulas of their documentation give.</summary>
public class HandMadeNetworksTests
{
    public static readonly TheoryData<string> Names = new(HandMadeNetworks.All);

    [Fact]
    public void There_are_at_least_forty() => Assert.InRange(HandMadeNetworks.All.Distinct().Count(), 40, 1000);

    [Theory]
    [MemberData(nameof(Names))]
    public void Floats_are_within_a_hundred_thousandth_of_the_formulas(string name)
    {
        (FloatNetwork network, IReadOnlyList<HandMadeLayer> layers) = HandMadeNetworks.Read(name);
        var model = new FloatModel(network);
        var random = new Random(5);
        bool isAlive = false;
        for (int run = 0; run < 5; run++)
        {
            float[] window = [.. Enumerable.Range(0, HandMadeNetworks.Steps * HandMadeNetworks.Inputs)
                .Select(_ => (3 * random.NextSingle()) - 1.5f)];
            double[][] steps = [.. window.Chunk(HandMadeNetworks.Inputs).Select(step => step.Select(value => (double)value).ToArray())];
            double[] expected = [.. Textbook.Run(layers, steps, HandMadeNetworks.Epsilon(name)).SelectMany(step => step)];
            float[] actual = model.Invoke(window);
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, Math.Abs(pair.First))));
            isAlive |= expected.Any(value => Math.Abs(value) > 0.01);
        }

        Assert.True(isAlive, "all outputs are about 0");
    }
}
