using NanoBms.Foundation;
using NanoBms.Models.Manifests;

namespace NanoBms.Models.Tests.Manifests;

public sealed class ManifestNetworkErrorTests
{
    private static readonly ManifestNetworkError Good = new()
    {
        SocEdgesPercent = [20f, 80f],
        TemperatureEdgesC = [0f],
        RootMeanSquarePercent = [Phase(1f), Phase(0.5f), Phase(2f)],
        CorrelationS = [100f, 1000f, 300f],
        ScatterPercent = 0.2f,
        StartFactor = 1.5f,
    };

    public static TheoryData<string, string> Faults => new()
    {
        { "soc", "networkError.socEdgesPercent must hold 0 to 15 numbers, ascending." },
        { "temperature", "networkError.temperatureEdgesC must hold 0 to 15 numbers, ascending." },
        { "phases", "networkError.rootMeanSquarePercent must hold 3 phases of 2 temperatures of 3 states of charge" },
        { "row", "networkError.rootMeanSquarePercent must hold 3 phases of 2 temperatures of 3 states of charge" },
        { "zero", "networkError.rootMeanSquarePercent must be above 0 and at most 100." },
        { "correlation", "networkError.correlationS must hold 3 times above 0" },
        { "scatter", "networkError.scatterPercent must be 0 to 100." },
        { "start", "networkError.startFactor must be 1 to 1000." },
    };

    [Fact]
    public void A_manifest_keeps_the_table()
    {
        Manifest manifest = With(Good);

        byte[] json = ManifestJson.Write(manifest);
        Manifest read = ManifestJson.Parse(json, "test");

        Assert.Equal(json, ManifestJson.Write(read));
        Assert.Equal(0.5f, read.NetworkError!.RootMeanSquarePercent[1][1][2]);
        Assert.Equal([100f, 1000f, 300f], read.NetworkError.CorrelationS);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_table_that_is_not_whole_is_refused(string fault, string sentence)
    {
        ManifestNetworkError table = fault switch
        {
            "soc" => Good with { SocEdgesPercent = [80f, 20f] },
            "temperature" => Good with { TemperatureEdgesC = [float.NaN] },
            "phases" => Good with { RootMeanSquarePercent = [Phase(1f)] },
            "row" => Good with { RootMeanSquarePercent = [Phase(1f), Phase(1f), [[1f, 1f, 1f], [1f, 1f]]] },
            "zero" => Good with { RootMeanSquarePercent = [Phase(1f), Phase(0f), Phase(1f)] },
            "correlation" => Good with { CorrelationS = [1f, 2f] },
            "scatter" => Good with { ScatterPercent = -1f },
            _ => Good with { StartFactor = 0.5f },
        };

        UserError error = Assert.Throws<UserError>(() => ManifestJson.Check(With(table), "test"));

        Assert.StartsWith("test: " + sentence, error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<IReadOnlyList<float>> Phase(float percent) => [[percent, percent, percent], [percent, percent, percent]];

    private static Manifest With(ManifestNetworkError table) => new()
    {
        Name = "test",
        Mode = ManifestMode.Windowed,
        SamplePeriodMs = 1000,
        Window = 1,
        Features = [new ManifestFeature { Kind = "voltage" }],
        Soc = new ManifestOutput(100f, 0f),
        NetworkError = table,
    };
}
