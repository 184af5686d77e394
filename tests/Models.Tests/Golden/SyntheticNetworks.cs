using NanoBms.Models.Networks;

namespace NanoBms.Models.Tests.Golden;

/// <summary>
/// Small networks for every form of the arithmetic, among them what no training gives. They lie as .tflite beside their recorded outputs;
/// where a layer is changed here, both are to be made anew.
/// </summary>
internal static class SyntheticNetworks
{
    private static readonly QuantParams Output8 = new(1f / 24, -11), Output16 = new(1f / 6000, 0);

    /// <summary>All of them, by the name of their file.</summary>
    public static IReadOnlyDictionary<string, QuantizedNetwork> All { get; } = new QuantizedNetwork[]
    {
        // Every hidden value of every step is an output. At 2^-12 a clip of 10 lies beyond int16.
        new NetworkBuilder(101, false, 9, 7).Lstm(13, -12, 10f, -5).Lstm(11, -11, 10f, 4).Build("lstm-stack-int8"),
        new NetworkBuilder(102, true, 9, 7).Lstm(13, -12, 10f).Lstm(11, -11, 10f, -1).Build("lstm-stack-16x8"),

        // The clip is reached, at scales where it is another number of steps each.
        new NetworkBuilder(103, false, 12, 5).Lstm(9, -12, 0.75f, 3).Lstm(7, -11, 0.6f, -2).Lstm(8, -10, 0.4f).Build("lstm-clip-int8"),
        new NetworkBuilder(104, true, 12, 5).Lstm(9, -12, 0.75f).Lstm(7, -11, 0.6f, 5000).Lstm(8, -10, 0.4f).Build("lstm-clip-16x8"),

        // Cell scales from the coarsest to the finest, at which the cell state saturates without a clip; the outer ones are beyond the
        // short form of the generated cell update.
        new NetworkBuilder(105, false, 8, 4).Lstm(6, -10, 0f, 2).Lstm(5, -13, 0f).Lstm(7, -14, 0f, -9).Lstm(6, -15, 10f).Lstm(5, -9, 0f)
            .Build("lstm-cells-int8"),
        new NetworkBuilder(106, false, 8, 4).Lstm(6, -8, 0f, 2).Lstm(5, -17, 10f).Build("lstm-far-cells-int8"),
        new NetworkBuilder(107, true, 8, 4).Lstm(6, -10, 0f).Lstm(5, -13, 0f).Lstm(7, -15, 10f).Lstm(5, -17, 0f).Lstm(6, -9, 0f)
            .Build("lstm-cells-16x8"),

        // The largest sums there are; input and recurrent sums that saturate each on its own and with opposite signs; zero points at an
        // end.
        Extremes(108, false, Output8).Build("lstm-extremes-int8"),
        Extremes(109, true, Output16).Build("lstm-extremes-16x8"),
        Saturation(118, false, Output8).Build("lstm-saturation-int8"),
        Saturation(119, true, Output16).Build("lstm-saturation-16x8"),

        // Halves: where the reference rounds twice or in single precision, another order of steps gives another integer. The first network
        // has many updates of a cell at a fine scale, for products of gates that end in a half are rare.
        new NetworkBuilder(122, true, 30, 6).Lstm(48, -16, 0f, weights: new() { Gain = 0.5f }).Dense(3, Output16).Flatten()
            .Dense(5, Output16).Build("lstm-products-16x8"),
        Ties(123, false).TieDense(7, perChannel: false).Build("lstm-ties-int8"),
        Ties(124, true).TieDense(7, perChannel: false).Build("lstm-ties-16x8"),
        Ties(125, false).TieDense(7, perChannel: true).Build("lstm-channel-ties-int8"),
        Ties(126, true).TieDense(7, perChannel: true).Build("lstm-channel-ties-16x8"),

        // A row that generated code takes in slices.
        new NetworkBuilder(110, false, 3, 230).Lstm(5, -12, 10f, 7).Lstm(6, -11, 10f, sequences: false).Dense(4, Output8)
            .Build("lstm-wide-int8"),
        new NetworkBuilder(111, true, 3, 211).Lstm(5, -12, 10f).Lstm(6, -11, 10f, sequences: false).Dense(4, Output16)
            .Build("lstm-wide-16x8"),

        // State that lives on from call to call.
        new NetworkBuilder(112, false, 1, 5).Lstm(17, -12, 10f, -6).Lstm(6, -11, 1.5f, 5, sequences: false).Dense(7, Output8)
            .Build("stream-int8"),
        new NetworkBuilder(113, true, 1, 5).Lstm(17, -12, 10f).Lstm(6, -11, 1.5f, sequences: false).Dense(7, Output16)
            .Build("stream-16x8"),

        // Dense layers: one scale and many, fused limits, on each time step and on all of them in a row.
        Dense(114, false, Output8).Build("dense-int8"),
        Dense(115, true, Output16).Build("dense-16x8"),
        Activations(116, false, new QuantParams(1f / 16, 9), new QuantParams(1f / 20, -50)).Build("activations-int8"),
        Activations(117, true, new QuantParams(1f / 4096, 0), new QuantParams(1f / 4000, 0)).Build("activations-16x8"),
        new NetworkBuilder(120, false, 5, 6).Lstm(8, -12, 10f, 1).Dense(5, Output8, Activation.Relu).Flatten()
            .Dense(9, new QuantParams(1f / 9, 3)).Operator(Activation.Softmax).Build("softmax-int8"),
        new NetworkBuilder(121, true, 5, 6).Lstm(8, -12, 10f).Dense(5, Output16, Activation.Relu).Flatten()
            .Dense(9, new QuantParams(1f / 2000, 0)).Operator(Activation.Softmax).Build("softmax-16x8"),
    }.ToDictionary(network => network.Name);

