using NanoBms.DeviceBuild.Compilation;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.NaiveKernel;

namespace NanoBms.ModelConverter.Tests;

/// <summary>
/// Generated code of networks that no training gives, against loops over arrays: extreme weights, inputs and scales, sums that saturate,
/// layers too wide for one method, every shape of the cell update.
/// </summary>
public class AdversarialNetworkTests
{
    private enum Weights
    {
        Random,
        Highest,
        Lowest,
        Alternating,
    }

    /// <summary>Case name, cell exponent, cell clip, int16 activations, weights, input size, units, streaming.</summary>
    public static readonly TheoryData<string, WeightLayout> Cases = new(
        from layout in new[] { WeightLayout.Packed, WeightLayout.Arrays }
        from name in Networks.Keys
        select (name, layout));

    private static Dictionary<string, QuantizedNetwork> Networks => new()
    {
        ["highest weights"] = Network(-12, 10f, false, Weights.Highest, 9, 8),
        ["lowest weights"] = Network(-14, 10f, false, Weights.Lowest, 9, 8),
        ["alternating weights"] = Network(-15, 0f, false, Weights.Alternating, 9, 7),
        ["finest cell scale"] = Network(-17, 10f, false, Weights.Random, 5, 6),
        ["coarse cell, clipped early"] = Network(-9, 0.5f, false, Weights.Highest, 5, 6),
        ["coarse cell"] = Network(-10, 0f, false, Weights.Random, 5, 6),
        ["layer wider than a method"] = Network(-12, 10f, false, Weights.Random, 230, 9),
        ["state wider than a method"] = Network(-12, 10f, false, Weights.Random, 11, 77),
        ["all wider than a method, highest weights"] = Network(-11, 10f, false, Weights.Highest, 150, 74),
        ["wider than a method, streaming"] =
            Network(-12, 10f, false, Weights.Alternating, 75, 73) with { TimeSteps = 1, Stateful = true },
        ["int16, state wider than a method, which starts beside its zero"] = Network(-11, 0f, true, Weights.Random, 11, 75, 9),
        ["streaming"] = Network(-12, 10f, false, Weights.Alternating, 9, 8) with { TimeSteps = 1, Stateful = true },
        ["int16, highest weights"] = Network(-12, 10f, true, Weights.Highest, 9, 8),
        ["int16, random weights"] = Network(-11, 0f, true, Weights.Random, 211, 7),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_code_equals_plain_loops(string name, WeightLayout layout)
    {
        QuantizedNetwork network = Networks[name];
        (GeneratedCode code, CompiledModel compiled) = CodeGenerator.Generate(network, null, "", layout);
        CodeBounds.Hold(layout, code, compiled);
        var plain = new NaiveModel(network);
        int min = compiled.Model.Info.InputMin, max = compiled.Model.Info.InputMax;
        var random = new Random(7);
        var seen = new HashSet<int>();
        for (int run = 0; run < 40; run++)
        {
            short[] input = [.. Enumerable.Range(0, network.TimeSteps * network.InputSize).Select(k => (short)(run switch
            {
                0 => min,
                1 => max,
                2 => k % 2 == 0 ? min : max,
                _ => random.Next(min, max + 1),
            }))];
            short[] expected = new short[plain.Info.OutputSize], actual = new short[plain.Info.OutputSize];
            plain.Invoke(input, expected);
            compiled.Model.Invoke(input, actual);
            Assert.Equal(expected, actual);
            seen.UnionWith(expected.Select(value => (int)value));
        }

        Assert.True(seen.Count > 3, "The network says nothing: its outputs hardly differ.");
    }

    private static QuantizedNetwork Network(int cellExponent, float clip, bool wide, Weights weights, int inputSize, int units,
        int wideZeroPoint = 0)
    {
        var random = new Random(cellExponent);
        sbyte[] Matrix(int count, Weights kind) => [.. Enumerable.Range(0, count).Select(k => kind switch
        {
            Weights.Highest => (sbyte)127,
            Weights.Lowest => (sbyte)-127,
            Weights.Alternating => (sbyte)(k % 2 == 0 ? 127 : -127),
            _ => (sbyte)random.Next(-127, 128),
        })];
        long[] Bias(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(-20000, 20001))];
        var input = new QuantParams(wide ? 1f / 32768 : 1f / 128, wide ? 0 : 3);
        var hidden = new QuantParams(wide ? 1f / 32768 : 1f / 129, wide ? wideZeroPoint : -5);
        var output = new QuantParams(wide ? 1f / 8192 : 1f / 48, wide ? 0 : -7);
        QuantizedLstm Lstm(string name, QuantParams from, int size, bool sequences, Weights kind) => new(
            name, from, hidden, size, units, sequences, MathF.ScaleB(1f, cellExponent), clip,
            [0.011f, 0.012f, 0.02f, 0.013f], [0.009f, 0.021f, 0.015f, 0.01f],
            [.. Enumerable.Range(0, 4).Select(_ => Matrix(units * size, kind))],
            [.. Enumerable.Range(0, 4).Select(_ => Matrix(units * units, kind))],
            [.. Enumerable.Range(0, 4).Select(_ => Bias(units))]);
        return new QuantizedNetwork(
            "adversarial", wide ? ActivationWidth.Int16 : ActivationWidth.Int8, 4, inputSize, false, input, output, false, false,
            [
                Lstm("first", input, inputSize, true, weights),
                Lstm("second", hidden, units, false, Weights.Random),
                new QuantizedDense(
                    "dense", hidden, output, units, 11, Activation.None, [0.01f], Matrix(11 * units, Weights.Random), Bias(11)),
            ]);
    }
}
