using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;

namespace NanoBms.Cells.Import.Sets;

/// <summary>Tells charges from files that only bear the name of one.</summary>
internal static class ChargeSeen
{
    private const double SomeAh = 0.001;

    /// <summary>Whether a file holds a charge.</summary>
    public static bool In(string path)
    {
        double minAh = double.PositiveInfinity, maxAh = double.NegativeInfinity;
        LogReading.Read([path], new ImportOptions { InitialSocPercent = 100, AreGapsRest = true }, row =>
        {
            minAh = Math.Min(minAh, row.ChargeAh);
            maxAh = Math.Max(maxAh, row.ChargeAh);
        });
        return maxAh - minAh > SomeAh;
    }
}
