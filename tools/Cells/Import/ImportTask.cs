namespace NanoBms.Cells.Import;

/// <summary>A cycle to be made.</summary>
/// <param name="Logs">The log's file, or its files in the order of their time.</param>
/// <param name="Target">The cycle's .csv.</param>
public sealed record ImportTask(IReadOnlyList<string> Logs, string Target);
