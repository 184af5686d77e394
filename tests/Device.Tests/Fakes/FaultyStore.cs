using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>How a call of a storage fails.</summary>
internal enum StoreFault
{
    /// <summary>Nothing is read, written or removed.</summary>
    Nothing,

    /// <summary>A read gives half of it, a write is half done.</summary>
    Half,

    /// <summary>A write is done, and said not to be; a length is said to be that of no file.</summary>
    SaidWrong,
}

/// <summary>A storage one call of which fails, or each reading of some files.</summary>
internal sealed class FaultyStore : IFileStore
{
    private bool failed;

    /// <summary>What is on it.</summary>
    public MemoryStore Inner { get; } = new();

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>Number of the call that fails, 1 the first; 0: none.</summary>
    public int FailingCall { get; set; }

    /// <summary>How it fails.</summary>
    public StoreFault Fault { get; set; }

    /// <summary>What the call was that failed.</summary>
    public string Failed { get; private set; } = "";

    /// <summary>Whether a file cannot be read at all.</summary>
    public Func<string, bool> IsUnreadable { get; set; } = _ => false;

    /// <summary>Whether nothing can be read from a place in a file on, though its length is told.</summary>
    public Func<string, int, bool> IsUnreadableFrom { get; set; } = (_, _) => false;

    /// <summary>Whether a file cannot be removed.</summary>
    public Func<string, bool> IsStuck { get; set; } = _ => false;

    /// <summary>Bytes that still go on it.</summary>
    public Func<int> Room { get; set; } = () => int.MaxValue;

    /// <summary>Is told of each write how many bytes it took.</summary>
    public Action<int> Took { get; set; } = _ => { };

    public int Length(string name)
    {
        if (IsUnreadable(name))
        {
            return FileLength.Unreadable;
        }

        return !Fails("Length", name) ? Inner.Length(name)
            : Fault == StoreFault.SaidWrong ? FileLength.Absent : FileLength.Unreadable;
    }

    public int Read(string name, int offset, byte[] buffer, int count)
    {
        if (IsUnreadable(name) || IsUnreadableFrom(name, offset))
        {
            return -1;
        }

        return !Fails("Read", name) ? Inner.Read(name, offset, buffer, count)
            : Fault == StoreFault.Half ? Inner.Read(name, offset, buffer, count / 2) : -1;
    }

    public bool Append(string name, byte[] buffer, int count)
    {
        int part = Part("Append", name, count);
        Took(part);
        return (part > 0 || Room() >= count) && Inner.Append(name, buffer, part) && part == count && !failed;
    }

    public bool Write(string name, byte[] buffer, int count)
    {
        int part = Part("Write", name, count);
        Took(part);
        return (part > 0 || Room() >= count) && Inner.Write(name, buffer, part) && part == count && !failed;
    }

    public bool Delete(string name) =>
        !IsStuck(name)
        && (!Fails("Delete", name) ? Inner.Delete(name) : Fault == StoreFault.SaidWrong && Inner.Delete(name) && false);

    private int Part(string call, string name, int count)
    {
        int part = Math.Min(count, Room());
        failed = Fails(call, name);
        return !failed ? part : Fault == StoreFault.Nothing ? 0 : Fault == StoreFault.Half ? part / 2 : part;
    }

    private bool Fails(string call, string name)
    {
        if (++Calls != FailingCall)
        {
            return false;
        }

        Failed = $"{call} {name}";
        return true;
    }
}
