using NanoBms.ChannelServer.Storage;


namespace NanoBms.FleetServer.Grains;

/// <summary>What the grains of a silo write to.</summary>
/// <param name="Writer">Writes entries; its answers are committed.</param>
internal sealed record SiloStorage(IEntryWriter Writer);
