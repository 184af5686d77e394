using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Mat;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Tables;

/// <summary>Arrays of a MAT-file as the columns of a table.</summary>
internal sealed class MatTable : ITable
{
    private const int MaxMatrixColumns = 64;
    private readonly (MatArray Array, long Column)[] columns;
    private readonly long rows;

    private MatTable(string path, string group, (MatArray Array, long Column, string Name)[] columns)
    {
        Source = path;
        this.columns = [.. columns.Select(column => (column.Array, column.Column))];
        rows = columns[0].Array.IsVector ? columns[0].Array.Count : columns[0].Array.Rows;
        Headings = [.. columns.Select(column => Heading.Parse(column.Name))];
        Layout = group.Length > 0 ? $"MAT-file, arrays of '{group}'" : "MAT-file";
    }

    public string Source { get; }

    public IReadOnlyList<Heading> Headings { get; }

    public string Layout { get; }

    public char Delimiter => ',';

    public bool IsOfChanges => false;

    /// <summary>Opens a file.</summary>
    /// <exception cref="UserError">No arrays that make a log, or several that may.</exception>
    public static MatTable Open(string path, IReadOnlyDictionary<Quantity, string> given)
    {
        IReadOnlyList<MatArray> arrays = MatCatalog.Read(path);
        (MatArray Array, long Column, string Name)[] all = [.. arrays.Where(array => array.Count > 0).SelectMany(Columns)];
        if (all.Length == 0)
        {
            throw new UserError(
                $"'{path}' has no numeric arrays; tables and objects are not read: in MATLAB, s = table2struct(T, 'ToScalar', true); "
                    + "save(FILE, 's', '-v7').");
        }

        string[] asked = [.. given.Values.Where(name => name != ColumnFinder.LeftOut && !name.StartsWith('#'))];
        return asked.Length > 0 ? Asked(path, all, asked) : Found(path, all);
    }

    public IRowReader Open() => new Reader(Source, columns, rows);

    private static IEnumerable<(MatArray Array, long Column, string Name)> Columns(MatArray array) => array.IsVector
        ? [(array, 0, array.Path)]
        : Enumerable.Range(0, array.Columns <= MaxMatrixColumns && array.Rows > array.Columns ? (int)array.Columns : 0)
            .Select(column => (array, (long)column, $"{array.Path}#{column + 1}"));

