using System.IO.Compression;

namespace NanoBms.Cells.Import.Mat;

/// <summary>Reads one column of an array from its file, number by number.</summary>
internal sealed class MatColumn : IDisposable
{
    private const int BufferBytes = 1 << 15;
    private readonly FileStream file;
    private readonly Stream stream;
    private readonly ForwardStream forward;
    private readonly byte[] buffer = new byte[BufferBytes];
    private readonly int type, width;
    private int at, filled;

    /// <summary>Opens a column.</summary>
    /// <param name="path">The file.</param>
    /// <param name="array">The array.</param>
    /// <param name="column">Its column, 0-based; 0 for a vector.</param>
    /// <param name="row">Row to begin at.</param>
    public MatColumn(string path, MatArray array, long column, long row)
    {
        type = array.Type;
        width = MatNumber.Width(type);
        file = File.OpenRead(path);
        file.Position = array.Element;
        var part = new PartStream(file, array.ElementBytes);
        stream = array.IsCompressed ? new ZLibStream(part, CompressionMode.Decompress) : part;
        forward = new ForwardStream(stream);
        forward.SkipTo(array.Offset + (column * array.Rows + row) * width);
    }

    /// <summary>The next number.</summary>
    public double Next()
    {
        if (at + width > filled)
        {
            filled = forward.ReadSome(buffer.AsSpan(0, BufferBytes / width * width));
            at = 0;
            if (filled < width)
            {
                throw new EndOfStreamException();
            }
        }

        double value = MatNumber.Read(type, buffer.AsSpan(at, width));
        at += width;
        return value;
    }

    public void Dispose()
    {
        stream.Dispose();
        file.Dispose();
    }
}