    private static NetworkBuilder Extremes(ulong seed, bool wide, QuantParams output) =>
        new NetworkBuilder(seed, wide, 6, 9, wide ? null : new QuantParams(4f / 255, -128))
            .Lstm(8, -12, 10f, wide ? 0 : 21, weights: new() { Input = WeightPattern.Highest, Gain = 0.2f })
            .Lstm(7, -14, 10f, wide ? 0 : -30, weights: new() { Input = WeightPattern.Alternating })
            .Lstm(9, -11, 0f, weights: new() { Input = WeightPattern.Lowest, Gain = 0.4f })
            .Lstm(6, -12, 10f, wide ? 0 : 127)
            .Dense(5, output, pattern: WeightPattern.Lowest);

    private static NetworkBuilder Saturation(ulong seed, bool wide, QuantParams output)
    {
        LstmWeights opposed = new()
        {
            Input = WeightPattern.Highest,
            Recurrent = WeightPattern.Lowest,
            Gain = 1.5f,
            RecurrentGain = 4f,
        };
        LstmWeights alternating = new()
        {
            Input = WeightPattern.Alternating,
            Recurrent = WeightPattern.Highest,
            Gain = 4f,
            RecurrentGain = 3f,
        };
        LstmWeights random = new() { Recurrent = WeightPattern.Alternating, Gain = 6f };
        return new NetworkBuilder(seed, wide, 7, 9)
            .Lstm(8, -12, 10f, weights: opposed).Lstm(7, -12, 10f, weights: alternating).Lstm(6, -11, 10f, weights: random)
            .Dense(5, output);
    }

    private static NetworkBuilder Ties(ulong seed, bool wide) =>
        new NetworkBuilder(seed, wide, 8, 6, NetworkBuilder.TieInput(wide)).TieLstm(10).TieLstm(9);

    private static NetworkBuilder Dense(ulong seed, bool wide, QuantParams output) => new NetworkBuilder(seed, wide, 2, 12)
        .Dense(9, output, Activation.Relu)
        .Dense(10, wide ? new QuantParams(1f / 4000, 0) : new QuantParams(1f / 15, -11), Activation.Relu6, perChannel: true)
        .Flatten()
        .Dense(11, output, perChannel: true)
        .Dense(8, output, Activation.ReluN1To1)
        .Dense(7, output);

    // RELU6 of the reference keeps the quantisation of its input.
    private static NetworkBuilder Activations(ulong seed, bool wide, QuantParams before, QuantParams after) =>
        new NetworkBuilder(seed, wide, 1, 8)
            .Dense(9, before).Operator(Activation.Tanh)
            .Dense(10, before, perChannel: true).Operator(Activation.Relu, after)
            .Dense(8, before).Operator(Activation.Sigmoid)
            .Dense(9, after).Operator(Activation.Relu6, after)
            .Dense(8, before).Operator(Activation.Tanh)
            .Dense(7, before).Operator(Activation.Sigmoid);
}
