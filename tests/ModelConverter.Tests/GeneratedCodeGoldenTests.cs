using NanoBms.DeviceBuild.Compilation;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.Models.Verification;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>
/// Generated code, compiled and run against vectors that TensorFlow Lite Micro made, of models of the repository and of others.
/// </summary>
public class GeneratedCodeGoldenTests
{
    private const string InTheFirmware = "panasonic18650pf-128-64";

    // The firmware's own code, packed, is compiled anyway: CommittedModelTests.
    public static readonly TheoryData<string, WeightLayout> Own = new(
        from layout in new[] { WeightLayout.Packed, WeightLayout.Arrays }
        from name in GoldenFiles.Shipped.Concat(GoldenFiles.Synthetic)
        where (name, layout) != (InTheFirmware, WeightLayout.Packed)
        select (name, layout));

    public static readonly TheoryData<string> OwnOfPlainLayers =
        [.. GoldenFiles.Shipped.Concat(GoldenFiles.Synthetic).Where(name => NaiveKernel.NaiveModels.Supports(Read(name).Network))];

    public static readonly TheoryData<string, bool, WeightLayout> Models = new(
        from layout in new[] { WeightLayout.Packed, WeightLayout.Arrays }
        from file in new[]
        {
            ("synthetic/lstm_9_128_64_int8", false),
            ("synthetic/lstm_9_128_64_int8_perchannel_dense", false),
            ("synthetic/lstm_9_128_64_int16x8", false),
            ("fused_int8/tflm_mnist_lstm_int8", false),
            ("fused_int8/tflm_dtln_noise_suppression", true),
        }
        select (file.Item1, file.Item2, layout));

    [Theory]
    [MemberData(nameof(Own))]
    public void Generated_code_of_own_models_equals_the_reference_bit_for_bit(string name, WeightLayout layout)
    {
        (QuantizedNetwork network, GoldenVectors vectors) = Read(name);

        (GeneratedCode code, CompiledModel compiled) = CodeGenerator.Generate(network, null, "", layout);
        CodeBounds.HoldWithCost(network, layout, code, compiled);

        var check = new GoldenCheck(compiled.Model, network);
        Assert.Empty(check.Run(vectors));
        Assert.Equal((vectors.Cases.Count + vectors.Sequence.Count) * NetworkShapes.OutputSize(network), check.ValuesCompared);
    }

    [Theory]
    [InlineData("lstm-wide-int8", WeightLayout.Packed)]
    [InlineData("lstm-wide-int8", WeightLayout.Arrays)]
    [InlineData("lstm-wide-16x8", WeightLayout.Packed)]
    [InlineData("lstm-wide-16x8", WeightLayout.Arrays)]
    [InlineData(InTheFirmware, WeightLayout.Arrays)]
    [InlineData("panasonic18650pf-32-16", WeightLayout.Packed)]
    public void A_window_of_an_own_model_fed_step_by_step_ends_in_the_references_output(string name, WeightLayout layout)
    {
        (QuantizedNetwork network, GoldenVectors vectors) = Read(name);
        AssertStepByStep(network, vectors, layout);
    }

    [Theory]
    [MemberData(nameof(OwnOfPlainLayers))]
    public void The_naive_kernel_equals_the_reference_on_own_models(string name)
    {
        (QuantizedNetwork network, GoldenVectors vectors) = Read(name);

        Assert.Empty(new GoldenCheck(new NaiveKernel.NaiveModel(network), network).Run(vectors));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Generated_code_equals_the_reference_bit_for_bit(string file, bool stateful, WeightLayout layout)
    {
        string path = SharedData.Require($"models/{file}.tflite");
        ModelFile read = TfliteReader.Read(path);
        QuantizedNetwork network = read.Quantized! with { Stateful = stateful };

        (GeneratedCode code, CompiledModel compiled) = CodeGenerator.Generate(network, null, read.Sha256, layout);
        CodeBounds.HoldWithCost(network, layout, code, compiled);

        var vectors = GoldenVectors.Read(path + ".golden.json");
        var check = new GoldenCheck(compiled.Model, network);
        Assert.Empty(check.Run(vectors));
        int runs = vectors.Cases.Count + (stateful ? vectors.Sequence.Count : 0);
        Assert.Equal(runs * vectors.Cases[0].Output.Length, check.ValuesCompared);
        Assert.All(compiled.Footprints, footprint => Assert.Empty(footprint.Violations()));
    }

    [Theory]
    [InlineData("synthetic/lstm_9_128_64_int8", WeightLayout.Packed)]
    [InlineData("synthetic/lstm_9_128_64_int8", WeightLayout.Arrays)]
    [InlineData("synthetic/lstm_9_128_64_int16x8", WeightLayout.Packed)]
    [InlineData("synthetic/lstm_9_128_64_int16x8", WeightLayout.Arrays)]
    public void A_window_fed_step_by_step_ends_in_the_references_output(string file, WeightLayout layout)
    {
        string path = SharedData.Require($"models/{file}.tflite");
        ModelFile read = TfliteReader.Read(path);
        AssertStepByStep(read.Quantized!, GoldenVectors.Read(path + ".golden.json"), layout);
    }

    [Theory]
    [InlineData("synthetic/lstm_9_128_64_int8")]
    [InlineData("synthetic/lstm_9_128_64_int8_perchannel_dense")]
    [InlineData("synthetic/lstm_9_128_64_int16x8")]
    public void The_naive_kernel_equals_the_reference_bit_for_bit(string file)
    {
        string path = SharedData.Require($"models/{file}.tflite");
        QuantizedNetwork network = TfliteReader.Read(path).Quantized!;

        Assert.Empty(new GoldenCheck(new NaiveKernel.NaiveModel(network), network).Run(GoldenVectors.Read(path + ".golden.json")));
    }

    private static void AssertStepByStep(QuantizedNetwork network, GoldenVectors vectors, WeightLayout layout)
    {
        QuantizedNetwork streaming = network with { TimeSteps = 1, Stateful = true };

        Core.QuantizedModel model = CodeGenerator.Generate(streaming, null, "", layout).Compiled.Model;

        int size = streaming.InputSize;
        foreach (GoldenCase golden in vectors.Cases)
        {
            var output = new short[model.Info.OutputSize];
            model.Reset();
            for (int t = 0; t < golden.Input.Length / size; t++)
            {
                model.Invoke([.. golden.Input.Skip(t * size).Take(size).Select(value => (short)value)], output);
            }

            Assert.Equal(golden.Output, output.Select(value => (double)value));
        }
    }

    private static (QuantizedNetwork Network, GoldenVectors Vectors) Read(string name)
    {
        (string model, string golden) = GoldenFiles.Find(name);
        var vectors = GoldenVectors.Read(golden);
        return (TfliteReader.Read(model).Quantized! with { Stateful = vectors.Sequence.Count > 0 }, vectors);
    }
}
