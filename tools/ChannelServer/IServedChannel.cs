namespace NanoBms.ChannelServer;

/// <summary>A channel as the interface serves it: its settings, and who may read and write it.</summary>
public interface IServedChannel
{
    /// <summary>Number of the channel.</summary>
    long Id { get; }

    /// <summary>Name, fields and whether it is public. A server that keeps no keys has none here.</summary>
    ChannelSettings Settings { get; }

    /// <summary>When the channel was made, milliseconds since 1970 in UTC.</summary>
    long CreatedAtMs { get; }

    /// <summary>Whether a reader with this key may read the channel.</summary>
    bool MayRead(string? key);

    /// <summary>Whether this is the write key.</summary>
    bool MayWrite(string? key);
}
