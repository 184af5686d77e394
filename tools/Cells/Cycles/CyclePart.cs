using System.Globalization;
using NanoBms.Foundation;

namespace NanoBms.Cells.Cycles;

/// <summary>A part of a cycle by shares of its time.</summary>
/// <param name="From">Where it begins, 0..1.</param>
/// <param name="To">Where it ends, 0..1; a row at it belongs to what follows, unless it is 1.</param>
public sealed record CyclePart(double From, double To)
{
    /// <summary>All of it.</summary>
    public static readonly CyclePart Whole = new(0, 1);

    /// <summary>Reads "0.6-1".</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What it was part of, for the message.</param>
    /// <exception cref="UserError">Not two shares in order.</exception>
    public static CyclePart Parse(string text, string name)
    {
        string[] ends = text.Split('-');
        double to = 0;
        return ends.Length == 2 && TryShare(ends[0], out double from) && TryShare(ends[1], out to) && from < to
            ? new CyclePart(from, to)
            : throw new UserError($"'{name}': '{text}' is no part of a cycle; write two shares of its time such as 0-0.6.");
    }

    /// <summary>The part of a cycle; it keeps its times.</summary>
    public Cycle Of(Cycle cycle)
    {
        if (this == Whole)
        {
            return cycle;
        }

        double startS = cycle.TimeS[0], lengthS = cycle.TimeS[^1] - startS;
        int[] rows = [.. Enumerable.Range(0, cycle.Length).Where(row =>
            cycle.TimeS[row] >= startS + From * lengthS && (To >= 1 || cycle.TimeS[row] < startS + To * lengthS))];
        return rows.Length > 0
            ? cycle.Keep(rows)
            : throw new UserError($"'{cycle.Path}' has no rows from {From} to {To} of its time.");
    }

    private static bool TryShare(string text, out double share) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share) && share is >= 0 and <= 1;
}
