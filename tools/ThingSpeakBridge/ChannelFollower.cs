using NanoBms.GaugeEstimates;
using NanoBms.Predictor;
using NanoBms.ThingSpeakBridge.Cloud;
using NanoBms.ThingSpeakBridge.Logs;
using NanoBms.ThingSpeakBridge.Mqtt;
using NanoBms.ThingSpeakBridge.Setup;
using NanoBms.ThingSpeakBridge.Views;
using NanoBms.ThingSpeakContract;

namespace NanoBms.ThingSpeakBridge;

/// <summary>Follows one channel: reads what is new, estimates, logs, shows, passes on.</summary>
internal sealed class ChannelFollower
{
    // Far more than the window and the averages of any model look back.
    private const int WarmUp = 1000;

    private readonly long channelId;
    private readonly ChannelReader reader;
    private readonly SeenEntries seen = new();
    private readonly NumberLedger ledger = new();
    private readonly SocPredictor predictor;
    private readonly EntryEstimator estimator;
    private readonly IEstimateLog? log;
    private readonly KeyRing keys;
    private readonly IBridgeView view;
    private readonly WriteBack? writeBack;
    private readonly EstimatePublisher? publisher;
    private readonly TimeProvider clock;
    private readonly BackOff backOff;
    private int useless;
    private bool saidUseless, failed;
    private string? lastRemark;

    public ChannelFollower(
        long channelId, BridgeSetup setup, ChannelHttp http, KeyRing keys, SocPredictor predictor, IEstimateLog? log, WriteBack? writeBack,
        EstimatePublisher? publisher, IBridgeView view, TimeProvider clock)
    {
        this.channelId = channelId;
        this.predictor = predictor;
        this.keys = keys;
        this.log = log;
        this.view = view;
        this.writeBack = writeBack;
        this.publisher = publisher;
        this.clock = clock;
        foreach ((long id, long timeMs) in log?.Newest(channelId, SeenEntries.Capacity) ?? [])
        {
            if (seen.IsEmpty)
            {
                seen.IgnoreUpTo(id, timeMs);
            }

            seen.Add(id, timeMs);
        }

        reader = new ChannelReader(http, channelId, () => keys.ReadKey(channelId), seen, setup.History, clock);
        _ = keys.ReadKey(channelId);
        estimator = new EntryEstimator(channelId, predictor);
        backOff = new BackOff(setup.Interval);
    }

    /// <summary>When to poll next.</summary>
    public DateTimeOffset Due { get; private set; } = DateTimeOffset.MinValue;

    public async Task PollAsync(CancellationToken ct)
    {
        ChannelNews news = await reader.ReadAsync(ct).ConfigureAwait(false);
        DateTimeOffset now = clock.GetUtcNow();
        if (news.Problem is { } problem)
        {
            TimeSpan pause = backOff.Failed(news.RetryAfter, news.IsRefused);
            Due = now + pause;
            failed = true;
            if (news.IsRefused)
            {
                keys.Reload();
            }

            view.Say(channelId, now, FormattableString.Invariant($"{problem}; again in {pause.TotalSeconds:0} s."));
            return;
        }

        Due = now + backOff.Succeeded();
        if (failed)
        {
            failed = false;
            view.Say(channelId, now, $"The channel answers again; {news.Entries.Count} new entries.");
        }

        if (news.Remark is { } remark && remark != lastRemark)
        {
            view.Say(channelId, now, remark);
        }

        lastRemark = news.Remark;
        FeedEntry[] warmUp = [.. news.WarmUp.TakeLast(WarmUp)];
        for (int k = 0; k < warmUp.Length; k++)
        {
            ledger.Take(warmUp[k].Status, warmUp[k].CreatedAt);
            if (estimator.Take(warmUp[k]) is { } known)
            {
                publisher?.Add(known);
                if (warmUp.Length - k <= WriteBack.MaxResumed)
                {
                    writeBack?.Resume(known);
                }
            }
        }

        foreach (FeedEntry entry in news.Entries)
        {
            // What is left is read again by a later start.
            ct.ThrowIfCancellationRequested();
            Take(entry);
        }
    }

    private void Take(FeedEntry entry)
    {
        if (ledger.Take(entry.Status, entry.CreatedAt) is { } gap)
        {
            view.Say(channelId, clock.GetUtcNow(), gap.Sentence);
        }

        Estimate? estimate = estimator.Take(entry);
        if (estimate is not null)
        {
            // A note cites what is in a field: whatever that is.
            estimate = estimate with { Note = keys.Clean(estimate.Note) };
            log?.Add(estimate);
            writeBack?.Add(estimate);
            publisher?.Add(estimate);
            view.Show(estimate);
            Judge(estimate);
        }

        seen.Add(entry);
    }

    // Entries that are too far apart for the model never fill its window: that looks like waiting, and is not.
    private void Judge(Estimate estimate)
    {
        useless = estimate.Soc is null && estimate.BufferedSamples <= 1 ? useless + 1 : 0;
        if (useless >= 5 && !saidUseless)
        {
            saidUseless = true;
            view.Say(channelId, clock.GetUtcNow(), FormattableString.Invariant(
                $"The entries are further apart than the model bridges: it was trained on a sample each ")
                    + FormattableString.Invariant($"{predictor.SamplePeriod.TotalSeconds:0.###} s; give one that fits with --model."));
        }
    }
}
