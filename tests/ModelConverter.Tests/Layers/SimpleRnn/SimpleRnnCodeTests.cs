using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests.Layers.SimpleRnn;

/// <summary>
/// Generated code of networks with a SimpleRNN equals the evaluator bit for bit, in both layouts, windowed and streaming.
/// </summary>
public class SimpleRnnCodeTests
{
    public static readonly TheoryData<string, WeightLayout> Cases = new(
        from layout in new[] { WeightLayout.Packed, WeightLayout.Arrays }
        from name in Networks.Keys
        select (name, layout));

    private static Dictionary<string, Func<QuantizedNetwork>> Networks => new()
    {
        ["tanh"] = () => Quantized(ActivationWidth.Int8, 10, Layer("a", 3, 12, false, Activation.Tanh)),
        ["relu"] = () => Quantized(ActivationWidth.Int8, 10, Layer("a", 3, 12, false, Activation.Relu)),
        ["two, one on the other"] = () => Quantized(
            ActivationWidth.Int8, 10, Layer("a", 3, 9, true, Activation.Tanh), Layer("b", 9, 14, false, Activation.Relu)),
        ["all time steps"] = () => Quantized(ActivationWidth.Int8, 6, Layer("a", 3, 5, true, Activation.Tanh)),
        ["streaming"] = () => Quantized(ActivationWidth.Int8, 1, Layer("a", 3, 20, false, Activation.Tanh)) with { Stateful = true },
        ["streaming relu"] = () => Quantized(ActivationWidth.Int8, 1, Layer("a", 3, 20, false, Activation.Relu)) with { Stateful = true },
        ["int16"] = () => Quantized(ActivationWidth.Int16, 10, Layer("a", 3, 12, false, Activation.Tanh)),
        ["int16 relu"] = () => Quantized(ActivationWidth.Int16, 10, Layer("a", 3, 12, false, Activation.Relu)),
        ["wider than a method"] = () => Quantized(ActivationWidth.Int8, 4, Layer("a", 3, 210, false, Activation.Tanh)),
        ["wider than a method, int16"] = () => Quantized(ActivationWidth.Int16, 4, Layer("a", 3, 206, false, Activation.Relu)),
        ["beside an LSTM with fewer units"] = () => Quantized(
            ActivationWidth.Int8, 5, Lstm("l", 3, 6), Layer("a", 6, 11, true, Activation.Tanh), Layer("b", 11, 4, false, Activation.Relu)),
        ["sums that saturate"] = () => Extreme(-12, 7, Activation.Tanh, 1f / 100, 7),
        ["coarsest sums"] = () => Extreme(0, 7, Activation.Tanh, 1f / 60, 0),
        ["outputs that saturate"] = () => Extreme(-10, 7, Activation.Relu, 0.05f, -128),
        ["outputs finer than sums"] = () => Extreme(-6, -5, Activation.Relu, 0.004f, -128),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_code_equals_the_evaluator(string name, WeightLayout layout)
    {
        int seen = ExpectEqual(Networks[name](), layout);

        // Steps of 1 leave the tanh hardly any values.
        Assert.True(seen > (name == "coarsest sums" ? 2 : 10), $"only {seen} different outputs");
    }

    /// <summary>Weights over the whole range of int8 and scales that no training gives.</summary>
    private static QuantizedNetwork Extreme(int exponent, int gainShift, Activation activation, float outputScale, int zeroPoint)
    {
        var random = new Random(exponent + 50);
        const int Inputs = 4, Units = 6;
        var input = new QuantParams(1f / 32, -12);
        float gain = MathF.ScaleB(1f, exponent + gainShift);
        var layer = new QuantizedSimpleRnn(
            "r", input, new QuantParams(outputScale, zeroPoint), Inputs, Units, true, activation, MathF.ScaleB(1f, exponent), gain, gain,
            Weights(random, Units * Inputs), Weights(random, Units * Units), [.. Enumerable.Range(0, Units).Select(k => (k - 3) * 500L)]);
        return new QuantizedNetwork("n", ActivationWidth.Int8, 5, Inputs, false, input, layer.Output, false, false, [layer]);
    }

    private static FloatSimpleRnn Layer(string name, int inputs, int units, bool sequences, Activation activation)
    {
        var random = new Random(units);
        return new FloatSimpleRnn(
            name, inputs, units, sequences, activation, Values(random, units * inputs, 0.9f),
                Values(random, units * units, 1.2f / MathF.Sqrt(units)),
            Values(random, units, 0.3f));
    }

    private static FloatLstm Lstm(string name, int inputs, int units)
    {
        var random = new Random(units);
        float[][] Gates(int count, float limit) => [.. Enumerable.Range(0, 4).Select(_ => Values(random, count, limit))];
        return new FloatLstm(name, inputs, units, true, 0f, Gates(units * inputs, 0.9f), Gates(units * units, 0.5f), Gates(units, 0.3f));
    }
}
