namespace NanoBms.Cells.Import.Mat;

/// <summary>A real numeric array of a MAT-file and where its numbers stand.</summary>
/// <param name="Path">Its name with the structs and cells around it: "meas.Time", "B0005.cycle(17).data.Voltage".</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns, further dimensions among them.</param>
/// <param name="Type">How the numbers are kept.</param>
/// <param name="Element">Place of the variable's data in the file.</param>
/// <param name="ElementBytes">Bytes of the variable in the file.</param>
/// <param name="IsCompressed">Whether the variable is compressed.</param>
/// <param name="Offset">Place of the first number within the variable, after inflating.</param>
internal sealed record MatArray(
    string Path, long Rows, long Columns, int Type, long Element, long ElementBytes, bool IsCompressed, long Offset)
{
    /// <summary>Whether it is a row or a column.</summary>
    public bool IsVector => Rows == 1 || Columns == 1;

    /// <summary>Numbers in it.</summary>
    public long Count => Rows * Columns;

    /// <summary>The struct that it stands in; empty for a variable of its own.</summary>
    public string Parent => Path.LastIndexOf('.') is > 0 and int point ? Path[..point] : "";

    /// <summary>Its name in the struct.</summary>
    public string Leaf => Path[(Path.LastIndexOf('.') + 1)..];
}
