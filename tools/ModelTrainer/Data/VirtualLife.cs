using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Data;

/// <summary>A life of the virtual cell, a row a second.</summary>
/// <param name="Cycle">Its readings and charge.</param>
/// <param name="Phases">What the cell was doing, by row.</param>
public sealed record VirtualLife(Cycle Cycle, CellPhase[] Phases)
{
    // As long as the longest averages of the features remember.
    private const int RememberedS = 3600;

    /// <summary>
    /// By row: whether recorded drives hold nothing like it, that is at rest, while charging and an hour after. A drive at a constant place
    /// of the map is better learnt from recordings than from a circuit that follows them within some millivolts.
    /// </summary>
    public bool[] IsUnlikeRecorded { get; } = Unlike(Phases);

    private static bool[] Unlike(CellPhase[] phases)
    {
        var unlike = new bool[phases.Length];
        int sinceCharge = RememberedS;
        for (int row = 0; row < phases.Length; row++)
        {
            sinceCharge = phases[row] == CellPhase.Charging ? 0 : sinceCharge + 1;
            unlike[row] = phases[row] != CellPhase.Discharging || sinceCharge < RememberedS;
        }

        return unlike;
    }
}
