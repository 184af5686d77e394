using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using NanoBms.GaugeEstimates;
using NanoBms.ThingSpeakBridge.Cloud;
using NanoBms.ThingSpeakBridge.Setup;
using NanoBms.ThingSpeakBridge.Views;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>A bridge in virtual time with its output.</summary>
internal sealed class RunningBridge : IDisposable
{
    private readonly Bridge bridge;
    private readonly StringWriter output = new() { NewLine = "\n" };

    public RunningBridge(
        BridgeSetup setup, FakeTimeProvider? clock = null, HttpMessageHandler? handler = null,
        IReadOnlyDictionary<string, string>? environment = null, IConfiguration? file = null)
    {
        Clock = clock ?? new FakeTimeProvider(Samples.Start);
        var keys = new KeyRing(name => environment?.GetValueOrDefault(name), file ?? new ConfigurationBuilder().Build());
        Recorded = new RecordingView(new PlainView(output));
        bridge = new Bridge(setup, keys, Recorded, handler ?? ChannelHttp.CreateHandler(), Clock);
    }

    public FakeTimeProvider Clock { get; }

    public RecordingView Recorded { get; }

    /// <summary>Numbers of the entries that were shown.</summary>
    public IEnumerable<long> Ids => Recorded.Estimates.Select(estimate => estimate.Entry.Id);

    public string Output => output.ToString();

    public Bridge Bridge => bridge;

    public static BridgeSetup Setup(Uri url, params long[] channels) =>
        new() { Url = url, ChannelIds = channels.Length > 0 ? channels : [1] };

    /// <summary>Does what is due and lets the time pass until there is more to do; the pause in seconds.</summary>
    public async Task<double> StepAsync()
    {
        TimeSpan pause = await bridge.StepAsync(TestContext.Current.CancellationToken);
        Clock.Advance(pause);
        return pause.TotalSeconds;
    }

    public void Dispose() => bridge.Dispose();
}

/// <summary>Keeps what a view is given.</summary>
internal sealed class RecordingView(IBridgeView next) : IBridgeView
{
    public List<Estimate> Estimates { get; } = [];

    public List<string> Sentences { get; } = [];

    public void Start(BridgeSetup setup, string model, TimeSpan samplePeriod, int windowLength) =>
        next.Start(setup, model, samplePeriod, windowLength);

    public void Show(Estimate estimate)
    {
        Estimates.Add(estimate);
        next.Show(estimate);
    }

    public void Say(long? channelId, DateTimeOffset now, string sentence)
    {
        Sentences.Add(sentence);
        next.Say(channelId, now, sentence);
    }
}
