namespace NanoBms.Cells.Import.Readings;

/// <summary>Opens the readings of a plan.</summary>
internal static class ReadingStreams
{
    /// <summary>Readings in the order of time, as far as a turn of the file makes it.</summary>
    public static IReadingStream Open(ReadPlan plan) => plan.IsNewestFirst ? new ReversedReader(plan) : new RowReader(plan);
}
