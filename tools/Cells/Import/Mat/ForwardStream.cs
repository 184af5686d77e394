namespace NanoBms.Cells.Import.Mat;

/// <summary>Reads a stream forward only, and knows where it is.</summary>
internal sealed class ForwardStream(Stream stream)
{
    private readonly byte[] waste = new byte[1 << 15];

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="EndOfStreamException">Fewer bytes are left.</exception>
    public void Read(Span<byte> buffer)
    {
        stream.ReadExactly(buffer);
        Position += buffer.Length;
    }

    /// <summary>Fills as much of a buffer as there is.</summary>
    public int ReadSome(Span<byte> buffer)
    {
        int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        Position += read;
        return read;
    }

    /// <summary>Goes forward to a place.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public void SkipTo(long position)
    {
        if (position < Position)
        {
            throw new InvalidDataException("An element overlaps the next.");
        }

        while (Position < position)
        {
            Read(waste.AsSpan(0, (int)Math.Min(waste.Length, position - Position)));
        }
    }
}
