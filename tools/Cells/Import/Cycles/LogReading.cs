using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Tables;
using NanoBms.Cells.Import.Understanding;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Cycles;

/// <summary>Reads a log from its files to the rows of a cycle.</summary>
internal static class LogReading
{
    /// <summary>Reads a log and hands its cycle's rows on, one after another.</summary>
    /// <param name="logs">Its file, or its files in the order of their time.</param>
    /// <param name="options">What the user says of it.</param>
    /// <param name="take">Takes each row; where the log is refused in the end, all rows are to be thrown away.</param>
    /// <exception cref="UserError">What cannot be used or must be said.</exception>
    public static ImportReport Read(IReadOnlyList<string> logs, ImportOptions options, Action<CycleRow> take)
    {
        try
        {
            ITable table = JoinedTable.Join([.. logs.Select(log => TableOpener.Open(log, options.Columns))]);
            return CycleMaker.Make(LogAnalyst.Understand(table, options), options, take);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{logs[0]}' cannot be read: {exception.Message}", exception);
        }
    }
}
