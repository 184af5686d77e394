namespace NanoBms.ChannelServer.Storage;

/// <summary>An entry that a client wants to write.</summary>
/// <param name="TimeMs">Its time, milliseconds since 1970 in UTC.</param>
/// <param name="IsTimeGiven">
/// Whether the client named the time: then a taken one refuses the entry. A time that the server gave moves on to the next free
/// millisecond.
/// </param>
/// <param name="Fields">field1 to field8.</param>
/// <param name="Place">Place and status text.</param>
public sealed record EntryDraft(long TimeMs, bool IsTimeGiven, IReadOnlyList<string?> Fields, EntryPlace Place);
