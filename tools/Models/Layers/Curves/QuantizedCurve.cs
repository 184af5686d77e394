using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Curves;

/// <summary>A curve in integers: a table.</summary>
/// <param name="Curve">What the table was made of, for reports.</param>
/// <param name="Size">Values of one time step.</param>
/// <param name="Table">
/// int8: the output of each of the 256 inputs, from -128 on. int16: the output of each 128th input, from -32768 to 32768; what lies
/// between two is on the line between them.
/// </param>
public sealed record QuantizedCurve(string Name, QuantParams Input, QuantParams Output, Curve Curve, int Size, IReadOnlyList<short> Table)
    : QuantizedLayer(Name, Input, Output)
{
    /// <summary>Inputs of int16 between two entries of the table, and the exponent of that.</summary>
    internal const int Stride = 128, StrideBits = 7;

    /// <inheritdoc/>
    public override int? Takes => Size;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input;
}
