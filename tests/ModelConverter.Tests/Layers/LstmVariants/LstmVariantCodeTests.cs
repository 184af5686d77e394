using NanoBms.Models.Generation;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Networks;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests.Layers.LstmVariants;

/// <summary>
/// Generated code of networks with LSTMs of other activations equals the evaluator bit for bit, in both layouts, windowed and streaming.
/// </summary>
public class LstmVariantCodeTests
{
    public static readonly TheoryData<string, WeightLayout> Cases = new(
        from layout in new[] { WeightLayout.Packed, WeightLayout.Arrays }
        from name in Networks.Keys
        select (name, layout));

    private static Dictionary<string, Func<QuantizedNetwork>> Networks => new()
    {
        ["relu, sigmoid"] = () => Quantized(ActivationWidth.Int8, 10, Layer("a", 3, 12, false, Activation.Relu, Activation.Sigmoid)),
        ["relu, hard sigmoid"] = () => Quantized(
            ActivationWidth.Int8, 10, Layer("a", 3, 12, true, Activation.Relu, Activation.HardSigmoid),
            Layer("b", 12, 9, false, Activation.Relu, Activation.HardSigmoid6)),
        ["tanh, hard sigmoid, int16"] = () => Quantized(
            ActivationWidth.Int16, 10, Layer("a", 3, 12, false, Activation.Tanh, Activation.HardSigmoid)),
        ["softsign, sigmoid"] = () => Quantized(
            ActivationWidth.Int8, 10, Layer("a", 3, 12, false, Activation.Softsign, Activation.Sigmoid)),
        ["sigmoid, softsign, int16"] = () => Quantized(
            ActivationWidth.Int16, 10, Layer("a", 3, 12, false, Activation.Sigmoid, Activation.Softsign)),
        ["linear, sigmoid"] = () => Quantized(ActivationWidth.Int8, 10, Layer("a", 3, 12, false, Activation.None, Activation.Sigmoid)),
        ["hard sigmoid, tanh"] = () => Quantized(
            ActivationWidth.Int8, 10, Layer("a", 3, 12, false, Activation.HardSigmoid, Activation.Tanh)),
        ["relu, relu"] = () => Quantized(ActivationWidth.Int8, 5, Layer("a", 3, 12, false, Activation.Relu, Activation.Relu)),
        ["streaming"] = () => Quantized(ActivationWidth.Int8, 1, Layer("a", 3, 20, false, Activation.Relu, Activation.Sigmoid)) with
        {
            Stateful = true,
        },
        ["all time steps, int16"] = () => Quantized(ActivationWidth.Int16, 6, Layer("a", 3, 5, true, Activation.Relu, Activation.Sigmoid)),
        ["wider than a method"] = () => Quantized(
            ActivationWidth.Int8, 4, Layer("a", 3, 90, false, Activation.Relu, Activation.Sigmoid)),
        ["coarse sums"] = () => Extreme(Activation.Tanh, Activation.Sigmoid, -4, -6, -4, 1f / 128),
        ["coarsest sums and cells"] = () => Extreme(Activation.Tanh, Activation.Sigmoid, -1, 0, 0, 1f / 128),
        ["coarsest of a hard sigmoid"] = () => Extreme(Activation.HardSigmoid, Activation.HardSigmoid6, 0, 0, 0, 1f / 128),
        ["cells of a softsign"] = () => Extreme(Activation.Softsign, Activation.HardSigmoid, -12, -2, 0, 1f / 128),
        ["gates and cells without bounds"] = () => Extreme(Activation.None, Activation.None, -12, -12, -12, 60f),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_code_equals_the_evaluator(string name, WeightLayout layout)
    {
        int seen = ExpectEqual(Networks[name](), layout);
        Assert.True(seen > (name.StartsWith("coarsest", StringComparison.Ordinal) ? 2 : 10), $"only {seen} different outputs");
    }

    /// <summary>Weights over the whole range of int8, and steps that no calibration gives.</summary>
    private static QuantizedNetwork Extreme(
        Activation cell, Activation gates, int gateExponent, int candidateExponent, int cellExponent, float outputScale)
    {
        var random = new Random(gateExponent + 50);
        const int Inputs = 3, Units = 6;
        var input = new QuantParams(1f / 32, -12);
        float[] sums = [.. new[] { gateExponent, gateExponent, candidateExponent, gateExponent }.Select(n => MathF.ScaleB(1f, n))];
        var layer = new QuantizedLstmVariant(
            "r", input, new QuantParams(outputScale, 3), Inputs, Units, true, cell, gates, sums, MathF.ScaleB(1f, cellExponent),
            [.. sums.Select(sum => sum * 20)], [.. sums.Select(sum => sum / outputScale)],
            [.. sums.Select(_ => Weights(random, Units * Inputs))], [.. sums.Select(_ => Weights(random, Units * Units))],
            [.. sums.Select(_ => Enumerable.Range(0, Units).Select(k => (k - 3) * 500L).ToArray())]);
        layer.Check();
        return new QuantizedNetwork("n", ActivationWidth.Int8, 5, Inputs, false, input, layer.Output, false, false, [layer]);
    }

    private static FloatLstmVariant Layer(string name, int inputs, int units, bool sequences, Activation cell, Activation gates)
    {
        var random = new Random(units);
        float[][] Gates(int count, float limit) => [.. Enumerable.Range(0, 4).Select(_ => Values(random, count, limit))];
        return new FloatLstmVariant(
            name, inputs, units, sequences, cell, gates, Gates(units * inputs, 0.9f), Gates(units * units, 1.2f / MathF.Sqrt(units)),
            Gates(units, 0.3f));
    }
}