    /// <summary>The arrays that the user named, and the others of the same struct.</summary>
    private static MatTable Asked(string path, (MatArray Array, long Column, string Name)[] all, string[] asked)
    {
        var chosen = new List<(MatArray Array, long Column, string Name)>();
        foreach (string name in asked)
        {
            (MatArray Array, long Column, string Name)[] found =
                [.. all.Where(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
            found = found.Length > 0 ? found : [.. all.Where(column => Leaf(column.Name).Equals(name, StringComparison.OrdinalIgnoreCase))];
            chosen.Add(found.Length switch
            {
                1 => (found[0].Array, found[0].Column, name),
                0 => throw new UserError($"'{path}' has no array '{name}'; it has {Names(all)}."),
                _ =>
                    throw new UserError(
                        $"'{path}' has {found.Length} arrays '{name}'; give one by its whole name, such as {found[0].Name}."),
            });
        }

        string group = chosen[0].Array.Parent;
        chosen.AddRange(
            all.Where(
                column => column.Array.Parent == group
                    && !chosen.Exists(other => other.Array == column.Array && other.Column == column.Column))
            .Select(column => (column.Array, column.Column, Leaf(column.Name))));
        return Even(path, group, [.. chosen], asked.Length);
    }

    /// <summary>The struct whose arrays have the names of a log.</summary>
    private static MatTable Found(string path, (MatArray Array, long Column, string Name)[] all)
    {
        var groups = all.GroupBy(column => column.Array.Parent).Select(group =>
        {
            Heading[] headings = [.. group.Select(column => Heading.Parse(Leaf(column.Name)))];
            return (group.Key, Columns: group.ToArray(), Known: Known(headings));
        }).OrderByDescending(group => group.Known).ToArray();
        if (groups[0].Known < 3)
        {
            throw new UserError(
                $"'{path}' has no arrays with the names of time, voltage and current; it has {Names(all)}: "
                + "say which they are with --columns time=NAME,voltage=NAME,current=NAME,temperature=NAME.");
        }

        (string Key, (MatArray Array, long Column, string Name)[] Columns, int Known)[] best =
            [.. groups.Where(group => group.Known == groups[0].Known)];
        if (best.Length > 1)
        {
            string named = string.Join(", ", best.Take(4).Select(group => $"'{group.Key}'"));
            throw new UserError(
                $"'{path}' has {best.Length} structs with a log: {named}{(best.Length > 4 ? ", .." : "")}; "
                + $"name one's arrays with --columns time={best[0].Key}.NAME,voltage=.., and import one after another.");
        }

        return Even(path, best[0].Key, [.. best[0].Columns.Select(column => (column.Array, column.Column, Leaf(column.Name)))], 0);
    }

    private static int Known(Heading[] headings) =>
        ((Quantity[])[Quantity.Time, Quantity.Voltage, Quantity.Current, Quantity.Temperature]).Count(quantity =>
            LogForms.Makers.Append(LogForms.Generic).Any(form => form.Names(quantity).Any(entry => headings.Any(entry.Name.Fits))));

    /// <summary>Columns of one length: that of the columns asked for, or of the one named as a time.</summary>
    private static MatTable Even(string path, string group, (MatArray Array, long Column, string Name)[] columns, int asked)
    {
        static long Length((MatArray Array, long Column, string Name) column) =>
            column.Array.IsVector ? column.Array.Count : column.Array.Rows;
        Heading[] headings = [.. columns.Select(column => Heading.Parse(column.Name))];
        int clock = asked > 0 ? 0
            : Array.FindIndex(headings, heading => LogForms.Generic.Names(Quantity.Time).Any(entry => entry.Name.Fits(heading)));
        long rows = Length(columns[Math.Max(0, clock)]);
        var other = columns.Where((column, k) => Length(column) != rows && (k < asked || (asked == 0 && IsMeasured(headings[k])))).Take(1)
            .ToArray();
        return other.Length == 0
            ? new MatTable(path, group, [.. columns.Where(column => Length(column) == rows)])
            : throw new UserError(
                $"'{path}': the arrays '{columns[Math.Max(0, clock)].Name}' ({rows:N0} values) and '{other[0].Name}' "
                    + $"({Length(other[0]):N0}) differ in length; "
                + "they are not of one log, or the file is damaged.");
    }

    private static bool IsMeasured(Heading heading) =>
        ((Quantity[])[Quantity.Voltage, Quantity.Current]).Any(
            quantity => LogForms.Generic.Names(quantity).Any(entry => entry.Name.Fits(heading)));

    private static string Leaf(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static string Names((MatArray Array, long Column, string Name)[] all) =>
        string.Join(", ", all.Take(12).Select(column => column.Name)) + (all.Length > 12 ? $" and {all.Length - 12} more" : "");

    private sealed class Reader(string path, (MatArray Array, long Column)[] columns, long rows) : IRowReader
    {
        private readonly MatColumn?[] open = new MatColumn?[columns.Length];
        private readonly double[] values = new double[columns.Length];
        private readonly long[] read = new long[columns.Length];
        private long row = -1;

        public long Line => row + 1;

        public int Width => columns.Length;

        public bool IsLastRowCut => false;

        public Cell this[int column] => new(Value(column));

        public bool Read() => ++row < rows;

        public void Dispose() => Array.ForEach(open, column => column?.Dispose());

        private double Value(int column)
        {
            try
            {
                MatColumn source = open[column] ??= new MatColumn(path, columns[column].Array, columns[column].Column, read[column] = row);
                for (; read[column] <= row; read[column]++)
                {
                    values[column] = source.Next();
                }

                return values[column];
            }
            catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
            {
                throw new UserError($"'{path}' is damaged or cut short; get it anew.", exception);
            }
        }
    }
}
