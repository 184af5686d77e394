using NanoBms.DeviceBuild.Compilation;
using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests;

/// <summary>
/// Generated code that multiplies four rows at a time equals the evaluator bit for bit. Weights of networks at random are too large for it:
/// these are small but for some, as those of trained networks are.
/// </summary>
public class FourRowCodeTests
{
    private static Dictionary<string, Func<QuantizedNetwork>> Networks => new()
    {
        ["all columns in a method"] = () => Quantized(ActivationWidth.Int8, 6, Lstm("a", 3, 60, false)),
        ["rows left over"] = () => Quantized(ActivationWidth.Int8, 6, Gru("a", 3, 37), Dense("b", 37, 7)),
        ["carried from method to method"] = () => Quantized(ActivationWidth.Int8, 4, Lstm("a", 3, 90, true), Lstm("b", 90, 40, false)),
        ["streaming"] = () => Quantized(ActivationWidth.Int8, 1, Lstm("a", 3, 80, false)) with { Stateful = true },
        ["one matrix"] = () => Quantized(ActivationWidth.Int8, 4, Rnn("a", 3, 60), Dense("b", 60, 16), Dense("c", 16, 1)),
    };

    public static readonly TheoryData<string> Cases = [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_code_equals_the_evaluator(string name)
    {
        QuantizedNetwork network = Networks[name]();
        Assert.Contains(
            CodeGenerator.GenerateOnly(network, null, "", WeightLayout.Packed).Parts,
            part => part.Contains("(q0 = ", StringComparison.Ordinal));
        Assert.InRange(ExpectEqual(network, WeightLayout.Packed), 10, int.MaxValue);
    }

    private static FloatLstm Lstm(string name, int inputs, int units, bool sequences)
    {
        var random = new Random(units);
        return new FloatLstm(
            name, inputs, units, sequences, 0, Small(random, 4, units * inputs, 2), Small(random, 4, units * units, 2),
            Small(random, 4, units, 1));
    }

    private static FloatGru Gru(string name, int inputs, int units)
    {
        var random = new Random(units);
        return new FloatGru(
            name, inputs, units, false, true, Activation.Tanh, Activation.Sigmoid, Small(random, 3, units * inputs, 2),
            Small(random, 3, units * units, 2), Small(random, 3, units, 1), Small(random, 1, units, 1)[0]);
    }

    private static FloatSimpleRnn Rnn(string name, int inputs, int units)
    {
        var random = new Random(units);
        return new FloatSimpleRnn(
            name, inputs, units, false, Activation.Tanh, Small(random, 1, units * inputs, 2)[0], Small(random, 1, units * units, 1)[0],
            Small(random, 1, units, 1)[0]);
    }

    private static FloatDense Dense(string name, int inputs, int units)
    {
        var random = new Random(units);
        return new FloatDense(name, inputs, units, Activation.None, Small(random, 1, units * inputs, 2)[0], Small(random, 1, units, 1)[0]);
    }

    /// <summary>Matrices of values of which most are small: an eighth on the mean of the greatest.</summary>
    private static float[][] Small(Random random, int matrices, int count, float limit) =>
        [.. Enumerable.Range(0, matrices).Select(_ => Array.ConvertAll(Values(random, count, 1), value => limit * MathF.Pow(value, 7)))];
}
