using NanoBms.GaugeEstimates;
using NanoBms.ThingSpeakBridge.Feeds;
using Spectre.Console;

namespace NanoBms.ThingSpeakBridge.Views;

/// <summary>The table of channels for a width: a frame and a bar where there is room, the bare figures on a narrow terminal.</summary>
internal sealed class TableLayout
{
    private const int WideFrom = 126, MediumFrom = 96, NarrowFrom = 66, ErrorFrom = 44;

    private readonly int barLength;
    private readonly bool isFramed, hasDate, hasValues, hasError;

    private TableLayout(int barLength, bool isFramed, bool hasDate, bool hasValues, bool hasError = true)
    {
        this.barLength = barLength;
        this.isFramed = isFramed;
        this.hasDate = hasDate;
        this.hasValues = hasValues;
        this.hasError = hasError;
    }

    /// <summary>Whether notes have a column.</summary>
    public bool HasNotes => hasDate;

    /// <summary>Lines of the table besides its rows.</summary>
    public int FrameLines => isFramed ? 4 : 1;

    /// <summary>The layout for a width in columns.</summary>
    public static TableLayout For(int width) => width switch
    {
        >= WideFrom => new TableLayout(20, isFramed: true, hasDate: true, hasValues: true),
        >= MediumFrom => new TableLayout(10, isFramed: true, hasDate: false, hasValues: true),
        >= NarrowFrom => new TableLayout(0, isFramed: false, hasDate: false, hasValues: true),
        _ => new TableLayout(0, isFramed: false, hasDate: false, hasValues: false, hasError: width >= ErrorFrom),
    };

    /// <summary>The table without rows.</summary>
    public Table CreateTable()
    {
        var table = new Table { Border = isFramed ? TableBorder.Rounded : TableBorder.None };
        foreach ((string heading, bool isNumber) in Columns())
        {
            var column = new TableColumn(
                new Text(heading, isFramed ? Style.Plain : new Style(decoration: Decoration.Underline)))
            { NoWrap = heading != "Note" };
            column.Alignment = isNumber ? Justify.Right : Justify.Left;
            column.Padding = new Padding(isFramed ? 1 : 0, 0, isFramed ? 1 : 2, 0);
            table.AddColumn(column);
        }

        return table;
    }

    /// <summary>The row of a channel that no estimate is known of.</summary>
    public Text[] Waiting(long channelId) => [new Text($"{channelId}"), new Text("waiting")];

    /// <summary>The row of a channel.</summary>
    /// <param name="estimate">Its newest estimate.</param>
    /// <param name="age">Age of an old one, which is grey; null: it is fresh.</param>
    public Text[] Cells(Estimate estimate, string? age)
    {
        Style style = age is null ? Style.Plain : new Style(Color.Grey);
        var cells = new List<Text> { new($"{estimate.ChannelId}"),
            new(hasDate ? FeedTime.Line(estimate.Entry.CreatedAt) : FeedTime.Line(estimate.Entry.CreatedAt)[^8..], style) };
        if (hasValues)
        {
            cells.Add(new Text(Wording.Value(estimate.Sample.VoltageV, "F3"), style));
            cells.Add(new Text(Wording.Value(estimate.Sample.CurrentA, "F3"), style));
            cells.Add(new Text(Wording.Value(estimate.Sample.TemperatureC, "F2"), style));
        }

        cells.Add(Charge(estimate, age is not null));
        cells.Add(new Text(estimate.DeviceSocPercent is { } device ? FormattableString.Invariant($"{device:F2}%") : "-", style));
        if (HasNotes)
        {
            cells.Add(new Text(Wording.Note(estimate, age)));
        }

        return [.. cells];
    }

    private IEnumerable<(string Heading, bool IsNumber)> Columns()
    {
        yield return ("Channel", false);
        yield return (hasDate ? "Time (UTC)" : "UTC", false);
        if (hasValues)
        {
            yield return (isFramed ? "Voltage V" : "Volt", true);
            yield return (isFramed ? "Current A" : "Ampere", true);
            yield return (isFramed ? "Temp. C" : "degC", true);
        }

        yield return ("SOC", false);
        yield return ("Device", true);
        if (HasNotes)
        {
            yield return ("Note", false);
        }
    }

    private Text Charge(Estimate estimate, bool isOld)
    {
        if (estimate.Soc is not { } soc)
        {
            string filling = $"{estimate.BufferedSamples}/{estimate.WindowLength}";
            return new Text(
                barLength > 10 ? $"Buffering data... ({filling})" : barLength > 0 ? $"Buffering ({filling})" : filling,
                new Style(Color.Grey));
        }

        return new Text(
            $"{Bar(soc)}{estimate.SocText}%" + (hasError ? $" +-{estimate.BarText}" : ""),
            new Style(isOld ? Color.Grey : soc < 1000 ? Color.Red : soc < 3000 ? Color.Yellow : Color.Green));
    }

    private string Bar(int centiPercent)
    {
        int filled = centiPercent * barLength / 10000;
        return barLength == 0 ? "" : new string('█', filled) + new string('░', barLength - filled) + " ";
    }
}
