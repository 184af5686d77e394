using System.Collections.Concurrent;
using NanoBms.GaugeEstimates;
using NanoBms.HomeAssistant;
using NanoBms.ThingSpeakBridge.Setup;

namespace NanoBms.ThingSpeakBridge.Mqtt;

/// <summary>Tells a broker, and by it Home Assistant, of the newest estimate of each channel.</summary>
internal sealed class EstimatePublisher : IAsyncDisposable
{
    private readonly GaugePublisher publisher;
    private readonly ConcurrentQueue<string> sentences = new();
    private readonly Dictionary<long, Estimate> newest = [];
    private readonly HashSet<long> changed = [];
    private readonly TimeProvider clock;

    private EstimatePublisher(BridgeSetup setup, TimeProvider clock)
    {
        this.clock = clock;
        publisher = GaugePublisher.Start(
            setup.Mqtt!, $"bridge_{setup.MqttName}",
            [.. setup.ChannelIds.Select(id => BatteryDevice.Create(Id(id), Name(id), countsEnergy: false))], sentences.Enqueue, clock);
    }

    /// <summary>Starts to publish; null where the set-up names no broker.</summary>
    /// <exception cref="Foundation.UserError">The certificate of the broker's authority cannot be read.</exception>
    public static EstimatePublisher? Start(BridgeSetup setup, TimeProvider clock) =>
        setup.Mqtt is null ? null : new EstimatePublisher(setup, clock);

    /// <summary>Takes an estimate; what is older than another one of its channel tells nothing any more.</summary>
    public void Add(Estimate estimate)
    {
        if (!newest.TryGetValue(estimate.ChannelId, out Estimate? before) || estimate.Entry.CreatedAt > before.Entry.CreatedAt)
        {
            newest[estimate.ChannelId] = estimate;
            changed.Add(estimate.ChannelId);
        }
    }

    /// <summary>Publishes what is new, and gives the sentences on the connection that came meanwhile.</summary>
    public IReadOnlyList<string> Step()
    {
        foreach (long id in changed)
        {
            publisher.Publish(Id(id), BatteryDevice.StateOf(State(newest[id]), clock.GetUtcNow()));
        }

        changed.Clear();
        var said = new List<string>();
        while (sentences.TryDequeue(out string? sentence))
        {
            said.Add(sentence);
        }

        return said;
    }

    public ValueTask DisposeAsync() => publisher.DisposeAsync();

    private static string Id(long channelId) => FormattableString.Invariant($"nanobms_bridge_{channelId}");

    private static string Name(long channelId) => FormattableString.Invariant($"Battery of channel {channelId}");

    // The bridge's own figure; what the device wrote stands in the channel.
    private static BatteryState State(Estimate estimate) => new(estimate.Entry.CreatedAt)
    {
        VoltageV = estimate.Sample.VoltageV,
        CurrentA = estimate.Sample.CurrentA,
        TemperatureC = estimate.Sample.TemperatureC,
        SocPercent = estimate.Soc / 100.0,
        BarPercent = estimate.BarDeciPercent / 10.0,
        CapacityAh = estimate.CapacityAh,
        HealthPercent = estimate.HealthShare * 100,
        RemainingAh = estimate.RemainingAh,
        TimeLeft = estimate.TimeLeft,
        Status = estimate.Status,
    };
}
