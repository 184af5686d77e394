using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests;

public class WritingTests
{
    private static readonly Manifest Manifest = new()
    {
        Name = "test",
        Mode = ManifestMode.Windowed,
        SamplePeriodMs = 1000,
        Window = 5,
        Features = [new() { Kind = "voltage" }, new() { Kind = "current" }, new() { Kind = "ema", Of = "voltage", TauS = 60 }],
        Soc = new ManifestOutput(100, 0),
    };

    [Fact]
    public void A_float_network_read_back_is_the_one_written()
    {
        FloatNetwork network = RandomNetwork();
        byte[] bytes = TfliteWriter.Write(network, Manifest);
        ModelFile read = TfliteReader.Read(bytes, "n.tflite");

        Assert.Equal(ManifestJson.Write(Manifest), ManifestJson.Write(read.Manifest!));
        float[] input = RandomWindow(new Random(5));
        Assert.Equal(new FloatModel(network).Invoke(input), new FloatModel(read.Float!).Invoke(input));
        Assert.Equal(bytes, TfliteWriter.Write(network, Manifest));
    }

    [Fact]
    public void A_quantised_network_read_back_computes_the_same()
    {
        QuantizedNetwork network = Quantized();
        ModelFile read = TfliteReader.Read(TfliteWriter.Write(network, Manifest), "n.tflite");

        var input = new short[15];
        var first = new short[1];
        var second = new short[1];
        var random = new Random(7);
        for (int round = 0; round < 50; round++)
        {
            for (int k = 0; k < input.Length; k++)
            {
                input[k] = (short)random.Next(-128, 128);
            }

            new InterpretedModel(network).Invoke(input, first);
            new InterpretedModel(read.Quantized!).Invoke(input, second);
            Assert.Equal(first, second);
        }
    }

    [Fact]
    public void Quantisation_stays_close_to_the_float_network()
    {
        FloatNetwork network = RandomNetwork();
        QuantizedNetwork quantized = Quantized();
        var model = new InterpretedModel(quantized);
        var random = new Random(11);
        var input = new short[15];
        var output = new short[1];
        double sum = 0;
        for (int round = 0; round < 200; round++)
        {
            float[] window = RandomWindow(random);
            for (int k = 0; k < 15; k++)
            {
                input[k] = (short)Math.Clamp(MathF.Round(window[k] / quantized.Input.Scale) + quantized.Input.ZeroPoint, -128, 127);
            }

            model.Invoke(input, output);
            double real = (output[0] - quantized.Output.ZeroPoint) * quantized.Output.Scale;
            sum += Math.Abs(real - new FloatModel(network).Invoke(window)[0]);
        }

        // The output spans 255 steps; int8 throughout costs a few of them.
        Assert.InRange(sum / 200, quantized.Output.Scale / 4, 3 * quantized.Output.Scale);
    }

    [Fact]
    public void The_float_evaluator_matches_the_runtime_on_the_float_stack()
    {
        string path = SharedData.Require("models/synthetic/lstm_9_128_64_float32.tflite");
        var model = new FloatModel(TfliteReader.Read(path).Float!);
        foreach (Verification.GoldenCase golden in Verification.GoldenVectors.Read(path + ".golden.json").Cases)
        {
            float[] output = model.Invoke([.. golden.Input.Select(value => (float)value)]);
            Assert.Equal(golden.Output[0], output[0], 1e-5);
        }
    }

    private static QuantizedNetwork Quantized()
    {
        var random = new Random(3);
        return PostTrainingQuantizer.Quantize(RandomNetwork(), Enumerable.Range(0, 300).Select(_ => RandomWindow(random)));
    }

    private static float[] RandomWindow(Random random) => Values(random, 15, 1f);

    private static FloatNetwork RandomNetwork()
    {
        var random = new Random(1);
        return new FloatNetwork("n", 5, 3, false,
        [
            Lstm(random, "a", 3, 20, true),
            Lstm(random, "b", 20, 12, false),
            new FloatDense("c", 12, 8, Activation.Relu, Values(random, 96, 0.5f), Values(random, 8, 0.2f)),
            new FloatDense("d", 8, 1, Activation.None, Values(random, 8, 0.5f), [0.1f]),
        ]);
    }

    private static FloatLstm Lstm(Random random, string name, int inputs, int units, bool sequences) => new(
        name, inputs, units, sequences, 10f,
        [.. Enumerable.Range(0, 4).Select(_ => Values(random, units * inputs, 0.6f))],
        [.. Enumerable.Range(0, 4).Select(_ => Values(random, units * units, 0.4f))],
        [.. Enumerable.Range(0, 4).Select(_ => Values(random, units, 0.3f))]);

    private static float[] Values(Random random, int count, float limit) =>
        [.. Enumerable.Range(0, count).Select(_ => limit * (2f * random.NextSingle() - 1f))];
}
