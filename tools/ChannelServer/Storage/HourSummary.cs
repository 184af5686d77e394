using System.Globalization;

namespace NanoBms.ChannelServer.Storage;

/// <summary>What the numbers of a field were in an hour; texts that are no numbers do not count.</summary>
/// <param name="Count">How many there were, 1 or more.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Min">The least of them.</param>
/// <param name="Max">The greatest of them.</param>
/// <param name="Bits">As whole numbers: the bits that are set in any of them.</param>
public sealed record FieldSummary(int Count, double Sum, double Min, double Max, long Bits)
{
    /// <summary>Their mean.</summary>
    public double Mean => Sum / Count;

    /// <summary>Of the values of this and those of another.</summary>
    public FieldSummary With(FieldSummary? other) => other is null ? this : new FieldSummary(
        Count + other.Count, Sum + other.Sum, Math.Min(Min, other.Min), Math.Max(Max, other.Max), Bits | other.Bits);
}

/// <summary>An hour of a channel.</summary>
/// <param name="StartMs">When it begins, milliseconds since 1970 in UTC, a multiple of <see cref="LengthMs"/>.</param>
/// <param name="Entries">Entries in it, 1 or more.</param>
/// <param name="LastEntryId">Number of the latest of them.</param>
/// <param name="Fields">field1 to field8; null: no number was written.</param>
public sealed record HourSummary(long StartMs, int Entries, long LastEntryId, IReadOnlyList<FieldSummary?> Fields)
{
    /// <summary>Length of an hour, milliseconds.</summary>
    public const long LengthMs = 3_600_000;

    /// <summary>When the hour of a time begins.</summary>
    public static long StartOf(long timeMs) => (long)Math.Floor(timeMs / (double)LengthMs) * LengthMs;

    /// <summary>The number that a value says, where it is one.</summary>
    public static bool TryNumber(string? text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>The hours of entries.</summary>
    /// <param name="entries">Entries of a channel, in the order of time.</param>
    public static List<HourSummary> Of(IReadOnlyList<Entry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var hours = new List<HourSummary>();
        for (int start = 0, end; start < entries.Count; start = end)
        {
            long startMs = StartOf(entries[start].CreatedAtMs);
            var fields = new FieldSummary?[Entry.FieldCount];
            for (end = start; end < entries.Count && entries[end].CreatedAtMs < startMs + LengthMs; end++)
            {
                for (int field = 0; field < fields.Length; field++)
                {
                    if (TryNumber(entries[end].Fields[field], out double value))
                    {
                        fields[field] = new FieldSummary(1, value, value, value, (long)value).With(fields[field]);
                    }
                }
            }

            hours.Add(new HourSummary(startMs, end - start, entries[end - 1].Id, fields));
        }

        return hours;
    }
}
