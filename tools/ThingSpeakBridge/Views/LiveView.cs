using NanoBms.ThingSpeakBridge.Feeds;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NanoBms.ThingSpeakBridge.Views;

/// <summary>A table on a terminal, a row a channel, the latest sentences below it.</summary>
internal sealed class LiveView : IBridgeView
{
    private const int Sentences = 8, BarLength = 20;

    private readonly Dictionary<long, Estimate?> rows = [];
    private readonly Queue<string> sentences = new();
    private readonly List<string> banner = [];

    /// <summary>Called after each change.</summary>
    public Action Changed { get; set; } = () => { };

    public void Start(BridgeSetup setup, string model, TimeSpan samplePeriod, int windowLength)
    {
        banner.AddRange(Wording.Banner(setup, model, samplePeriod, windowLength));
        foreach (long id in setup.ChannelIds)
        {
            rows[id] = null;
        }

        Changed();
    }

    public void Show(Estimate estimate)
    {
        rows[estimate.ChannelId] = estimate;
        Changed();
    }

    public void Say(long? channelId, DateTimeOffset now, string sentence)
    {
        sentences.Enqueue($"[{FeedTime.Line(now)}] {(channelId is { } id ? $"channel {id}: " : "")}{sentence}");
        if (sentences.Count > Sentences)
        {
            sentences.Dequeue();
        }

        Changed();
    }

    /// <summary>What is on the screen.</summary>
    public IRenderable Render()
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string heading in (string[])["Channel", "Time (UTC)", "Voltage V", "Current A", "Temp. C", "AI SOC", "Device", "Note"])
        {
            table.AddColumn(heading);
        }

        foreach ((long id, Estimate? estimate) in rows)
        {
            table.AddRow(estimate is null ? [new Text($"{id}"), new Text("waiting")] : Cells(id, estimate));
        }

        return new Rows(
        [
            .. banner.Select((line, k) => new Text(line, k == 0 ? new Style(Color.Teal, decoration: Decoration.Bold) : Style.Plain)),
            table,
            .. sentences.Select(line => new Text(line, new Style(Color.Yellow))),
        ]);
    }

    private static Text[] Cells(long id, Estimate estimate) =>
    [
        new Text($"{id}"),
        new Text(FeedTime.Line(estimate.Entry.CreatedAt)),
        new Text(Wording.Value(estimate.Sample.VoltageV, "F3")).RightJustified(),
        new Text(Wording.Value(estimate.Sample.CurrentA, "F3")).RightJustified(),
        new Text(Wording.Value(estimate.Sample.TemperatureC, "F2")).RightJustified(),
        estimate.Soc is { } soc
            ? new Text($"{Bar(soc)} {estimate.SocText}%", new Style(soc < 1000 ? Color.Red : soc < 3000 ? Color.Yellow : Color.Green))
            : new Text($"Buffering data... ({estimate.BufferedSamples}/{estimate.WindowLength})", new Style(Color.Grey)),
        new Text(estimate.DeviceSocPercent is { } device ? FormattableString.Invariant($"{device:F2}%") : "-"),
        new Text(estimate.Note),
    ];

    private static string Bar(int centiPercent)
    {
        int filled = centiPercent * BarLength / 10000;
        return new string('█', filled) + new string('░', BarLength - filled);
    }
}
