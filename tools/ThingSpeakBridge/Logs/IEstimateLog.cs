using NanoBms.Foundation;
using NanoBms.GaugeEstimates;

namespace NanoBms.ThingSpeakBridge.Logs;

/// <summary>Keeps estimates, one row an entry.</summary>
internal interface IEstimateLog : IDisposable
{
    /// <summary>Numbers and times of the newest rows of a channel, oldest first.</summary>
    IReadOnlyList<(long Id, long TimeMs)> Newest(long channelId, int most);

    /// <summary>Adds a row; it is on the disk when this returns.</summary>
    /// <exception cref="UserError">The row cannot be written.</exception>
    void Add(Estimate estimate);
}

/// <summary>Opens the log that a path names.</summary>
internal static class EstimateLog
{
    /// <exception cref="UserError">It cannot be used; one sentence says why.</exception>
    public static IEstimateLog Open(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => CsvEstimateLog.Open(path),
        ".db" or ".sqlite" => SqliteEstimateLog.Open(path),
        _ => throw new UserError($"The log '{path}' ends neither in .csv nor in .db (SQLite); name one of them."),
    };
}
