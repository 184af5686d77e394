using System.Globalization;
using NanoBms.GaugeEstimates;

namespace NanoBms.FleetServer.Pages;

/// <summary>Times and numbers as pages show them.</summary>
internal static class Words
{
    /// <summary>A length of time in the one unit that fits: "40 s", "12 min", "3 h", "5 days".</summary>
    public static string Length(long ms) => Age.Text(TimeSpan.FromMilliseconds(ms));

    /// <summary>A time in UTC.</summary>
    public static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A number with so many decimals at most.</summary>
    public static string Number(double value, string format = "0.#") => value.ToString(format, CultureInfo.InvariantCulture);
}
