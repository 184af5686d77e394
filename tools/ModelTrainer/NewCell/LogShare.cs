using NanoBms.Cells.Cycles;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>
/// How much logs count in training, and how much the lives of virtual cells that stand for what logs lack. Chosen on what training leaves
/// of LG 18650HG2 recordings and on the last parts of six hours of an LFP cell's.
/// </summary>
internal static class LogShare
{
    // As much as the logs for so many hours of them, for more of them less, down to a share.
    private const double EqualHours = 5, MinVirtual = 0.05, MaxVirtual = 0.5;

    // Weights are told for so many rows in all: any number, since they are shares of each other.
    private const double WeightRows = 1e6;

    /// <summary>The share of what is drawn that comes from virtual lives, for so many hours of logs.</summary>
    public static double Virtual(double hours) => Math.Clamp(MaxVirtual * EqualHours / hours, MinVirtual, MaxVirtual);

    /// <summary>Logs and virtual lives with the weights of their shares.</summary>
    public static IReadOnlyList<Cycle> Weigh(IReadOnlyList<Cycle> logs, IReadOnlyList<Cycle> virtualLives)
    {
        double share = Virtual(LogCycles.Hours(logs));
        return [.. Weighted(logs, 1 - share), .. Weighted(virtualLives, share)];
    }

    private static IEnumerable<Cycle> Weighted(IReadOnlyList<Cycle> cycles, double share)
    {
        double rows = cycles.Sum(cycle => (double)cycle.Length);
        return cycles.Select(cycle => cycle with { Weight = (float)(share / rows * WeightRows) });
    }
}
