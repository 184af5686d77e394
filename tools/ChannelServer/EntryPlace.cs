namespace NanoBms.ChannelServer;

/// <summary>What an entry may hold besides its fields, each null where not written.</summary>
/// <param name="Latitude">Degrees, -90..90.</param>
/// <param name="Longitude">Degrees, -180..180.</param>
/// <param name="Elevation">Metres.</param>
/// <param name="Status">A message.</param>
public sealed record EntryPlace(string? Latitude, string? Longitude, string? Elevation, string? Status)
{
    /// <summary>Nothing written.</summary>
    public static EntryPlace None { get; } = new(null, null, null, null);
}
