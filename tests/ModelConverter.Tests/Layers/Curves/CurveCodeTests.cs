using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Networks;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests.Layers.Curves;

/// <summary>Generated code of networks with activations by a table equals the evaluator bit for bit, in both layouts.</summary>
public class CurveCodeTests
{
    public static readonly TheoryData<CurveFunction, ActivationWidth, WeightLayout> Cases = new(
        from function in Enum.GetValues<CurveFunction>()
        from width in Enum.GetValues<ActivationWidth>()
        from layout in Enum.GetValues<WeightLayout>()
        select (function, width, layout));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_code_equals_the_evaluator(CurveFunction function, ActivationWidth width, WeightLayout layout)
    {
        var random = new Random(7);
        QuantizedNetwork network = Quantized(
            width, 4, new FloatDense("a", 3, 9, Activation.None, Values(random, 27, 2f), Values(random, 9, 0.5f)),
            new FloatCurve("b", new Curve(function, 0.3)),
            new FloatDense("c", 9, 2, Activation.None, Values(random, 18, 1f), Values(random, 2, 0.5f)),
            new FloatCurve("d", new Curve(function, 0.3)));
        int seen = ExpectEqual(network, layout);
        Assert.True(seen > 10, $"only {seen} different outputs");
    }
}
