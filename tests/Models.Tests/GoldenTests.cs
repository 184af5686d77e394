using NanoBms.Models.Inference;
using NanoBms.Models.Tflite;
using NanoBms.Models.Verification;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests;

/// <summary>Core's kernels against vectors that TensorFlow Lite Micro made (the runtime stands in each golden file).</summary>
public class GoldenTests
{
    public static readonly TheoryData<string, bool> Files = new()
    {
        { "synthetic/lstm_9_128_64_int8", false },
        { "synthetic/lstm_9_128_64_int8_floatio", false },
        { "synthetic/lstm_9_128_64_int8_perchannel_dense", false },
        { "synthetic/lstm_9_128_64_int16x8", false },
        { "fused_int8/tflm_mnist_lstm_int8", false },
        { "fused_int16x8_derived/tflm_mnist_lstm_int8_int16x8", false },
        { "fused_int8/tflm_dtln_noise_suppression", true },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Interpreted_model_equals_the_reference_bit_for_bit(string file, bool stateful)
    {
        string path = SharedData.Require($"models/{file}.tflite");
        ModelFile read = TfliteReader.Read(path);
        Networks.QuantizedNetwork network = read.Quantized! with { Stateful = stateful };
        var vectors = GoldenVectors.Read(path + ".golden.json");
        var check = new GoldenCheck(new InterpretedModel(network), network);

        Assert.StartsWith("TFLM", vectors.Runtime, StringComparison.Ordinal);
        Assert.Empty(check.Run(vectors));
        int sequence = stateful ? vectors.Sequence.Count : 0;
        Assert.Equal((vectors.Cases.Count + sequence) * vectors.Cases[0].Output.Length, check.ValuesCompared);
        Assert.True(!stateful || sequence > 0, "a stateful model needs a golden sequence");
    }
}
