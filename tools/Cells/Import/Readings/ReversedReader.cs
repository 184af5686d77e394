using System.Runtime.InteropServices;

namespace NanoBms.Cells.Import.Readings;

/// <summary>
/// Readings from the last to the first, for logs with the newest on top; they stand in a temporary file meanwhile, not in memory.
/// </summary>
internal sealed class ReversedReader : IReadingStream
{
    private const int BlockReadings = 4096;
    private readonly FileStream spool;
    private readonly RawReading[] block = new RawReading[BlockReadings];
    private long left;
    private int inBlock;

    public ReversedReader(ReadPlan plan)
    {
        using var rows = new RowReader(plan);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        spool = new FileStream(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            // Elsewhere than on Windows nobody closes it where Ctrl-C ends the process; without a name it goes with the process.
            File.Delete(path);
        }

        while (rows.TryNext(out RawReading reading))
        {
            spool.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<RawReading>(in reading)));
            left++;
        }

        Skipped = rows.Skipped;
        Empty = rows.Empty;
    }

    public SkippedRows Skipped { get; }

    public long Empty { get; }

    public bool TryNext(out RawReading reading)
    {
        if (inBlock == 0 && left > 0)
        {
            inBlock = (int)Math.Min(BlockReadings, left);
            left -= inBlock;
            Span<byte> bytes = MemoryMarshal.AsBytes(block.AsSpan(0, inBlock));
            spool.Position = left * (bytes.Length / inBlock);
            spool.ReadExactly(bytes);
        }

        bool has = inBlock > 0;
        reading = has ? block[--inBlock] : default;
        return has;
    }

    public void Dispose() => spool.Dispose();
}
