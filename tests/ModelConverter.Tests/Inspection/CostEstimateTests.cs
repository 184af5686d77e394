using NanoBms.DeviceBuild.Compilation;
using NanoBms.DeviceBuild.Inspection;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models;
using NanoBms.Models.Files;
using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.LayerNorm;
using NanoBms.Models.Networks;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests.Inspection;

/// <summary>The cost that inspect estimates of the code's text is near what the compiled code has.</summary>
public class CostEstimateTests(ITestOutputHelper output)
{
    private const int Bytes = CostEstimate.ErrorFlashBytes;

    public static readonly TheoryData<string, WeightLayout> Cases = new(
        from name in Networks.Keys
        from layout in Enum.GetValues<WeightLayout>()
        select (name, layout));

    private static Dictionary<string, Func<(QuantizedNetwork Network, ModelFile? File)>> Networks => new()
    {
        ["the default model"] = () =>
        {
            ModelFile file = ModelReader.Read(Converter.DefaultModel);
            return (file.Quantized!, file);
        },
        ["LSTM 100"] = () => (SmallModels.Quantized(10, false), null),
        ["GRU, wide"] = () => (Quantized(ActivationWidth.Int16, 6, Gru(40)), null),
        ["GRU and layer normalisation"] = () => (Quantized(
            ActivationWidth.Int8, 6, Gru(24), new FloatLayerNorm("n", 1e-3, Values(new Random(1), 24, 1f), new float[24]),
            new FloatDense("d", 24, 1, Activation.None, Values(new Random(2), 24, 1f), [0.1f])), null),
        ["dense alone"] = () => (Quantized(
            ActivationWidth.Int8, 1, new FloatDense("d", 3, 8, Activation.Relu, Values(new Random(3), 24, 1f), new float[8])), null),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_near_what_is_compiled(string name, WeightLayout layout)
    {
        (QuantizedNetwork network, ModelFile? file) = Networks[name]();
        (GeneratedCode code, CompiledModel compiled) = CodeGenerator.Generate(network, file?.Manifest, "", layout);
        CodeBounds.HoldWithCost(network, layout, code, compiled);
        var exact = DeviceCost.Of(layout, compiled);
        DeviceCost estimate = CostEstimate.Of(network, file?.Manifest, "", layout);
        output.WriteLine($"{exact}\n{estimate}");

        Assert.True(estimate.IsEstimated);
        Assert.Equal((exact.Layout, exact.Parts), (estimate.Layout, estimate.Parts));
        CodeBounds.Near(exact.IlBytes, estimate.IlBytes, Bytes);
        CodeBounds.Near(exact.LargestIlBytes, estimate.LargestIlBytes, Bytes);
        CodeBounds.Near(exact.ArrayBytes, estimate.ArrayBytes, Bytes);
        CodeBounds.Near(exact.FlashBytes, estimate.FlashBytes, Bytes);

        // Of layers in arrays the evaluator's own buffers count too; the compiler may add a local of its own.
        CodeBounds.Near(exact.HeapBytes, estimate.HeapBytes, layout == WeightLayout.Arrays ? CostEstimate.ErrorHeapBytes : Bytes);
        Assert.InRange(estimate.MaxLocals, exact.MaxLocals - 2, exact.MaxLocals + 10);
    }

    private static FloatGru Gru(int units)
    {
        var random = new Random(units);
        float[][] Gates(int count) => [.. Enumerable.Range(0, 3).Select(_ => Values(random, count, 0.3f))];
        return new FloatGru(
            "g", 3, units, false, true, Activation.Tanh, Activation.Sigmoid, Gates(3 * units), Gates(units * units), Gates(units),
            Values(random, units, 0.3f));
    }
}
