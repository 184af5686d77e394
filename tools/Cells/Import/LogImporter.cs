using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import;

/// <summary>
/// Turns recorded logs of any maker into the cycles that training reads: time_s, voltage_v, current_a, temperature_c, charge_ah; of one
/// cell, discharge negative, at most one row a second. Logs are read row by row, whatever their length.
/// </summary>
public static class LogImporter
{
    /// <summary>Writes the cycle of a log.</summary>
    /// <param name="logs">The log's file, or its files in the order of their time.</param>
    /// <param name="target">The cycle's .csv.</param>
    /// <param name="options">What the user says of the log.</param>
    /// <returns>What was understood.</returns>
    /// <exception cref="UserError">What cannot be used or must be said, in one sentence; nothing is written then.</exception>
    public static ImportReport Import(IReadOnlyList<string> logs, string target, ImportOptions options)
    {
        using var file = new CycleFile(target);
        ImportReport report = LogReading.Read(logs, options, row => file.Write(row));
        file.Commit();
        return report;
    }

    /// <summary>Understands a log and writes nothing.</summary>
    /// <param name="logs">As for <see cref="Import"/>.</param>
    /// <param name="options">As for <see cref="Import"/>.</param>
    /// <exception cref="UserError">As for <see cref="Import"/>.</exception>
    public static ImportReport Look(IReadOnlyList<string> logs, ImportOptions options) => LogReading.Read(logs, options, static _ => { });

    /// <summary>Reads a log into memory.</summary>
    /// <param name="logs">As for <see cref="Import"/>.</param>
    /// <param name="options">As for <see cref="Import"/>.</param>
    /// <exception cref="UserError">As for <see cref="Import"/>.</exception>
    public static (ImportReport Report, IReadOnlyList<CycleRow> Rows) Read(IReadOnlyList<string> logs, ImportOptions options)
    {
        var rows = new List<CycleRow>();
        return (LogReading.Read(logs, options, rows.Add), rows);
    }
}
