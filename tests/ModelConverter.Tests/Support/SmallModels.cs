using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;

namespace NanoBms.ModelConverter.Tests.Support;

/// <summary>Small networks with random weights.</summary>
internal static class SmallModels
{
    private const int Inputs = 3;

    /// <summary>A manifest for them.</summary>
    public static Manifest Manifest(ManifestMode mode, int window) => new()
    {
        Name = "small",
        Mode = mode,
        SamplePeriodMs = 1000,
        Window = window,
        Features =
        [
            new() { Kind = "voltage", Scale = 1, Offset = -3.7f },
            new() { Kind = "current", Scale = 0.2f },
            new() { Kind = "ema", Of = "voltage", TauS = 20, Scale = 1, Offset = -3.7f },
        ],
        Soc = new ManifestOutput(30, 50),
    };

    /// <summary>A float network: LSTM 20, LSTM 12, dense 8 relu, dense 1.</summary>
    public static FloatNetwork Float(int timeSteps, bool stateful)
    {
        var random = new Random(1);
        return new FloatNetwork("small", timeSteps, Inputs, stateful,
        [
            Lstm(random, "a", Inputs, 20, true),
            Lstm(random, "b", 20, 12, false),
            new FloatDense("c", 12, 8, Activation.Relu, Values(random, 96, 0.5f), Values(random, 8, 0.2f)),
            new FloatDense("d", 8, 1, Activation.None, Values(random, 8, 0.9f), [0.1f]),
        ]);
    }

    /// <summary>The network, quantised.</summary>
    public static QuantizedNetwork Quantized(int timeSteps, bool stateful)
    {
        var random = new Random(3);
        return PostTrainingQuantizer.Quantize(
            Float(timeSteps, stateful), Enumerable.Range(0, 300).Select(_ => Values(random, timeSteps * Inputs, 1f)));
    }

    /// <summary>One dense layer with this many weights.</summary>
    public static QuantizedNetwork Dense(int inputs, int units)
    {
        var random = new Random(5);
        var network = new FloatNetwork(
            "wide", 1, inputs, false,
            [new FloatDense("d", inputs, units, Activation.None, Values(random, inputs * units, 0.5f), new float[units])]);
        return PostTrainingQuantizer.Quantize(network, Enumerable.Range(0, 4).Select(_ => Values(random, inputs, 1f)));
    }

    private static FloatLstm Lstm(Random random, string name, int inputs, int units, bool sequences) => new(
        name, inputs, units, sequences, 10f,
        [.. Enumerable.Range(0, 4).Select(_ => Values(random, units * inputs, 0.9f))],
        [.. Enumerable.Range(0, 4).Select(_ => Values(random, units * units, 0.5f))],
        [.. Enumerable.Range(0, 4).Select(_ => Values(random, units, 0.3f))]);

    private static float[] Values(Random random, int count, float limit) =>
        [.. Enumerable.Range(0, count).Select(_ => limit * (2f * random.NextSingle() - 1f))];
}
