namespace NanoBms.Models.Verification;

/// <summary>
/// How far a value may be from the expected one: |value - expected| at most <paramref name="Absolute"/> + <paramref name="Relative"/> x
/// |expected|, the rule of NumPy's allclose.
/// </summary>
/// <param name="Absolute">In the unit of the value.</param>
/// <param name="Relative">A part of the expected value.</param>
public sealed record Tolerance(double Absolute, double Relative = 0)
{
    /// <summary>Between two float runtimes that add in another order.</summary>
    public static Tolerance Float { get; } = new(1e-5);

    /// <summary>Whether a value is as near as that; a value that is no number never is.</summary>
    public bool Allows(double value, double expected) => Math.Abs(value - expected) <= Absolute + (Relative * Math.Abs(expected));

    /// <summary>The rule in words.</summary>
    public override string ToString() => this switch
    {
        { Relative: 0 } => FormattableString.Invariant($"{Absolute:G3} (absolute)"),
        { Absolute: 0 } => FormattableString.Invariant($"{Relative:G3} of the expected value (relative)"),
        _ => FormattableString.Invariant($"{Absolute:G3} (absolute) + {Relative:G3} of the expected value (relative)"),
    };
}
