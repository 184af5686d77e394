using System.Globalization;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Readings;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>How many rows may be left out before a log is refused.</summary>
internal static class RowLimits
{
    /// <summary>Rows that may be unreadable: one in a hundred, five in a short log, never more than a third.</summary>
    public static long Unreadable(long rows, long? given) => given ?? Math.Min(Math.Max(5, rows / 100), rows / 3);

    /// <summary>Refuses a log of which too much would be left out.</summary>
    /// <exception cref="UserError">With the first rows that would be.</exception>
    public static void Check(string source, LogEvidence evidence, SkippedRows skipped, long? given)
    {
        long bad = skipped.Count, all = evidence.Rows + bad;
        if (evidence.Rows == 0 && bad == 0)
        {
            throw new UserError($"'{source}' has no rows with readings.");
        }

        if (bad > Unreadable(all, given))
        {
            throw new UserError(
                $"'{source}': of {all.ToString("N0", CultureInfo.InvariantCulture)} rows too many cannot be read; {skipped.Sentence()}: "
                + "mend the log, name other columns with --columns, or allow them with --max-bad-rows.");
        }

        // A row out of order is rarer than a damaged one: it is most often the sign of a file put together wrongly.
        if (evidence.OutOfOrder.Count > (given ?? all / 1000))
        {
            (long count, long line, double from, double to) = evidence.OutOfOrder;
            throw new UserError(
                $"'{source}': the time runs back in {count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? "row" : "rows")}, "
                    + $"first in line {line} "
                + $"({from.ToString("0.###", CultureInfo.InvariantCulture)} to {to.ToString("0.###", CultureInfo.InvariantCulture)}): "
                + "give files in the order of their time, or name the column of a time that runs on with --columns time=NAME.");
        }
    }
}
