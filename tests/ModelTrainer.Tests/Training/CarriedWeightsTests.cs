using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.ModelTrainer.Passes;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Tests.Training;

public class CarriedWeightsTests
{
    private const int Window = 5, Windows = 8;

    private static readonly ManifestFeature[] Before =
    [
        new() { Kind = "voltage", Scale = 0.5f, Offset = -1.7f },
        new() { Kind = "ema", Of = "voltage", TauS = 30, Scale = 0.4f, Offset = -1.2f },
        new() { Kind = "ema", Of = "voltage", TauS = 30, Scale = 0.6f, Offset = -2.1f },
        new() { Kind = "current", Scale = 0.8f, Offset = 0.1f },
    ];

    [Fact]
    public void A_network_gives_the_same_where_features_are_scaled_differently_in_another_order_beside_a_new_one()
    {
        ManifestFeature[] features =
        [
            new() { Kind = "current", Scale = 0.3f, Offset = -0.2f },
            new() { Kind = "temperature", Scale = 0.02f },
            Before[2],
            Before[1] with { Scale = 0.25f, Offset = -0.9f },
            Before[0] with { Offset = -1.5f },
        ];

        float[] given = Outputs(Network, Before);
        float[] carried = Outputs(CarriedWeights.To(Network, Before, features), features);

        Assert.True(given.Max() - given.Min() > 1e-3f);
        Assert.All(given.Zip(carried), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }

    [Fact]
    public void The_same_features_leave_the_network_as_it_is() =>
        Assert.Same(Network, CarriedWeights.To(Network, Before, [.. Before]));

    [Fact]
    public void A_feature_that_is_gone_is_named()
    {
        UserError refusal = Assert.Throws<UserError>(() => CarriedWeights.To(Network, Before, [.. Before.Take(2), Before[3]]));

        Assert.Equal(
            "The network to train on from looks at ema voltage 30 s, which the manifest does not name; add it there.", refusal.Message);
    }

    private static readonly NetworkShape Shape = new(Before.Length, Window, [6, 3], [4]);

    private static readonly FloatNetwork Network = Parameters.ToNetwork(Shape, Parameters.Initialize(Shape, new Random(3)), "carried");

    /// <summary>What the network gives for some windows; values of a name in a window are the same whatever the features.</summary>
    private static float[] Outputs(FloatNetwork network, ManifestFeature[] features) => [.. Enumerable.Range(0, Windows).Select(window =>
        new FloatModel(network).Invoke([.. Enumerable.Range(0, Window).SelectMany(step =>
            features.Select(feature => Value(feature, window, step) * feature.Scale + feature.Offset))])[0])];

    private static float Value(ManifestFeature feature, int window, int step) => feature.Kind switch
    {
        "voltage" => 3.2f + 0.1f * window + 0.02f * step,
        "ema" => 3.1f + 0.1f * window,
        "current" => -1f + 0.3f * window - 0.4f * step,
        _ => 10f + 5f * window,
    };
}
