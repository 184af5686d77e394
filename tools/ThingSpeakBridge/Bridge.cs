using NanoBms.Foundation;
using NanoBms.GaugeEstimates;
using NanoBms.Predictor;
using NanoBms.ThingSpeakBridge.Cloud;
using NanoBms.ThingSpeakBridge.Logs;
using NanoBms.ThingSpeakBridge.Mqtt;
using NanoBms.ThingSpeakBridge.Setup;
using NanoBms.ThingSpeakBridge.Views;

namespace NanoBms.ThingSpeakBridge;

/// <summary>Polls channels in turn until it is stopped.</summary>
internal sealed class Bridge : IDisposable
{
    private readonly ChannelHttp http;
    private readonly IEstimateLog? log;
    private readonly EstimatePublisher? publisher;
    private readonly KeyRing keys;
    private readonly IBridgeView view;
    private readonly TimeProvider clock;
    private readonly List<ChannelFollower> followers = [];
    private readonly List<WriteBack> writers = [];

    /// <summary>A bridge.</summary>
    /// <exception cref="UserError">Something cannot be; one sentence says what.</exception>
    /// <exception cref="UserError">The model cannot be used.</exception>
    public Bridge(BridgeSetup setup, KeyRing keys, IBridgeView view, HttpMessageHandler handler, TimeProvider clock)
    {
        setup.Check();
        this.keys = keys;
        this.view = new CleanView(view, keys);
        this.clock = clock;
        var predictors = new SocPredictorSet<long>(setup.Model);
        foreach (WriteBackTarget target in setup.WriteBack)
        {
            _ = keys.WriteKey(target.TargetId) ?? throw new UserError(
                $"There is no write key for channel {target.TargetId}; set NANOBMS_WRITE_KEY_{target.TargetId}, or \"WriteKeys\" in the "
                    + "settings file or the user secrets.");
        }

        http = new ChannelHttp(handler, new Uri(setup.Url.AbsoluteUri.TrimEnd('/') + "/"), clock);
        log = setup.LogPath is { } path ? EstimateLog.Open(path) : null;
        publisher = EstimatePublisher.Start(setup, clock);
        foreach (long id in setup.ChannelIds)
        {
            WriteBack? writer = setup.WriteBack.FirstOrDefault(target => target.SourceId == id) is { } target
                ? new WriteBack(http, target, () => keys.WriteKey(target.TargetId) ?? "", () => keys.ReadKey(target.TargetId), clock)
                : null;
            if (writer is not null)
            {
                writers.Add(writer);
            }

            followers.Add(new ChannelFollower(id, setup, http, keys, predictors[id], log, writer, publisher, this.view, clock));
        }

        SocPredictor first = predictors[setup.ChannelIds[0]];
        this.view.Start(setup, $"{first.ModelName} ({first.Precision})", first.SamplePeriod, first.WindowLength);
    }

    /// <summary>Polls until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await StepAsync(ct).ConfigureAwait(false), clock, ct).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            int waiting = writers.Sum(writer => writer.Waiting);
            view.Say(null, clock.GetUtcNow(), waiting == 0 ? "Stopped." : $"Stopped; {waiting} estimates were not written back.");
        }
    }

    /// <summary>Does what is due, and tells how long nothing will be.</summary>
    public async Task<TimeSpan> StepAsync(CancellationToken ct)
    {
        foreach (ChannelFollower follower in followers.Where(follower => follower.Due <= clock.GetUtcNow()))
        {
            await follower.PollAsync(ct).ConfigureAwait(false);
        }

        foreach (string sentence in publisher?.Step() ?? [])
        {
            view.Say(null, clock.GetUtcNow(), sentence);
        }

        foreach (WriteBack writer in writers)
        {
            if (await writer.StepAsync(ct).ConfigureAwait(false) is { } problem)
            {
                keys.Reload();
                view.Say(writer.Target.SourceId, clock.GetUtcNow(), problem);
            }
        }

        DateTimeOffset next = followers.Min(follower => follower.Due);
        next = writers.Select(writer => writer.Due ?? next).Append(next).Min();
        TimeSpan pause = next - clock.GetUtcNow();
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }

    public void Dispose()
    {
        // Says that the bridge is gone, within seconds or not at all.
        publisher?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        log?.Dispose();
        http.Dispose();
    }

    /// <summary>Lets neither keys nor control characters through, whatever a server answers; notes are clean already.</summary>
    private sealed class CleanView(IBridgeView view, KeyRing keys) : IBridgeView
    {
        public void Start(BridgeSetup setup, string model, TimeSpan samplePeriod, int windowLength) =>
            view.Start(setup, model, samplePeriod, windowLength);

        public void Show(Estimate estimate) => view.Show(estimate);

        public void Say(long? channelId, DateTimeOffset now, string sentence) => view.Say(channelId, now, keys.Clean(sentence));
    }
}
