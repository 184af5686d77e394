using System.Globalization;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Cycles;

/// <summary>Counts the charge between two rows, and keeps account of times in which the current is not known.</summary>
internal sealed class GapKeeper
{
    /// <summary>Less current than this share of the log's high current is a rest.</summary>
    private const double RestShare = 0.02;

    private readonly ImportOptions options;
    private readonly bool holds;
    private readonly double restA;
    private double longestS;
    private long unknown, firstLine;

    /// <summary>Makes a keeper.</summary>
    /// <param name="options">The user's word on gaps.</param>
    /// <param name="holds">Whether a value holds until the next, rather than being joined to it by a straight line.</param>
    /// <param name="highCurrentA">A high current of the log.</param>
    public GapKeeper(ImportOptions options, bool holds, double highCurrentA)
    {
        this.options = options;
        this.holds = holds;
        restA = RestShare * highCurrentA;
    }

    /// <summary>Gaps that were counted as rest, and their seconds.</summary>
    public (long Count, double Seconds) Rests { get; private set; }

    /// <summary>Charge between two rows, Ah.</summary>
    public double StepAh(in Reading before, in Reading now)
    {
        double seconds = now.TimeS - before.TimeS;
        if (!double.IsNaN(now.StepAh))
        {
            return now.StepAh;
        }

        if (seconds <= options.MaxGapS)
        {
            return (holds ? before.CurrentA : (before.CurrentA + now.CurrentA) / 2) * seconds / 3600;
        }

        bool isRest = options.AreGapsRest || (Math.Abs(before.CurrentA) <= restA && Math.Abs(now.CurrentA) <= restA);
        if (isRest)
        {
            Rests = (Rests.Count + 1, Rests.Seconds + seconds);
        }
        else
        {
            firstLine = unknown++ == 0 ? now.Line : firstLine;
            longestS = Math.Max(longestS, seconds);
        }

        return 0;
    }

    /// <summary>Refuses a log with times in which the current is not known.</summary>
    /// <exception cref="UserError">With the options that say what flowed.</exception>
    public void Check(string source)
    {
        if (unknown > 0)
        {
            static string Seconds(double value) => value.ToString("#,0.#", CultureInfo.InvariantCulture);
            throw new UserError(
                $"'{source}': {(unknown == 1 ? "once" : $"{unknown.ToString("N0", CultureInfo.InvariantCulture)} times")} rows are more "
                + $"than {Seconds(options.MaxGapS)} s apart (up to {Seconds(longestS)} s, first before line {firstLine}), and nothing "
                + $"says what flowed meanwhile; if the current ran on, say "
                + $"--max-gap {longestS.ToString("0.##", CultureInfo.InvariantCulture)}; if the battery rested, --gaps rest.");
        }
    }
}
