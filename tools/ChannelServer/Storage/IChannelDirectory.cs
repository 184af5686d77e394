namespace NanoBms.ChannelServer.Storage;

/// <summary>The channels of a server.</summary>
public interface IChannelDirectory
{
    /// <summary>The channel of a number, or null.</summary>
    ValueTask<IServedChannel?> FindAsync(long id);

    /// <summary>The channel that a key may write to, or null.</summary>
    ValueTask<IServedChannel?> FindByWriteKeyAsync(string key);

    /// <summary>The first channels, by number.</summary>
    /// <param name="most">Most channels to return.</param>
    ValueTask<IReadOnlyList<IServedChannel>> FirstAsync(int most);
}
