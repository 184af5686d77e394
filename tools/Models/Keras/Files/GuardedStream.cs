using System.Runtime.CompilerServices;

namespace NanoBms.Models.Keras.Files;

/// <summary>
/// A file in memory that a reader may read only so much of: a damaged file that sends its reader in circles ends in an exception.
/// </summary>
internal sealed class GuardedStream : MemoryStream
{
    private readonly long limit;
    private long used;

    /// <summary>A stream over bytes that allows reading them some times over.</summary>
    public GuardedStream(byte[] bytes)
        : base(bytes, false)
    {
        limit = 16L * bytes.Length + (4 << 20);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        Count(buffer.Length);
        return base.Read(buffer);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        Count(count);
        return base.Read(buffer, offset, count);
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        Count(1);
        return base.ReadByte();
    }

    private void Count(int bytes)
    {
        // What the reader calls within itself ends in an exception, too, before the stack does.
        RuntimeHelpers.EnsureSufficientExecutionStack();

        // Each read counts for some bytes more, so that reads of nothing come to an end too.
        used += bytes + 16;
        if (used > limit)
        {
            throw new InvalidDataException("The file's structure runs in circles.");
        }
    }
}
