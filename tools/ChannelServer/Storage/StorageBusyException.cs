namespace NanoBms.ChannelServer.Storage;

/// <summary>What keeps the entries has no room or does not answer now. The client is told to come again (503).</summary>
public sealed class StorageBusyException : Exception
{
    /// <summary>A fault with its sentence, for the client to read.</summary>
    public StorageBusyException(string message)
        : base(message)
    {
    }

    /// <summary>A fault with its sentence and what lies behind it.</summary>
    public StorageBusyException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
