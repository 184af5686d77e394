namespace NanoBms.Models.Layers.Curves;

/// <summary>A function applied element by element for which the runtimes have no kernel of integers, or one each.</summary>
/// <param name="Function">Which function.</param>
/// <param name="Slope">LeakyRelu: slope below 0; Elu: what is approached far below 0, negated; others: 1.</param>
public sealed record Curve(CurveFunction Function, double Slope = 1)
{
    // Klambauer et al. 2017, "Self-Normalizing Neural Networks": lambda and lambda * alpha.
    private const double SeluScale = 1.0507009873554805, SeluFloor = 1.7580993408473766;

    /// <summary>The function in words, as Keras calls it.</summary>
    public string Name => Function switch
    {
        CurveFunction.LeakyRelu => FormattableString.Invariant($"leaky_relu (slope {Slope:G4})"),
        CurveFunction.Elu when Slope != 1 => FormattableString.Invariant($"elu (alpha {Slope:G4})"),
        _ => Function.ToString().ToLowerInvariant(),
    };

    /// <summary>The function's value.</summary>
    public double At(double x) => Function switch
    {
        CurveFunction.LeakyRelu => x >= 0 ? x : Slope * x,
        CurveFunction.Elu => x >= 0 ? x : Slope * (Math.Exp(x) - 1),
        CurveFunction.Selu => x >= 0 ? SeluScale * x : SeluFloor * (Math.Exp(x) - 1),
        CurveFunction.Swish => x / (1 + Math.Exp(-x)),
        CurveFunction.Softplus => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x)),
        _ => x / (1 + Math.Abs(x)),
    };

    /// <summary>A function by its name in Keras and PyTorch, with the constants that both take where none are given; null: none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="leakySlope">Slope of a leaky_relu that says none.</param>
    public static Curve? Named(string name, double leakySlope) => name switch
    {
        "leaky_relu" => new Curve(CurveFunction.LeakyRelu, leakySlope),
        "elu" => new Curve(CurveFunction.Elu),
        "selu" => new Curve(CurveFunction.Selu),
        "swish" or "silu" => new Curve(CurveFunction.Swish),
        "softplus" => new Curve(CurveFunction.Softplus),
        "softsign" => new Curve(CurveFunction.Softsign),
        _ => null,
    };
}

/// <summary>The functions that there are.</summary>
public enum CurveFunction
{
    /// <summary>x, or slope x below 0.</summary>
    LeakyRelu,

    /// <summary>x, or alpha (e^x - 1) below 0.</summary>
    Elu,

    /// <summary>An Elu with constants that keep mean and variance.</summary>
    Selu,

    /// <summary>x sigmoid(x); PyTorch's SiLU.</summary>
    Swish,

    /// <summary>log(1 + e^x).</summary>
    Softplus,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,
}
