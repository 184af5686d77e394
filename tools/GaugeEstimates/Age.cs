using System.Globalization;

namespace NanoBms.GaugeEstimates;

/// <summary>How old something is, as people say it.</summary>
public static class Age
{
    /// <summary>A length of time in the one unit that fits: "40 s", "12 min", "3 h", "5 days"; below zero: "0 s".</summary>
    public static string Text(TimeSpan length) => Math.Max(0, Math.Round(length.TotalSeconds)) switch
    {
        < 90 and var s => Text($"{s} s"),
        < 5400 and var s => Text($"{Math.Round(s / 60)} min"),
        < 129600 and var s => Text($"{Math.Round(s / 3600)} h"),
        var s => Text($"{Math.Round(s / 86400)} days"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
