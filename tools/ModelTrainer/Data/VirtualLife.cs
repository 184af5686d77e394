using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Data;

/// <summary>A life of the virtual cell, a row a second.</summary>
/// <param name="Cycle">Its readings and charge.</param>
/// <param name="Phases">What the cell was doing, by row.</param>
/// <param name="IsFollowed">
/// By row: whether recordings that the cell was fitted to go there. Below a tenth of the charge the fit has next to none of them, and
/// what it extends its tables to follows no cell.
/// </param>
public sealed record VirtualLife(Cycle Cycle, CellPhase[] Phases, bool[] IsFollowed)
{
    // As long as the longest averages of the features remember.
    private const int RememberedS = 3600;

    /// <summary>
    /// By row, where the cell is followed: whether recorded drives hold nothing like it, that is at rest, while charging and an hour after.
    /// A drive at a constant place of the map is better learnt from recordings than from a circuit that follows them within some
    /// millivolts.
    /// </summary>
    public bool[] IsUnlikeRecorded { get; } = Unlike(Phases, IsFollowed);

    private static bool[] Unlike(CellPhase[] phases, bool[] isFollowed)
    {
        var unlike = new bool[phases.Length];
        int sinceCharge = RememberedS;
        for (int row = 0; row < phases.Length; row++)
        {
            sinceCharge = phases[row] == CellPhase.Charging ? 0 : sinceCharge + 1;
            unlike[row] = isFollowed[row] && (phases[row] != CellPhase.Discharging || sinceCharge < RememberedS);
        }

        return unlike;
    }
}
