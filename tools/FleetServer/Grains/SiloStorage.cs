using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Estimates;

namespace NanoBms.FleetServer.Grains;

/// <summary>What the grains of a silo write to.</summary>
/// <param name="Channels">The channels.</param>
/// <param name="Writer">Writes entries; its answers are committed.</param>
/// <param name="States">Writes entries with a state of their channel.</param>
/// <param name="Predictors">Makes estimators.</param>
internal sealed record SiloStorage(IChannelDirectory Channels, IEntryWriter Writer, IStateWriter States, Predictors Predictors);
