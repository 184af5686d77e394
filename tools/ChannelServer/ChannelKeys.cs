using System.Security.Cryptography;

namespace NanoBms.ChannelServer;

/// <summary>Keys that a server makes.</summary>
public static class ChannelKeys
{
    // As ThingSpeak's keys look, without the letters and digits that are mistaken for each other.
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 16;

    /// <summary>A new key.</summary>
    public static string New() => RandomNumberGenerator.GetString(Letters, Length);
}
