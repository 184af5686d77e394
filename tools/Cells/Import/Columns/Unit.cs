namespace NanoBms.Cells.Import.Columns;

/// <summary>A unit: value in the base unit (s, V, A, degC, Ah, %) = scale x value + offset.</summary>
/// <param name="Name">How it is written in messages and options.</param>
public sealed record Unit(string Name, double Scale, double Offset = 0)
{
    /// <summary>A value in the base unit.</summary>
    public double ToBase(double value) => Scale * value + Offset;
}
