namespace NanoBms.Cells.Import.Columns;

/// <summary>Which columns of a table hold what.</summary>
internal sealed class ColumnChoice
{
    private readonly Dictionary<Quantity, IReadOnlyList<ChosenColumn>> columns = [];

    /// <summary>The form that the headings belong to.</summary>
    public required LogForm Form { get; init; }

    /// <summary>The column of a quantity; null where the table has none or the user left it out.</summary>
    public ChosenColumn? this[Quantity quantity] => Candidates(quantity).FirstOrDefault();

    /// <summary>All columns that may hold a quantity, the best first: time has several in many exports.</summary>
    public IReadOnlyList<ChosenColumn> Candidates(Quantity quantity) => columns.GetValueOrDefault(quantity, []);

    /// <summary>Sets the columns of a quantity.</summary>
    public void Set(Quantity quantity, IReadOnlyList<ChosenColumn> chosen) => columns[quantity] = chosen;

    /// <summary>Whether a column is already somebody's.</summary>
    public bool IsTaken(int index) => columns.Values.Any(chosen => chosen.Any(column => column.Index == index));
}
