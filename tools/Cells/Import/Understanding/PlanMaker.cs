using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Numbers;
using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Readings;
using NanoBms.Cells.Import.Tables;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>Plans how the rows of a table are read, from its headings and its first rows.</summary>
internal static class PlanMaker
{
    private static readonly Quantity[] Measured = [Quantity.Voltage, Quantity.Current, Quantity.Temperature];

    /// <summary>Makes the plan.</summary>
    /// <exception cref="UserError">A column that is missing, or a form that must be said.</exception>
    public static ReadPlan Make(ITable table, ImportOptions options)
    {
        ColumnChoice columns = ColumnFinder.Find(table.Source, table.Headings, options.Columns, options.Units);
        if (options.TemperatureC is not null)
        {
            columns.Set(Quantity.Temperature, []);
        }

        CheckColumns(table, columns, options);
        HeadSample sample = HeadSample.Read(table);
        if (sample.Count == 0)
        {
            throw new UserError($"'{table.Source}' has no rows with readings.");
        }

        DecimalSign sign = options.Decimal ?? Sign(table, columns, sample);
        TakeUnitsOfCells(columns, sample, sign);
        return new ReadPlan
        {
            Table = table,
            Columns = columns,
            Sign = sign,
            Time = TimeFinder.Find(table.Source, columns, sample, sign),
            IsHeld = table.IsOfChanges || IsSparse(columns, sample),
            IsNewestFirst = false,
        };
    }

    private static void CheckColumns(ITable table, ColumnChoice columns, ImportOptions options)
    {
        foreach (Quantity quantity in (ReadOnlySpan<Quantity>)[Quantity.Time, Quantity.Voltage, Quantity.Current, Quantity.Temperature])
        {
            if (columns[quantity] is null && !(quantity == Quantity.Temperature && options.TemperatureC is not null))
            {
                string name = QuantityNames.Of(quantity);
                string orGiven = quantity == Quantity.Temperature ? ", or give one temperature for all rows with --temperature DEGC" : "";
                throw new UserError(
                    $"'{table.Source}' has no column that import knows as the {name}; it has {ColumnFinder.List(table.Headings)}: "
                    + $"name it with --columns {name}=NAME{orGiven}.");
            }
        }
    }

    private static DecimalSign Sign(ITable table, ColumnChoice columns, HeadSample sample)
    {
        var evidence = new DecimalEvidence();
        foreach (Quantity quantity in Enum.GetValues<Quantity>().Where(quantity => quantity is not (Quantity.Date or Quantity.Mode)))
        {
            foreach (ChosenColumn column in columns.Candidates(quantity))
            {
                foreach (Cell cell in sample.Column(column.Index).Where(cell => !cell.IsNumber))
                {
                    evidence.Add(cell.Text);
                }
            }
        }

        return evidence.Decide(table.Delimiter) ?? throw new UserError(
            evidence.Contradicts
                ? $"'{table.Source}' has numbers with a decimal point and numbers with a decimal comma; say which is right with --decimal "
                    + "point or --decimal comma."
                : $"'{table.Source}': numbers such as 3,900 may have a decimal comma or set thousands apart; say it with --decimal comma "
                    + "or --decimal point.");
    }

    /// <summary>Units that stand behind the numbers ("3.9 V") are the column's, where its heading has none.</summary>
    private static void TakeUnitsOfCells(ColumnChoice columns, HeadSample sample, DecimalSign sign)
    {
        foreach (Quantity quantity in Enum.GetValues<Quantity>())
        {
            if (columns[quantity] is not { Unit: null } column || columns.Candidates(quantity).Count != 1)
            {
                continue;
            }

            foreach (Cell cell in sample.Column(column.Index).Where(cell => !cell.IsNumber))
            {
                if (NumberText.TryRead(cell.Text, sign, out _, out ReadOnlySpan<char> suffix)
                    && UnitTable.Find(quantity, suffix.ToString()) is { } unit)
                {
                    columns.Set(quantity, [column with { Unit = unit }]);
                    break;
                }
            }
        }
    }

    /// <summary>Whether most rows have one or two of the quantities only, as where each sensor posts by itself.</summary>
    private static bool IsSparse(ColumnChoice columns, HeadSample sample)
    {
        Cell[][] measured =
        [
            .. Measured.Select(quantity => columns[quantity]).OfType<ChosenColumn>().Select(column => sample.Column(column.Index).ToArray())
        ];
        if (columns[Quantity.Outgoing] is { } outgoing)
        {
            // A current is there where it flows either way.
            Cell[] outOf = [.. sample.Column(outgoing.Index)];
            measured[1] = [.. measured[1].Zip(outOf, (inward, outward) => inward.IsBlank ? outward : inward)];
        }

        int rows = measured.Min(column => column.Length), whole = 0, some = 0;
        for (int row = 0; row < rows; row++)
        {
            int filled = measured.Count(column => !column[row].IsBlank);
            whole += filled == measured.Length ? 1 : 0;
            some += filled > 0 ? 1 : 0;
        }

        return some > 1 && whole * 2 < some && Array.TrueForAll(measured, column => column.Count(cell => !cell.IsBlank) * 20 >= some);
    }
}
