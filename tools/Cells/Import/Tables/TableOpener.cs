using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Text;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Tables;

/// <summary>Opens a log by what is in it, whatever its name ends with.</summary>
internal static class TableOpener
{
    private const int HeadBytes = 4096;

    /// <summary>Opens a file as a table.</summary>
    /// <exception cref="UserError">No file, an empty one, or one without a table.</exception>
    public static ITable Open(string path, IReadOnlyDictionary<Quantity, string> given)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"There is no file '{path}'.");
        }

        byte[] head = TextFile.Head(path, HeadBytes);
        if (head.Length == 0)
        {
            throw new UserError($"'{path}' is empty.");
        }

        if (head.AsSpan().StartsWith("MATLAB "u8) || path.EndsWith(".mat", StringComparison.OrdinalIgnoreCase))
        {
            return MatTable.Open(path, given);
        }

        ForeignFiles.Refuse(path, head);
        string start = TextFile.FindEncoding(head).GetString(head).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        bool isJson = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || start.StartsWith('{')
            || start.StartsWith("[{", StringComparison.Ordinal);
        ITable table = isJson ? FeedJson.Open(path) : CsvTable.Open(path, given);
        return StateTable.Find(table) is { } places ? StateTable.Turn(table, places) : table;
    }
}
