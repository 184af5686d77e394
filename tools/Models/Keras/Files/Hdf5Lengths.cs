using System.Buffers.Binary;

namespace NanoBms.Models.Keras.Files;

/// <summary>
/// Looks through an HDF5 file for links that may lead in circles and lengths that point outside what holds them, before the reading
/// library follows the ones and allocates what the others say:
/// objects of global heaps (variable-length strings), local heaps and links (names), data of attributes and of small arrays, and fill
/// values.
/// </summary>
internal static class Hdf5Lengths
{
    private const int OldFillMessage = 0x04, FillMessage = 0x05, LinkMessage = 0x06, LayoutMessage = 0x08, AttributeMessage = 0x0C,
        ContinuationMessage = 0x10, MaxHeaders = 8192, SoftLinkEntry = 2;

    /// <summary>Checks a file.</summary>
    /// <exception cref="InvalidDataException">A length is impossible.</exception>
    public static void Check(ReadOnlySpan<byte> file)
    {
        foreach (int heap in Find(file, "GCOL"u8))
        {
            CheckHeap(file, heap);
        }

        foreach (int heap in Find(file, "HEAP"u8))
        {
            if (heap + 32 <= file.Length && file[heap + 4] == 0)
            {
                long size = BinaryPrimitives.ReadInt64LittleEndian(file[(heap + 8)..]),
                    data = BinaryPrimitives.ReadInt64LittleEndian(file[(heap + 24)..]);
                Require(size >= 0 && data >= 0 && data <= file.Length && size <= file.Length - data);
            }
        }

        var headers = new Queue<long>();
        AddRoot(file, headers);
        foreach (int node in Find(file, "SNOD"u8))
        {
            int count = node + 8 <= file.Length ? BinaryPrimitives.ReadUInt16LittleEndian(file[(node + 6)..]) : 0;
            for (int k = 0; k < count && node + 8 + 40 * (k + 1) <= file.Length; k++)
            {
                RequireNoSoftLink(file[node + 8 + 40 * k + 16] == SoftLinkEntry);
                headers.Enqueue(BinaryPrimitives.ReadInt64LittleEndian(file[(node + 8 + 40 * k + 8)..]));
            }
        }

        for (int visited = 0; headers.TryDequeue(out long address) && visited < MaxHeaders; visited++)
        {
            if (address >= 0 && address + 16 <= file.Length && file[(int)address] == 1)
            {
                int size = BinaryPrimitives.ReadInt32LittleEndian(file[((int)address + 8)..]);
                CheckMessages(file, (int)address + 16, size, MaxHeaders);
            }
        }

        foreach (int header in Find(file, "OHDR"u8))
        {
            CheckHeader(file, header);
        }
    }

