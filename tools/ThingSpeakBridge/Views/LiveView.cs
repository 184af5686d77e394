using NanoBms.GaugeEstimates;
using NanoBms.HomeAssistant;
using NanoBms.ThingSpeakBridge.Feeds;
using NanoBms.ThingSpeakBridge.Setup;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NanoBms.ThingSpeakBridge.Views;

/// <summary>
/// A table on a terminal, a row a channel, the latest sentences below it; what is old is grey, with its age. What is shown depends on the
/// room there is.
/// </summary>
/// <param name="clock">By which an estimate is old.</param>
internal sealed class LiveView(TimeProvider clock) : IBridgeView
{
    private const int Sentences = 8;

    private readonly Lock gate = new();
    private readonly Dictionary<long, Estimate?> rows = [];
    private readonly Queue<string> sentences = new();
    private readonly List<string> banner = [];
    private bool changed = true;
    private string drawnAges = "";

    public void Start(BridgeSetup setup, string model, TimeSpan samplePeriod, int windowLength)
    {
        lock (gate)
        {
            banner.AddRange(Wording.Banner(setup, model, samplePeriod, windowLength));
            foreach (long id in setup.ChannelIds)
            {
                rows[id] = null;
            }
        }
    }

    public void Show(Estimate estimate)
    {
        lock (gate)
        {
            rows[estimate.ChannelId] = estimate;
            changed = true;
        }
    }

    public void Say(long? channelId, DateTimeOffset now, string sentence)
    {
        lock (gate)
        {
            sentences.Enqueue($"[{FeedTime.Line(now)}] {(channelId is { } id ? $"channel {id}: " : "")}{sentence}");
            if (sentences.Count > Sentences)
            {
                sentences.Dequeue();
            }

            changed = true;
        }
    }

    /// <summary>Whether there is something new since this was asked last.</summary>
    public bool TakeChange()
    {
        lock (gate)
        {
            string ages = string.Join(' ', rows.Values.Select(estimate => AgeOf(estimate)));
            bool was = changed || ages != drawnAges;
            (changed, drawnAges) = (false, ages);
            return was;
        }
    }

    /// <summary>What is on a screen of this size.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Lines; where they do not suffice, the last channels are only counted.</param>
    public IRenderable Render(int width, int height)
    {
        lock (gate)
        {
            var layout = TableLayout.For(width);
            Text[] head =
            [
                .. banner.Select((line, k) => new Text(line, k == 0 ? new Style(Color.Teal, decoration: Decoration.Bold) : Style.Plain))
            ];
            Text[] foot = [.. (layout.HasNotes ? [] : Notes()).Concat(sentences).Select(line => new Text(line, new Style(Color.Yellow)))];
            int room = Math.Max(height - layout.FrameLines - head.Concat(foot).Sum(text => (text.Length + width - 1) / width), 1);
            int shown = rows.Count <= room ? rows.Count : Math.Max(room - 1, 1);
            Table table = layout.CreateTable();
            foreach ((long id, Estimate? estimate) in rows.Take(shown))
            {
                table.AddRow(estimate is null ? layout.Waiting(id) : layout.Cells(estimate, AgeOf(estimate)));
            }

            return new Rows(
                [.. head, table,
                    .. shown < rows.Count
                        ? [new Text($"and {rows.Count - shown} more channels; a higher window shows them.")]
                        : Array.Empty<Text>(), .. foot]);
        }
    }

    // How old an estimate is, where it tells how the battery was rather than how it is; null: it is fresh.
    private string? AgeOf(Estimate? estimate) =>
        estimate is not null && clock.GetUtcNow() - estimate.Entry.CreatedAt is var age && age > BatteryState.OldAfter
            ? Age.Text(age)
            : null;

    private IEnumerable<string> Notes() => rows.Values
        .OfType<Estimate>()
        .Select(estimate => (Channel: estimate.ChannelId, Note: Wording.Note(estimate, AgeOf(estimate))))
        .Where(one => one.Note.Length > 0)
        .Select(one => $"{(rows.Count > 1 ? $"Channel {one.Channel}: " : "")}{one.Note}");
}
