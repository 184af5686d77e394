namespace NanoBms.Cells.Import.Readings;

/// <summary>Readings one after another.</summary>
internal interface IReadingStream : IDisposable
{
    /// <summary>Rows that were left out so far.</summary>
    SkippedRows Skipped { get; }

    /// <summary>Rows so far with nothing measured.</summary>
    long Empty { get; }

    /// <summary>Goes to the next reading.</summary>
    bool TryNext(out RawReading reading);
}
