namespace NanoBms.ChannelServer.Storage;

/// <summary>What a server keeps of a channel besides its entries.</summary>
/// <param name="Version">1 for the first one, and 1 more with each write.</param>
/// <param name="Bytes">The state, of whatever meaning.</param>
public sealed record KeptState(long Version, byte[] Bytes);
