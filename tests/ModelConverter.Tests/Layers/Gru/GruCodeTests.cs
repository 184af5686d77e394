using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Networks;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests.Layers.Gru;

/// <summary>
/// Generated code of networks with a GRU equals the evaluator bit for bit, in both layouts, windowed and streaming.
/// </summary>
public class GruCodeTests
{
    public static readonly TheoryData<string, WeightLayout> Cases = new(
        from layout in new[] { WeightLayout.Packed, WeightLayout.Arrays }
        from name in Networks.Keys
        select (name, layout));

    private static Dictionary<string, Func<QuantizedNetwork>> Networks => new()
    {
        ["reset after"] = () => Quantized(ActivationWidth.Int8, 10, Layer("a", 3, 12, false, true, Activation.Tanh)),
        ["reset before"] = () => Quantized(ActivationWidth.Int8, 10, Layer("a", 3, 12, false, false, Activation.Tanh)),
        ["reset after, int16"] = () => Quantized(ActivationWidth.Int16, 10, Layer("a", 3, 12, false, true, Activation.Tanh)),
        ["reset before, int16"] = () => Quantized(ActivationWidth.Int16, 10, Layer("a", 3, 12, false, false, Activation.Tanh)),
        ["relu"] = () => Quantized(ActivationWidth.Int8, 10, Layer("a", 3, 12, false, true, Activation.Relu)),
        ["two, one on the other"] = () => Quantized(
            ActivationWidth.Int8, 6, Layer("a", 3, 9, true, false, Activation.Relu), Layer("b", 9, 14, false, true, Activation.Tanh)),
        ["streaming"] = () => Quantized(ActivationWidth.Int8, 1, Layer("a", 3, 20, false, true, Activation.Tanh)) with { Stateful = true },
        ["streaming, reset before"] = () => Quantized(ActivationWidth.Int8, 1, Layer("a", 3, 20, false, false, Activation.Tanh)) with
        {
            Stateful = true,
        },
        ["all time steps"] = () => Quantized(ActivationWidth.Int8, 6, Layer("a", 3, 5, true, true, Activation.Tanh)),
        ["wider than a method"] = () => Quantized(ActivationWidth.Int8, 4, Layer("a", 3, 100, false, true, Activation.Tanh)),
        ["wider than a method, reset before, int16"] = () => Quantized(
            ActivationWidth.Int16, 4, Layer("a", 3, 90, false, false, Activation.Tanh)),
        ["coarse sums"] = () => Extreme(true, Activation.Tanh, Activation.Sigmoid, -4, -6, 1f / 128),
        ["coarsest sums"] = () => Extreme(false, Activation.Tanh, Activation.HardSigmoid, -1, 0, 1f / 128),
        ["gates without bounds"] = () => Extreme(true, Activation.None, Activation.Relu, -12, -12, 8f),
        ["gates below zero"] = () => Extreme(false, Activation.Softsign, Activation.Tanh, -12, -12, 1f / 64),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_code_equals_the_evaluator(string name, WeightLayout layout)
    {
        int seen = ExpectEqual(Networks[name](), layout);
        Assert.True(seen > (name is "coarsest sums" or "gates without bounds" ? 2 : 10), $"only {seen} different outputs");
    }

    /// <summary>Weights over the whole range of int8, and steps that no calibration gives.</summary>
    private static QuantizedNetwork Extreme(
        bool resetAfter, Activation candidate, Activation gates, int gateExponent, int candidateExponent, float outputScale)
    {
        var random = new Random(gateExponent + 50);
        const int Inputs = 3, Units = 6;
        var input = new QuantParams(1f / 32, -12);
        float[] sums = [.. new[] { gateExponent, gateExponent, candidateExponent }.Select(n => MathF.ScaleB(1f, n))];
        var layer = new QuantizedGru(
            "r", input, new QuantParams(outputScale, 3), Inputs, Units, true, resetAfter, candidate, gates, sums,
            [.. sums.Select(sum => sum * 20)], [.. sums.Select(sum => sum / outputScale)],
            [.. sums.Select(_ => Weights(random, Units * Inputs))], [.. sums.Select(_ => Weights(random, Units * Units))],
            [.. sums.Select(_ => Enumerable.Range(0, Units).Select(k => (k - 3) * 500L).ToArray())],
            [.. Enumerable.Range(0, Units).Select(k => resetAfter ? (2 - k) * 400L : 0)]);
        layer.Check();
        return new QuantizedNetwork("n", ActivationWidth.Int8, 5, Inputs, false, input, layer.Output, false, false, [layer]);
    }

    private static FloatGru Layer(string name, int inputs, int units, bool sequences, bool resetAfter, Activation candidate)
    {
        var random = new Random(units);
        float[][] Gates(int count, float limit) => [.. Enumerable.Range(0, 3).Select(_ => Values(random, count, limit))];
        return new FloatGru(
            name, inputs, units, sequences, resetAfter, candidate, Activation.Sigmoid, Gates(units * inputs, 0.9f),
            Gates(units * units, 1.2f / MathF.Sqrt(units)), Gates(units, 0.3f),
            resetAfter ? Values(random, units, 0.3f) : new float[units]);
    }
}
