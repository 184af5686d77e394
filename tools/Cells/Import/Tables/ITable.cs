using NanoBms.Cells.Import.Columns;

namespace NanoBms.Cells.Import.Tables;

/// <summary>A file as rows and columns; it can be read more than once, and never stands in memory as a whole.</summary>
internal interface ITable
{
    /// <summary>The file, for messages.</summary>
    string Source { get; }

    /// <summary>Headings of the columns.</summary>
    IReadOnlyList<Heading> Headings { get; }

    /// <summary>How the file is built, for the user: "';' between columns, heading in line 3".</summary>
    string Layout { get; }

    /// <summary>What stands between the columns; a comma where it is no text.</summary>
    char Delimiter { get; }

    /// <summary>Whether a value holds until the next one: a log of changes, not of samples.</summary>
    bool IsOfChanges { get; }

    /// <summary>The rows from the first.</summary>
    IRowReader Open();
}
