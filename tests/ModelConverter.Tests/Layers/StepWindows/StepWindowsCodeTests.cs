using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.StepWindows;
using NanoBms.Models.Networks;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests.Layers.StepWindows;

/// <summary>
/// Generated code of networks with convolutions, pooling over time and repeated vectors equals the evaluator bit for bit, in both widths
/// and layouts.
/// </summary>
public class StepWindowsCodeTests
{
    public static readonly TheoryData<string, ActivationWidth, WeightLayout> Cases = new(
        from name in Networks.Keys
        from width in Enum.GetValues<ActivationWidth>()
        from layout in Enum.GetValues<WeightLayout>()
        select (name, width, layout));

    private static Dictionary<string, Func<FloatLayer[]>> Networks => new()
    {
        ["convolution first, then recurrent"] = () =>
            [Join(3, new StepPlan(7, 1, -1, 1, 3, false)), Dense("c", 9, 5), Gru("g", 5, 6, false), Dense("d", 6, 2)],
        ["convolution, pooling, recurrent"] = () =>
        [
            Join(3, new StepPlan(6, 1, 0, 1, 2, false)), Dense("c", 6, 5), Join(5, new StepPlan(3, 2, 0, 1, 2, true)),
            Gru("g", 5, 6, false), Dense("d", 6, 2),
        ],
        ["pooling with steps outside, spread and strided"] = () =>
            [Gru("g", 3, 5, true), Join(5, new StepPlan(4, 2, -1, 2, 2, true)), Dense("d", 5, 2)],
        ["encoder and decoder"] = () =>
            [Gru("e", 3, 6, false), Join(6, new StepPlan(4, 0, 0, 1, 1, false)), Gru("d", 6, 5, true), Dense("t", 5, 2)],
        ["down to one step"] = () => [Join(3, new StepPlan(1, 1, 0, 1, 7, false)), Dense("c", 21, 4), Dense("d", 4, 2)],
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_code_equals_the_evaluator(string name, ActivationWidth width, WeightLayout layout)
    {
        int seen = ExpectEqual(Quantized(width, 7, Networks[name]()), layout);
        Assert.True(seen > 8, $"only {seen} different outputs");
    }

    private static FloatStepWindows Join(int size, StepPlan plan) => new("s", size, plan);

    private static FloatDense Dense(string name, int inputs, int units)
    {
        var random = new Random(units);
        return new FloatDense(
            name, inputs, units, Activation.None, Values(random, inputs * units, 1f), Values(random, units, 0.3f));
    }

    private static FloatGru Gru(string name, int inputs, int units, bool sequences)
    {
        var random = new Random(units);
        float[][] Gates(int count) => [.. Enumerable.Range(0, 3).Select(_ => Values(random, count, 0.8f))];
        return new FloatGru(
            name, inputs, units, sequences, true, Activation.Tanh, Activation.Sigmoid, Gates(inputs * units), Gates(units * units),
            Gates(units), Values(random, units, 0.3f));
    }
}
