using NanoBms.ModelConverter.Compilation;
using NanoBms.ModelConverter.Generation;
using NanoBms.ModelKit.Networks;
using NanoBms.ModelKit.Tflite;
using NanoBms.ModelKit.Verification;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>Generated code of real models, compiled and run against vectors that TensorFlow Lite Micro made.</summary>
public class GeneratedCodeGoldenTests
{
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
    [MemberData(nameof(Models))]
    public void Generated_code_equals_the_reference_bit_for_bit(string file, bool stateful, WeightLayout layout)
    {
        string path = SharedData.Require($"models/{file}.tflite");
        ModelKit.ModelFile read = TfliteReader.Read(path);
        QuantizedNetwork network = read.Quantized! with { Stateful = stateful };

        (_, CompiledModel compiled) = CodeGenerator.Generate(network, null, read.Sha256, layout);

        var vectors = GoldenVectors.Read(path + ".golden.json");
        var check = new GoldenCheck(compiled.Model, network);
        Assert.Empty(check.Run(vectors));
        int runs = vectors.Cases.Count + (stateful ? vectors.Sequence.Count : 0);
        Assert.Equal(runs * vectors.Cases[0].Output.Length, check.ValuesCompared);
        Assert.All(compiled.Footprints, footprint => Assert.Empty(footprint.Violations()));
    }
}
