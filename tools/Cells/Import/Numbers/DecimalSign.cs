namespace NanoBms.Cells.Import.Numbers;

/// <summary>What stands between the whole number and its fraction.</summary>
public enum DecimalSign
{
    /// <summary>3.90, thousands as 1,000.</summary>
    Point,

    /// <summary>3,90, thousands as 1.000.</summary>
    Comma,
}
