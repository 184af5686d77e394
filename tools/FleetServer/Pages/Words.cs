using System.Globalization;

namespace NanoBms.FleetServer.Pages;

/// <summary>Times and numbers as pages show them.</summary>
internal static class Words
{
    /// <summary>A length of time in the one unit that fits: "40 s", "12 min", "3 h", "5 days".</summary>
    public static string Length(long ms) => Math.Max(0, Math.Round(ms / 1000.0)) switch
    {
        < 90 and var s => Text($"{s} s"),
        < 5400 and var s => Text($"{Math.Round(s / 60)} min"),
        < 129600 and var s => Text($"{Math.Round(s / 3600)} h"),
        var s => Text($"{Math.Round(s / 86400)} days"),
    };

    /// <summary>A time in UTC.</summary>
    public static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A number with so many decimals at most.</summary>
    public static string Number(double value, string format = "0.#") => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
