using NanoBms.Models.Generation;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Tests.HandMade;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests.HandMade;

/// <summary>Generated code of the networks that are made by hand equals the evaluator bit for bit, in both widths and layouts.</summary>
public class HandMadeCodeTests
{
    public static readonly TheoryData<string, ActivationWidth> Cases = new(
        from name in HandMadeNetworks.All
        from width in Enum.GetValues<ActivationWidth>()
        select (name, width));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_code_equals_the_evaluator_in_both_layouts(string name, ActivationWidth width)
    {
        FloatNetwork network = HandMadeNetworks.Read(name).Network;
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(
            network, CalibrationSamples.InRange(network, -1, 1, 60), QuantizationOptions.Close with { Width = width });
        foreach (WeightLayout layout in Enum.GetValues<WeightLayout>())
        {
            int seen = ExpectEqual(quantized, layout);
            Assert.True(seen > 4, $"only {seen} different outputs, {layout}");
        }
    }
}
