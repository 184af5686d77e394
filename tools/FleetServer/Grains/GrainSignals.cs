using NanoBms.ChannelServer.Storage;


namespace NanoBms.FleetServer.Grains;

/// <summary>Wakes the pages that this silo serves: each time one asks, the channel's grain is told to go on telling this silo.</summary>
internal sealed class GrainSignals(IGrainFactory grains) : IEntrySignals, IChannelFollower
{
    private readonly LiveSignals signals = new();
    private readonly Lock gate = new();
    private IChannelFollower? self;

    public Task Next(long channelId)
    {
        Task next = signals.Next(channelId);
        grains.GetGrain<IChannelGrain>(channelId).FollowAsync(Self()).Ignore();
        return next;
    }

    public Task WrittenAsync(long channelId)
    {
        signals.Raise(channelId);
        return Task.CompletedTask;
    }

    private IChannelFollower Self()
    {
        lock (gate)
        {
            return self ??= grains.CreateObjectReference<IChannelFollower>(this);
        }
    }
}
