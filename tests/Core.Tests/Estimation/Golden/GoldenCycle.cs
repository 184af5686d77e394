using System.Globalization;

namespace NanoBms.Core.Tests.Estimation.Golden;

/// <summary>Readings of a cycle, one a sample time; null where none was recorded.</summary>
internal static class GoldenCycle
{
    /// <summary>The committed cycle of a virtual cell: one reading a second, in mV, mA and hundredths of a degree.</summary>
    public static IReadOnlyList<Reading?> Virtual(string path, int periodMs) =>
        [.. File.ReadLines(path).Skip(1).Where((_, row) => row % (periodMs / 1000) == 0).Select(line => Committed(line))];

    /// <summary>A recorded cycle in physical units, whose rows carry their second.</summary>
    public static IReadOnlyList<Reading?> Recorded(string path, int periodMs)
    {
        var rows = File.ReadLines(path).Skip(1).Select(line => line.Split(','))
            .Select(cells => (Second: (int)Math.Round(Number(cells[0])), Reading: Recorded(cells))).ToList();
        int first = rows[0].Second, periodS = periodMs / 1000;
        var readings = new Reading?[(rows[^1].Second - first) / periodS + 1];
        foreach ((int second, Reading reading) in rows.Where(row => (row.Second - first) % periodS == 0))
        {
            readings[(second - first) / periodS] = reading;
        }

        return readings;
    }

    private static Reading? Committed(string line)
    {
        string[] cells = line.Split(',');
        return new Reading { VoltageMilliV = Whole(cells[0]), CurrentMilliA = Whole(cells[1]), TemperatureCentiC = Whole(cells[2]) };
    }

    private static Reading Recorded(string[] cells) =>
        Reading.FromPhysical((float)Number(cells[1]), (float)Number(cells[2]), (float)Number(cells[3]));

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
