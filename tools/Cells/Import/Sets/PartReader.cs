using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;

namespace NanoBms.Cells.Import.Sets;

/// <summary>
/// Reads a file of a published set: drives as they are, charges and pauses joined by straight lines to one row a second and ended at full.
/// </summary>
internal static class PartReader
{
    /// <summary>Charges and pauses have a row a minute.</summary>
    private const double FillS = 120;

    /// <summary>What lies beyond a hole was recorded at another time; it is none of the charge.</summary>
    private const double HoleS = 600;

    /// <summary>Rows of a part; their seconds begin at 0. Empty where a charge holds no charge.</summary>
    public static List<CycleRow> Read(SetPart part)
    {
        bool isDrive = part.Kind == PartKind.Drive;
        var options = new ImportOptions { InitialSocPercent = 100, AreGapsRest = true, FillS = isDrive ? 0 : FillS };
        var rows = new List<CycleRow>();
        LogReading.Read([part.Path], options, rows.Add);
        return isDrive ? rows : EndAtFull(LongestPiece(rows));
    }

    /// <summary>Of the pieces between holes the one in which most charge moved; of pauses, the longest.</summary>
    private static List<CycleRow> LongestPiece(List<CycleRow> rows)
    {
        var pieces = new List<List<CycleRow>>();
        foreach (CycleRow row in rows)
        {
            if (pieces.Count == 0 || row.Second - pieces[^1][^1].Second > HoleS)
            {
                pieces.Add([]);
            }

            pieces[^1].Add(row);
        }

        const double someAh = 0.001;
        return pieces.OrderByDescending(piece => Math.Floor((piece[^1].ChargeAh - piece[0].ChargeAh) / someAh))
            .ThenByDescending(piece => piece.Count).First();
    }

    private static List<CycleRow> EndAtFull(List<CycleRow> rows)
    {
        (long second, double chargeAh) = (rows[0].Second, rows[^1].ChargeAh);
        return [.. rows.Select(row => row with { Second = row.Second - second, ChargeAh = row.ChargeAh - chargeAh })];
    }
}
