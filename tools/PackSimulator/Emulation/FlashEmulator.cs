using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Emulation;

/// <summary>
/// The storage of a board, in memory. Its power can go in the middle of a write, at any byte: what is there then is harsher than what the
/// ESP32's file system leaves behind, which changes a file as a whole.
/// </summary>
public sealed class FlashEmulator : IFileStore
{
    private const int Erased = 0xFF;

    private readonly Dictionary<string, byte[]> files = [];
    private Random? cut;

    /// <summary>Whether it has power; without, every call fails.</summary>
    public bool HasPower { get; private set; } = true;

    /// <summary>Bytes that were written.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>Calls that added to a file.</summary>
    public long Appends { get; private set; }

    /// <summary>Calls that wrote a whole file.</summary>
    public long Writes { get; private set; }

    /// <summary>Writes that were cut off by the loss of power.</summary>
    public int TornWrites { get; private set; }

    /// <summary>Bytes of all files.</summary>
    public int TotalBytes => files.Values.Sum(file => file.Length);

    /// <summary>Names of its files.</summary>
    public IReadOnlyCollection<string> Names => files.Keys;

    /// <summary>Is asked of each call that reads, by the file's name, whether it fails.</summary>
    public Func<string, bool> FailsToRead { get; set; } = _ => false;

    /// <summary>Is told of what was added to a file, whole.</summary>
    public Action<byte[]> Added { get; set; } = _ => { };

    /// <summary>Puts a file there, as a tool at a computer does.</summary>
    public void Put(string name, byte[] content) => files[name] = content;

    /// <summary>Removes a file, as a tool at a computer does.</summary>
    public void Remove(string name) => files.Remove(name);

    /// <summary>The power goes now.</summary>
    public void PowerOff() => HasPower = false;

    /// <summary>The power goes within the next write, at a byte drawn at random.</summary>
    public void CutNextWrite(Random random) => cut = random;

    /// <summary>The power is back.</summary>
    public void PowerOn()
    {
        HasPower = true;
        cut = null;
    }

    /// <inheritdoc/>
    public int Length(string name) =>
        !HasPower || FailsToRead(name) ? FileLength.Unreadable
            : files.TryGetValue(name, out byte[]? file) ? file.Length : FileLength.Absent;

    /// <inheritdoc/>
    public int Read(string name, int offset, byte[] buffer, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (!HasPower || FailsToRead(name) || !files.TryGetValue(name, out byte[]? file))
        {
            return -1;
        }

        int read = Math.Clamp(file.Length - offset, 0, count);
        file.AsSpan(Math.Min(offset, file.Length), read).CopyTo(buffer);
        return read;
    }

    /// <inheritdoc/>
    public bool Append(string name, byte[] buffer, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        Appends += HasPower ? 1 : 0;
        bool isWhole = Put(name, files.GetValueOrDefault(name) ?? [], buffer, count);
        if (isWhole)
        {
            Added(buffer[..count]);
        }

        return isWhole;
    }

    /// <inheritdoc/>
    public bool Write(string name, byte[] buffer, int count)
    {
        Writes += HasPower ? 1 : 0;
        return Put(name, [], buffer, count);
    }

    /// <inheritdoc/>
    public bool Delete(string name)
    {
        if (!HasPower)
        {
            return false;
        }

        if (cut is { } random)
        {
            // A file is there or it is not: the power goes before or after.
            PowerOff();
            if (random.Next(2) == 0)
            {
                files.Remove(name);
            }

            return false;
        }

        files.Remove(name);
        return true;
    }

    private bool Put(string name, byte[] before, byte[] buffer, int count)
    {
        if (!HasPower)
        {
            return false;
        }

        byte[] added = buffer[..count];
        if (cut is { } random)
        {
            PowerOff();
            TornWrites++;
            added = Tear(added, random);
        }

        WrittenBytes += added.Length;
        files[name] = [.. before, .. added];
        return HasPower;
    }

    /// <summary>
    /// What is left of a write: its begin, or its begin in a block that is erased beyond it, or that and a byte half written.
    /// </summary>
    private static byte[] Tear(byte[] added, Random random)
    {
        int whole = random.Next(added.Length + 1);
        switch (random.Next(3))
        {
            case 0:
                return added[..whole];
            case 1:
                Array.Fill(added, (byte)Erased, whole, added.Length - whole);
                return added;
            default:
                if (whole < added.Length)
                {
                    // Programming a flash only clears bits.
                    added[whole] |= (byte)random.Next(Erased + 1);
                    Array.Fill(added, (byte)Erased, whole + 1, added.Length - whole - 1);
                }

                return added;
        }
    }
}
