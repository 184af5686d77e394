namespace NanoBms.Models.Networks;

/// <summary>Width of the activations; weights are int8 in both.</summary>
public enum ActivationWidth
{
    Int8 = 8,
    Int16 = 16,
}

/// <summary>What follows from a width.</summary>
public static class ActivationWidths
{
    /// <summary>Lowest and highest quantised value.</summary>
    public static (int Min, int Max) Range(this ActivationWidth width) =>
        width == ActivationWidth.Int16 ? (short.MinValue, short.MaxValue) : (sbyte.MinValue, sbyte.MaxValue);

    /// <summary>Bytes of a bias: int32, or int64 beside int16 activations.</summary>
    public static int BiasBytes(this ActivationWidth width) => width == ActivationWidth.Int16 ? 8 : 4;
}
