using System.Globalization;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Feeds;

/// <summary>
/// Puts entries together that lie in the same span of time. Spans start at whole multiples of their length since 1970 in UTC; an entry of a
/// span has the time of its start. Texts that are no numbers do not count; a field without numbers in a span is null there.
/// </summary>
internal static class Aggregation
{
    /// <summary>Spans that hold at least one entry, oldest first.</summary>
    /// <param name="entries">In the order of time.</param>
    /// <param name="aggregateOfField">What becomes of the values of a field, by its index, 0 for field1.</param>
    /// <param name="spanMs">Length of a span, more than 0.</param>
    public static List<Entry> Apply(IReadOnlyList<Entry> entries, Func<int, Aggregate> aggregateOfField, long spanMs)
    {
        var result = new List<Entry>();
        int start = 0;
        while (start < entries.Count)
        {
            long spanStartMs = StartOf(entries[start].CreatedAtMs, spanMs);
            int end = start + 1;
            while (end < entries.Count && entries[end].CreatedAtMs < spanStartMs + spanMs)
            {
                end++;
            }

            var fields = new string?[Entry.FieldCount];
            for (int field = 0; field < fields.Length; field++)
            {
                List<double> values = Numbers(entries, start, end, field);
                fields[field] = values.Count == 0 ? null : Text(Combine(values, aggregateOfField(field)));
            }

            result.Add(new Entry(entries[end - 1].Id, spanStartMs, fields, EntryPlace.None));
            start = end;
        }

        return result;
    }

    /// <summary>The same out of whole hours: means and bits, no more of hours is known.</summary>
    /// <param name="hours">In the order of time.</param>
    /// <param name="aggregateOfField">What becomes of the values of a field, by its index, 0 for field1.</param>
    /// <param name="spanMs">Length of a span, whole hours.</param>
    public static List<Entry> Apply(IReadOnlyList<HourSummary> hours, Func<int, Aggregate> aggregateOfField, long spanMs)
    {
        var result = new List<Entry>();
        foreach (IGrouping<long, HourSummary> span in hours.GroupBy(hour => StartOf(hour.StartMs, spanMs)))
        {
            var fields = new string?[Entry.FieldCount];
            for (int k = 0; k < fields.Length; k++)
            {
                int field = k;
                FieldSummary? all = span.Aggregate(
                    (FieldSummary?)null, (sum, hour) => hour.Fields[field] is { } one ? one.With(sum) : sum);
                fields[k] = all is null ? null : Text(aggregateOfField(field) == Aggregate.Bits ? all.Bits : all.Mean);
            }

            result.Add(new Entry(span.Last().LastEntryId, span.Key, fields, EntryPlace.None));
        }

        return result;
    }

    /// <summary>The number that a value says, where it is one.</summary>
    public static bool TryNumber(string? text, out double value) => HourSummary.TryNumber(text, out value);

    /// <summary>A number as values are given: digits with a point, nothing lost.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static long StartOf(long timeMs, long spanMs)
    {
        long rest = timeMs % spanMs;
        return rest < 0 ? timeMs - rest - spanMs : timeMs - rest;
    }

    private static List<double> Numbers(IReadOnlyList<Entry> entries, int start, int end, int field)
    {
        var values = new List<double>(end - start);
        for (int k = start; k < end; k++)
        {
            if (TryNumber(entries[k].Fields[field], out double value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static double Combine(List<double> values, Aggregate aggregate)
    {
        switch (aggregate)
        {
            case Aggregate.Average:
                return values.Sum() / values.Count;
            case Aggregate.Sum:
                return values.Sum();
            case Aggregate.Median:
                values.Sort();
                int middle = values.Count / 2;
                return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
            case Aggregate.Bits:
                return values.Aggregate(0L, (bits, value) => bits | (long)value);
            default:
                return values[0];
        }
    }
}
