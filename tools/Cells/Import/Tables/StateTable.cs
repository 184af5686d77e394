using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Numbers;
using NanoBms.Cells.Import.Text;
using NanoBms.Cells.Import.Time;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Tables;

/// <summary>
/// A log with one state a row (Home Assistant's history: entity_id, state, last_changed) as a table with one column an entity. A state
/// holds until the next one of its entity.
/// </summary>
internal static class StateTable
{
    /// <summary>States that are kept to be sorted by time, 32 bytes each.</summary>
    private const int MaxStates = 6_000_000;

    /// <summary>Where the three columns are; null where the table is none of this kind.</summary>
    public static (int Entity, int State, int Time)? Find(ITable table)
    {
        int Place(params string[] names) => names.Select(name => Find(table.Headings, name)).FirstOrDefault(place => place >= 0, -1);
        (int Entity, int State, int Time) places =
            (Place("entity id", "entity"), Place("state", "value"), Place("last changed", "last updated", "time"));
        return places is { Entity: >= 0, State: >= 0, Time: >= 0 } ? places : null;
    }

    /// <summary>Turns the rows into columns.</summary>
    /// <exception cref="UserError">Too many states, or a time that is none.</exception>
    public static ITable Turn(ITable table, (int Entity, int State, int Time) places)
    {
        var entities = new Dictionary<string, int>(StringComparer.Ordinal);
        var states = new List<(double TimeS, int Entity, double Value, int Line)>();
        using (IRowReader rows = table.Open())
        {
            while (rows.Read())
            {
                if (!DateText.TryRead(rows[places.Time].Text, out DateReading date))
                {
                    continue;
                }

                string name = rows[places.Entity].Text;
                if (!entities.TryGetValue(name, out int entity))
                {
                    entity = entities[name] = entities.Count;
                }

                string text = rows[places.State].Text;
                bool known = NumberText.TryRead(text, DecimalSign.Point, out double value, out _);
                if (!known && !CellLook.IsNoValue(text))
                {
                    continue;
                }

                states.Add((date.DayFirstS, entity, known ? value : double.NaN, (int)rows.Line));
                if (states.Count > MaxStates)
                {
                    throw new UserError(
                        $"'{table.Source}' has more than {MaxStates:N0} states; export a shorter time, or only the battery's sensors.");
                }
            }
        }

        // The download has all states of one sensor, then all of the next.
        states.Sort((a, b) => a.TimeS != b.TimeS ? a.TimeS.CompareTo(b.TimeS) : a.Line.CompareTo(b.Line));
        Heading[] headings = [Heading.Parse("time_s"), .. entities.OrderBy(entry => entry.Value).Select(entry => Heading.Parse(entry.Key))];
        return new StateRows(table.Source, headings, states);
    }

    private static int Find(IReadOnlyList<Heading> headings, string name) =>
        Enumerable.Range(0, headings.Count).FirstOrDefault(k => headings[k].Name == name, -1);

    private sealed class StateRows(
        string source, Heading[] headings, List<(double TimeS, int Entity, double Value, int Line)> states) : ITable
    {
        public string Source => source;

        public IReadOnlyList<Heading> Headings => headings;

        public string Layout => $"one state a row, of {headings.Length - 1} entities";

        public char Delimiter => ',';

        public bool IsOfChanges => true;

        public IRowReader Open() => new Reader(headings.Length, states);
    }

    private sealed class Reader(int width, List<(double TimeS, int Entity, double Value, int Line)> states) : IRowReader
    {
        private readonly double[] values = [.. Enumerable.Repeat(double.NaN, width)];
        private int next;

        public long Line { get; private set; }

        public int Width => width;

        public bool IsLastRowCut => false;

        public Cell this[int column] => new(values[column]);

        public bool Read()
        {
            if (next == states.Count)
            {
                return false;
            }

            // States of one moment make one row.
            values[0] = states[next].TimeS;
            for (; next < states.Count && states[next].TimeS == values[0]; next++)
            {
                values[1 + states[next].Entity] = states[next].Value;
                Line = states[next].Line;
            }

            return true;
        }

        public void Dispose()
        {
        }
    }
}
