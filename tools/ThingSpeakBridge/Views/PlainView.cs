using NanoBms.GaugeEstimates;
using NanoBms.ThingSpeakBridge.Feeds;
using NanoBms.ThingSpeakBridge.Setup;

namespace NanoBms.ThingSpeakBridge.Views;

/// <summary>A line an entry, for logs and pipes.</summary>
internal sealed class PlainView(TextWriter output) : IBridgeView
{
    private bool manyChannels;

    public void Start(BridgeSetup setup, string model, TimeSpan samplePeriod, int windowLength)
    {
        manyChannels = setup.ChannelIds.Count > 1;
        foreach (string line in Wording.Banner(setup, model, samplePeriod, windowLength))
        {
            output.WriteLine(line);
        }

        output.Flush();
    }

    public void Show(Estimate estimate)
    {
        string note = estimate.Note.Length == 0 ? "" : $" | {estimate.Note}";
        Line(estimate.ChannelId, estimate.Entry.CreatedAt, $"{Wording.Values(estimate)} | {Wording.State(estimate)}{note}");
    }

    public void Say(long? channelId, DateTimeOffset now, string sentence) => Line(channelId, now, sentence);

    private void Line(long? channelId, DateTimeOffset time, string text)
    {
        output.WriteLine($"[{FeedTime.Line(time)}] {(manyChannels && channelId is { } id ? $"channel {id}: " : "")}{text}");
        output.Flush();
    }
}
