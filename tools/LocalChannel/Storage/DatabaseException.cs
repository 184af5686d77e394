namespace NanoBms.LocalChannel.Storage;

/// <summary>The database cannot be used; the message is one sentence on what is wrong and what to do.</summary>
public sealed class DatabaseException(string message, Exception? inner = null) : Exception(message, inner);