    /// <summary>
    /// An object header of version 2: version, flags, times (where flag 5 says so), counts of attributes (flag 4), the size of its messages
    /// in 1, 2, 4 or 8 bytes (flags 0 and 1), the messages ("HDF5 File Format Specification", IV.A.1.b).
    /// </summary>
    private static void CheckHeader(ReadOnlySpan<byte> file, int header)
    {
        if (header + 6 > file.Length || file[header + 4] != 2)
        {
            return;
        }

        int flags = file[header + 5], at = header + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0),
            width = 1 << (flags & 3);
        if (at + width <= file.Length)
        {
            long size = 0;
            for (int k = width - 1; k >= 0; k--)
            {
                size = (size << 8) | file[at + k];
            }

            Require(size >= 0 && size <= file.Length - at - width);
            CheckMessages2(file, at + width, size, (flags & 4) != 0 ? 6 : 4, 16);
        }
    }

    private static void CheckMessages2(ReadOnlySpan<byte> file, int start, long size, int headSize, int depth)
    {
        long end = start + size;
        for (long at = start; at + headSize <= end;)
        {
            int type = file[(int)at], length = BinaryPrimitives.ReadUInt16LittleEndian(file[((int)at + 1)..]);
            Require(length <= end - at - headSize);
            ReadOnlySpan<byte> body = file.Slice((int)at + headSize, length);
            CheckBody(type, body);
            if (type == ContinuationMessage && length >= 16 && depth > 0)
            {
                // A continuation begins with its mark and ends with its checksum.
                long offset = BinaryPrimitives.ReadInt64LittleEndian(body), part = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
                Require(offset >= 0 && part >= 8 && offset <= file.Length && part <= file.Length - offset);
                CheckMessages2(file, (int)offset + 4, part - 8, headSize, depth - 1);
            }

            at += headSize + length;
        }
    }

    private static void CheckBody(int type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case AttributeMessage:
                CheckAttribute(body);
                break;
            case LinkMessage:
                CheckLink(body);
                break;
            case OldFillMessage:
                CheckSize(body, 0);
                break;
            case FillMessage:
                CheckFill(body);
                break;
            case LayoutMessage when body.Length >= 3 && body[0] is 1 or 2 && body[2] == 0:
                // Data that lie in the message itself, behind their extents ("HDF5 File Format Specification", IV.A.2.i).
                CheckSize(body, 8 + 4 * body[1]);
                break;
        }
    }

    /// <summary>
    /// A fill value lies in its message: behind version, two times and whether there is one; in version 3 behind version and flags, where
    /// flag 5 says that there is one ("HDF5 File Format Specification", IV.A.2.f).
    /// </summary>
    private static void CheckFill(ReadOnlySpan<byte> body)
    {
        Require(body.Length >= 2);
        if (body[0] >= 3 ? (body[1] & 0x20) != 0 : body.Length >= 8 && (body[0] == 1 || body[3] != 0))
        {
            CheckSize(body, body[0] >= 3 ? 2 : 4);
        }
    }

    /// <summary>As many bytes as four bytes of a message say are behind these.</summary>
    private static void CheckSize(ReadOnlySpan<byte> body, int at)
    {
        Require(at + 4 <= body.Length);
        Require(BinaryPrimitives.ReadInt32LittleEndian(body[at..]) <= body.Length - at - 4);
    }

    private static void AddRoot(ReadOnlySpan<byte> file, Queue<long> headers)
    {
        // Superblock versions 0 and 1 end in the root group's symbol table entry.
        if (file.Length > 104 && file[8] <= 1)
        {
            int entry = file[8] == 0 ? 56 : 60;
            headers.Enqueue(BinaryPrimitives.ReadInt64LittleEndian(file[(entry + 8)..]));
        }
    }

    private static List<int> Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> mark)
    {
        var positions = new List<int>();
        for (int from = 0; file[from..].IndexOf(mark) is >= 0 and var at && positions.Count < MaxHeaders; from += at + 4)
        {
            positions.Add(from + at);
        }

        return positions;
    }

    private static void CheckHeap(ReadOnlySpan<byte> file, int heap)
    {
        long size = heap + 16 <= file.Length ? BinaryPrimitives.ReadInt64LittleEndian(file[(heap + 8)..]) : -1;
        long end = heap + size;
        Require(size >= 16 && end <= file.Length);
        for (long at = heap + 16L; at + 16 <= end;)
        {
            int index = BinaryPrimitives.ReadUInt16LittleEndian(file[(int)at..]);
            long length = BinaryPrimitives.ReadInt64LittleEndian(file[((int)at + 8)..]);
            if (index == 0)
            {
                // Free space, to the heap's end.
                Require(length >= 0 && at + length <= end);
                break;
            }

            Require(length >= 0 && length <= end - at - 16);
            at += 16 + ((length + 7) & ~7L);
        }
    }

    private static void CheckMessages(ReadOnlySpan<byte> file, int start, int size, int depth)
    {
        long end = Math.Min((long)start + Math.Max(size, 0), file.Length);
        for (long at = start; at + 8 <= end;)
        {
            int type = BinaryPrimitives.ReadUInt16LittleEndian(file[(int)at..]),
                length = BinaryPrimitives.ReadUInt16LittleEndian(file[((int)at + 2)..]);
            ReadOnlySpan<byte> body = file[((int)at + 8)..(int)Math.Min(at + 8 + length, file.Length)];
            CheckBody(type, body);
            if (type == ContinuationMessage && body.Length >= 16 && depth > 0)
            {
                long offset = BinaryPrimitives.ReadInt64LittleEndian(body), part = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
                Require(offset >= 0 && part >= 0 && offset <= file.Length && part <= file.Length - offset && offset + part != end);
                CheckMessages(file, (int)offset, (int)part, Math.Min(depth, 16) - 1);
            }

            at += 8 + length;
        }
    }

    /// <summary>
    /// The name of a link lies in its message, behind version, flags, kind (flag 3), order (flag 2), character set (flag 4) and its length
    /// in 1, 2, 4 or 8 bytes (flags 0 and 1; "HDF5 File Format Specification", IV.A.2.g).
    /// </summary>
    private static void CheckLink(ReadOnlySpan<byte> body)
    {
        Require(body.Length >= 2);
        int flags = body[1], at = 2 + ((flags & 8) != 0 ? 1 : 0) + ((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0);
        int width = 1 << (flags & 3);
        Require(at + width <= body.Length);
        RequireNoSoftLink((flags & 8) != 0 && body[2] != 0);
        ulong length = 0;
        for (int k = width - 1; k >= 0; k--)
        {
            length = (length << 8) | body[at + k];
        }

        Require(length <= (ulong)(body.Length - at - width));
    }

    /// <summary>The data of an attribute lie in its message.</summary>
    private static void CheckAttribute(ReadOnlySpan<byte> body)
    {
        Require(body.Length >= 8 && body[0] is >= 1 and <= 3);
        int nameSize = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]), typeSize = BinaryPrimitives.ReadUInt16LittleEndian(body[4..]);
        int spaceSize = BinaryPrimitives.ReadUInt16LittleEndian(body[6..]);
        bool isPadded = body[0] == 1;
        int type = (body[0] == 3 ? 9 : 8) + (isPadded ? (nameSize + 7) & ~7 : nameSize);
        int space = type + (isPadded ? (typeSize + 7) & ~7 : typeSize);
        Require(typeSize >= 8 && spaceSize >= 4 && space + spaceSize <= body.Length);
        long elementSize = BinaryPrimitives.ReadUInt32LittleEndian(body[(type + 4)..]);
        int rank = body[space + 1], sizes = space + (body[space] == 1 ? 8 : 4);
        long bytes = elementSize;
        for (int axis = 0; axis < rank; axis++)
        {
            Require(sizes + 8 * (axis + 1) <= body.Length);
            long length = BinaryPrimitives.ReadInt64LittleEndian(body[(sizes + 8 * axis)..]);
            Require(length >= 0 && length <= body.Length);
            bytes *= length;
        }

        Require(bytes <= body.Length);
    }

    // The library follows a link of names without end where it leads to itself, until the stack overflows; Keras writes none.
    private static void RequireNoSoftLink(bool isSoft)
    {
        if (isSoft)
        {
            throw new InvalidDataException("It holds a symbolic link.");
        }
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidDataException("A length in it points outside what holds it.");
        }
    }
}
