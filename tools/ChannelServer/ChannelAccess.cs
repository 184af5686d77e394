using System.Security.Cryptography;
using System.Text;

namespace NanoBms.ChannelServer;

/// <summary>A channel as a server holds it: settings with both keys.</summary>
/// <param name="Settings">The settings; both keys are set.</param>
/// <param name="CreatedAtMs">When the channel was made, milliseconds since 1970 in UTC.</param>
/// <param name="KeysAreNew">Whether a key was made at this start, so that it was never shown before.</param>
public sealed record ChannelAccess(ChannelSettings Settings, long CreatedAtMs, bool KeysAreNew) : IServedChannel
{
    /// <summary>Number of the channel.</summary>
    public long Id => Settings.Id;

    /// <summary>Key that allows writing.</summary>
    public string WriteKey => Settings.WriteKey!;

    /// <summary>Key that allows reading a channel that is not public.</summary>
    public string ReadKey => Settings.ReadKey!;

    /// <summary>Whether a reader with this key may read the channel.</summary>
    public bool MayRead(string? key) => Settings.IsPublic || IsSame(key, ReadKey) || IsSame(key, WriteKey);

    /// <summary>Whether this is the write key.</summary>
    public bool MayWrite(string? key) => IsSame(key, WriteKey);

    // In the same time whatever is wrong with it.
    private static bool IsSame(string? key, string right) => key is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(right));
}
