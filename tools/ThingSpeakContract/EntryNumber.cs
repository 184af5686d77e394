using System.Globalization;
using System.Text.RegularExpressions;

namespace NanoBms.ThingSpeakContract;

/// <summary>
/// What the gauge writes into an entry's status: the entry's number, which goes on over restarts, and what it knows of numbers right before
/// it that nobody will see. As in "n1234", or "n1234-20r-1d-8s".
/// </summary>
/// <param name="Number">The number, from 1.</param>
/// <param name="NoRoom">Entries before it that are lost because there was no room for them, or nothing told their time ("r").</param>
/// <param name="Damaged">Entries before it that the flash did not give back ("d").</param>
/// <param name="NotGiven">Numbers before it that may never have been given: a start after a power cut leaves them out ("s").</param>
public sealed partial record EntryNumber(long Number, int NoRoom, int Damaged, int NotGiven)
{
    /// <summary>Reads a status; null: it is none of the gauge's.</summary>
    public static EntryNumber? Parse(string? status)
    {
        Match match = Form().Match(status ?? "");
        if (!match.Success || !long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return null;
        }

        int[] counts = new int[3];
        foreach (Capture part in match.Groups[2].Captures)
        {
            int kind = "rds".IndexOf(part.Value[^1], StringComparison.Ordinal);
            _ = int.TryParse(part.Value.AsSpan(1, part.Value.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture,
                out counts[kind]);
        }

        return new EntryNumber(number, counts[0], counts[1], counts[2]);
    }

    [GeneratedRegex(@"^n([1-9]\d{0,17})(-\d{1,9}[rds])*$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
