namespace NanoBms.Cells.Import.Tables;

/// <summary>Reads the rows of a table one after another; blank lines, comments and repeated headings are passed over.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>Line (or entry, or row) of the row in the file, 1-based, for messages.</summary>
    long Line { get; }

    /// <summary>Cells in the row.</summary>
    int Width { get; }

    /// <summary>A cell; blank where the row is too short.</summary>
    Cell this[int column] { get; }

    /// <summary>Goes to the next row.</summary>
    bool Read();

    /// <summary>After the last row: whether the file broke off within it.</summary>
    bool IsLastRowCut { get; }
}
