using System.Globalization;

namespace NanoBms.Cells.Import.Sets;

/// <summary>
/// The Panasonic cell's capacity by date: 2.90 Ah until 8 May 2017 (its C/20 test), then 0.005 Ah less a day; a straight line through the
/// set's 1C tests at 25 degC (2.80 Ah on 9 March, 2.43 Ah on 22 July, to 2.5 V), scaled to the C/20 test.
/// </summary>
internal static class CapacityLine
{
    /// <summary>Columns of the file of capacities.</summary>
    public const string Heading = "folder,name,recorded,capacity_ah";

    private const double FreshAh = 2.90, LostAhADay = 0.005;
    private static readonly DateTime Fades = new(2017, 5, 8, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Capacity at a time, Ah.</summary>
    public static double Ah(DateTime recorded) => FreshAh - LostAhADay * Math.Max(0, (recorded - Fades).TotalDays);

    /// <summary>A line of the file.</summary>
    public static string Line(string cycle, DateTime recorded)
    {
        string[] parts = cycle.Split('/');
        return string.Create(CultureInfo.InvariantCulture, $"{parts[0]},{parts[1]},{recorded:yyyy-MM-dd},{Ah(recorded):F3}");
    }
}
