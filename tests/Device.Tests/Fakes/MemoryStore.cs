using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>
/// A storage in memory. It can lose its power in the middle of a write: then the bytes up to there are on it, nothing after, and every
/// further call fails until the power is back.
/// </summary>
internal sealed class MemoryStore : IFileStore
{
    private readonly Dictionary<string, byte[]> files = [];

    /// <summary>Bytes that can still be written before the power goes.</summary>
    public long PowerAfterBytes { get; set; } = long.MaxValue;

    /// <summary>Whether writes fail, as on a full or worn-out flash.</summary>
    public bool RefusesWrites { get; set; }

    /// <summary>Calls of Append and Write that reached the storage.</summary>
    public int Writes { get; private set; }

    /// <summary>Bytes of all files.</summary>
    public int TotalBytes => files.Values.Sum(file => file.Length);

    /// <summary>All files by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => files;

    private bool HasPower => PowerAfterBytes > 0;

    /// <summary>The power is back.</summary>
    public void PowerOn() => PowerAfterBytes = long.MaxValue;

    public void Put(string name, byte[] bytes) => files[name] = bytes;

    /// <summary>Takes a file away, as somebody else does.</summary>
    public void Remove(string name) => files.Remove(name);

    public int Length(string name) =>
        !HasPower ? FileLength.Unreadable : files.TryGetValue(name, out byte[]? file) ? file.Length : FileLength.Absent;

    public int Read(string name, int offset, byte[] buffer, int count)
    {
        if (!HasPower || !files.TryGetValue(name, out byte[]? file))
        {
            return -1;
        }

        int read = Math.Max(0, Math.Min(count, file.Length - offset));
        Array.Copy(file, Math.Min(offset, file.Length), buffer, 0, read);
        return read;
    }

    public bool Append(string name, byte[] buffer, int count) =>
        Put(name, files.GetValueOrDefault(name, []), buffer, count);

    public bool Write(string name, byte[] buffer, int count) => Put(name, [], buffer, count);

    public bool Delete(string name)
    {
        if (!HasPower || RefusesWrites)
        {
            return false;
        }

        files.Remove(name);
        PowerAfterBytes -= PowerAfterBytes == long.MaxValue ? 0 : 1;
        return true;
    }

    private bool Put(string name, byte[] before, byte[] buffer, int count)
    {
        if (!HasPower || RefusesWrites)
        {
            return false;
        }

        Writes++;
        int written = (int)Math.Min(count, PowerAfterBytes);
        files[name] = [.. before, .. buffer.AsSpan(0, written)];
        if (PowerAfterBytes != long.MaxValue)
        {
            PowerAfterBytes -= count;
        }

        return written == count && HasPower;
    }
}
