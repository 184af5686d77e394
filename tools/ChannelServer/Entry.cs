namespace NanoBms.ChannelServer;

/// <summary>An entry of a channel, its values as the text that was written.</summary>
/// <param name="Id">Number of the entry in its channel, from 1, in the order of arrival.</param>
/// <param name="CreatedAtMs">Its time, milliseconds since 1970 in UTC; unique in the channel.</param>
/// <param name="Fields">field1 to field8; null where nothing was written.</param>
/// <param name="Place">Latitude and longitude (degrees), elevation (m) and the status text.</param>
public sealed record Entry(long Id, long CreatedAtMs, IReadOnlyList<string?> Fields, EntryPlace Place)
{
    /// <summary>Fields of an entry.</summary>
    public const int FieldCount = 8;
}
