using NanoBms.Foundation;
using NanoBms.Models.Manifests;

namespace NanoBms.Models.Tests.Manifests;

/// <summary>What a manifest tells of its cell.</summary>
public class ManifestCellTests
{
    private static readonly ManifestCell Lfp = new()
    {
        Type = "A123 APR18650M1B",
        Chemistry = "lfp",
        RatedCapacityAh = 1.2f,
        FullVoltageV = 3.6f,
        EmptyVoltageV = 2f,
        MaxChargeCurrentA = 4f,
        MaxDischargeCurrentA = 30f,
        MinChargeTemperatureC = 0f,
        MinUseTemperatureC = -20f,
        MaxUseTemperatureC = 55f,
        MinVoltageV = 1f,
        MaxVoltageV = 4f,
    };

    [Fact]
    public void Chemistry_voltages_and_limits_are_read_as_they_were_written()
    {
        Assert.Equal(Lfp, Read(Lfp));
        ManifestCell old = new() { Type = "x", RatedCapacityAh = 2f };
        Assert.Equal(old, Read(old));
    }

    public static TheoryData<ManifestCell, string> Faults => new()
    {
        {
            Lfp with { Chemistry = "LiFePO4" },
            "cell.chemistry must be a word of 1 to 32 lower-case letters, digits or '-', such as nmc, nca, lfp or lead-acid."
        },
        { Lfp with { FullVoltageV = 4.2f }, "cell.fullVoltageV must lie between cell.minVoltageV and cell.maxVoltageV." },
        { Lfp with { EmptyVoltageV = 3.7f }, "cell.emptyVoltageV must lie between cell.minVoltageV and cell.fullVoltageV." },
        { Lfp with { MaxChargeCurrentA = 0f }, "cell.maxChargeCurrentA and cell.maxDischargeCurrentA must be above 0." },
        { Lfp with { MaxDischargeCurrentA = -3f }, "cell.maxChargeCurrentA and cell.maxDischargeCurrentA must be above 0." },
        {
            Lfp with { MinChargeTemperatureC = 60f },
            "cell.minUseTemperatureC and cell.minChargeTemperatureC must be below cell.maxUseTemperatureC."
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_limit_that_cannot_be_is_refused_in_a_sentence(ManifestCell cell, string sentence) =>
        Assert.Equal("m: " + sentence, Assert.Throws<UserError>(() => Read(cell)).Message);

    private static ManifestCell Read(ManifestCell cell)
    {
        var manifest = new Manifest
        {
            Name = "m",
            Mode = ManifestMode.Streaming,
            SamplePeriodMs = 1000,
            Window = 1,
            Features = [new ManifestFeature { Kind = "voltage" }],
            Soc = new ManifestOutput(100, 0),
            Cell = cell,
        };
        return ManifestJson.Parse(ManifestJson.Write(manifest), "m").Cell!;
    }
}
