namespace NanoBms.ChannelServer.Storage;

/// <summary>Wakes the open pages of a channel when entries came.</summary>
public interface IEntrySignals
{
    /// <summary>
    /// Ends when entries of the channel came. Ask for it before reading, wait for it after: then nothing is missed. Who waits does so for
    /// some seconds at most, and asks again.
    /// </summary>
    Task Next(long channelId);
}
