using NanoBms.Cells.Virtual;
using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>
/// A model on what the recordings do not hold: lives of the virtual cell with drifting ambient temperature, rests and charges, of seeds
/// that training never draws.
/// </summary>
public static class VirtualTrials
{
    /// <summary>Lives.</summary>
    public const int Count = 16;

    /// <summary>Length of each, seconds.</summary>
    public const int Seconds = 6 * 3600;

    /// <summary>Lowest ambient temperature, degrees Celsius.</summary>
    public const double LowestC = -10;

    /// <summary>Highest ambient temperature, degrees Celsius.</summary>
    public const double HighestC = 25;

    /// <summary>Time between estimates, milliseconds: the device's own.</summary>
    public const int EveryMs = 15_000;

    // Far from the seeds that training counts up from its own.
    private const int FirstSeed = 1_000_000;

    /// <summary>Errors while the cell is driven, rests and charges, and over all.</summary>
    public static IReadOnlyList<ErrorRow> Run(ModelPair model, CellParameters cell)
    {
        IReadOnlyList<VirtualLife> lives = VirtualCycles.Lives(cell, Count, Seconds, LowestC, HighestC, FirstSeed);
        IReadOnlyList<CycleErrors> errors = CycleEvaluation.Run(model, [.. lives.Select(life => life.Cycle)], everyMs: EveryMs);
        ErrorRow Row(string name, params CellPhase[] wanted)
        {
            ErrorSum floatSum = new(), int8Sum = new();
            for (int life = 0; life < lives.Count; life++)
            {
                AddFollowed(errors[life].Float, lives[life], wanted, floatSum);
                AddFollowed(errors[life].Int8, lives[life], wanted, int8Sum);
            }

            return new ErrorRow(name, floatSum.Figures, int8Sum.Figures);
        }

        return
        [
            Row("driven", CellPhase.Discharging), Row("at rest", CellPhase.Resting), Row("charging", CellPhase.Charging),
            Row("all", CellPhase.Discharging, CellPhase.Resting, CellPhase.Charging),
        ];
    }

    /// <summary>
    /// Adds the estimates of some phases, where the cell follows recordings: beyond them a figure would judge the cell, not the network.
    /// </summary>
    internal static void AddFollowed(EstimateTrace trace, VirtualLife life, CellPhase[] wanted, ErrorSum sum)
    {
        for (int k = 0; k < trace.TimeS.Count; k++)
        {
            int row = (int)trace.TimeS[k];
            if (life.IsFollowed[row] && wanted.Contains(life.Phases[row]))
            {
                sum.Add(trace.EstimatePercent[k], trace.ReferencePercent[k]);
            }
        }
    }

    /// <summary>Adds the estimates of some phases to a sum.</summary>
    internal static void Add(EstimateTrace trace, CellPhase[] phases, CellPhase[] wanted, ErrorSum sum)
    {
        for (int k = 0; k < trace.TimeS.Count; k++)
        {
            if (wanted.Contains(phases[(int)trace.TimeS[k]]))
            {
                sum.Add(trace.EstimatePercent[k], trace.ReferencePercent[k]);
            }
        }
    }
}
