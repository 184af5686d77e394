using System.Security.Cryptography;
using System.Text;
using NanoBms.ChannelServer;

namespace NanoBms.FleetServer.Postgres;

/// <summary>A channel of which only the hashes of the keys are kept.</summary>
/// <param name="Settings">The settings, without keys.</param>
/// <param name="CreatedAtMs">When the channel was made, milliseconds since 1970 in UTC.</param>
/// <param name="WriteKeyHash">SHA-256 of the write key.</param>
/// <param name="ReadKeyHash">SHA-256 of the read key.</param>
internal sealed record HashedChannel(ChannelSettings Settings, long CreatedAtMs, byte[] WriteKeyHash, byte[] ReadKeyHash) : IServedChannel
{
    public long Id => Settings.Id;

    /// <summary>The write key's hash as text.</summary>
    public string WriteKeyName { get; } = NameOf(WriteKeyHash);

    /// <summary>A hash as text.</summary>
    public static string NameOf(byte[] hash) => Convert.ToHexString(hash);

    /// <summary>
    /// The hash of a key. Keys made here are 80 random bits, which nobody finds by trying: a slow hash with a salt would only let strangers
    /// keep the server busy.
    /// </summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public bool MayRead(string? key) => Settings.IsPublic || IsSame(key, ReadKeyHash) || IsSame(key, WriteKeyHash);

    public bool MayWrite(string? key) => IsSame(key, WriteKeyHash);

    private static bool IsSame(string? key, byte[] hash) => key is not null && CryptographicOperations.FixedTimeEquals(Hash(key), hash);
}
