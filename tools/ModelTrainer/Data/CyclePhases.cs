using NanoBms.Cells.Cycles;
using NanoBms.Core.Estimation;

namespace NanoBms.ModelTrainer.Data;

/// <summary>What a battery was doing at each row of a cycle, by its current alone, as a device tells it.</summary>
public static class CyclePhases
{
    /// <summary>Names of the phases, for tables.</summary>
    public static IReadOnlyList<string> Names { get; } = ["driving", "resting", "charging"];

    /// <summary>The phase of each row (<see cref="PhaseDetector"/>).</summary>
    public static int[] Of(Cycle cycle, float ratedCapacityAh)
    {
        var detector = new PhaseDetector(ratedCapacityAh);
        var phases = new int[cycle.Length];
        for (int row = 0; row < phases.Length; row++)
        {
            detector.Add(cycle.CurrentA[row], row == 0 ? 1f : (float)(cycle.TimeS[row] - cycle.TimeS[row - 1]));
            phases[row] = detector.Phase;
        }

        return phases;
    }
}
