using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Columns;

/// <summary>Finds out which column holds what: by the user's word, by the maker's names, by names that say what they are.</summary>
internal static class ColumnFinder
{
    /// <summary>Leaves a quantity out where it is given as the column's name.</summary>
    public const string LeftOut = "-";

    /// <summary>Words that make a column another thing's: the transistors', the room's, one cell's of many, a limit.</summary>
    private static readonly string[] OtherThings =
    [
        "min", "max", "mos", "fet", "mosfet", "ambient", "chamber", "env", "environment", "room", "outdoor", "board", "cpu", "pcb",
        "circuit", "delta",
        "diff", "set", "setpoint", "target", "limit", "mid", "midpoint", "starter", "aux", "pv", "solar", "grid", "ac", "charger", "load",
        "input",
        "output", "upper", "lower", "cutoff", "end", "start", "heat", "balance", "density", "power", "energy", "resistance", "umgebung",
        "inverter",
        "remaining", "rated", "nominal", "full", "design", "spec", "step", "rate", "time",
    ];

    /// <summary>Finds the columns.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="headings">Headings of all columns.</param>
    /// <param name="given">Columns by the user: a heading, "#3" for the third column, or "-" for none.</param>
    /// <param name="units">Units by the user.</param>
    /// <exception cref="UserError">A column that is not there, or two that may be meant.</exception>
    public static ColumnChoice Find(
        string source,
        IReadOnlyList<Heading> headings,
        IReadOnlyDictionary<Quantity, string> given,
        IReadOnlyDictionary<Quantity, Unit> units)
    {
        var choice = new ColumnChoice { Form = LogForms.Find(headings) };
        foreach ((Quantity quantity, string name) in given)
        {
            if (name == LeftOut)
            {
                choice.Set(quantity, []);
                continue;
            }

            int index = Given(source, headings, quantity, name);
            choice.Set(quantity,
                [new ChosenColumn(index, headings[index], units.GetValueOrDefault(quantity) ?? UnitOf(headings[index], quantity, ""))]);
        }

        RefuseHalf(source, headings, given, choice);
        foreach (Quantity quantity in Enum.GetValues<Quantity>())
        {
            if (!given.ContainsKey(quantity) && quantity != Quantity.Outgoing)
            {
                choice.Set(quantity, Known(source, headings, quantity, choice, units.GetValueOrDefault(quantity)));
            }
        }

        return choice;
    }

    private static List<ChosenColumn> Known(
        string source, IReadOnlyList<Heading> headings, Quantity quantity, ColumnChoice choice, Unit? unit)
    {
        var found = new List<ChosenColumn>();
        LogForm[] forms = choice.Form.IsGeneric ? [choice.Form] : [choice.Form, LogForms.Generic];
        foreach ((NamePattern name, string usual) in forms.SelectMany(form => form.Names(quantity)))
        {
            int[] places = [.. Enumerable.Range(0, headings.Count)
                .Where(k => name.Fits(headings[k]) && !IsAnothers(headings[k], quantity) && !choice.IsTaken(k)
                    && found.All(column => column.Index != k))];
            if (places.Length > 1 && quantity != Quantity.Time && found.Count == 0)
            {
                throw Ambiguous(source, headings, quantity, places);
            }

            found.AddRange(
                places.Select(place => new ChosenColumn(place, headings[place], unit ?? UnitOf(headings[place], quantity, usual))));
            if (found.Count > 0 && quantity != Quantity.Time)
            {
                return found;
            }
        }

        // Side by side, "t" is the time and "T" the temperature.
        if (found.Exists(column => column.Heading.Text == "t"))
        {
            found.RemoveAll(column => column.Heading.Text == "T");
        }

        // "T" is the time only where nothing else is: beside a time, which "t [s]" is too, it is the temperature.
        if (found.Count > 1)
        {
            found.RemoveAll(column => column.Heading.Name == "t" && UnitTable.Find(Quantity.Time, column.Heading.Unit) is null);
        }

        return found.Count > 0 ? found
            : quantity == Quantity.Current && OneWay(headings, choice, unit) is { } halves ? halves
            : ByWord(source, headings, quantity, choice, unit);
    }

    /// <summary>A column of what flows in beside one of what flows out; null where there are not just these two.</summary>
    private static List<ChosenColumn>? OneWay(IReadOnlyList<Heading> headings, ColumnChoice choice, Unit? unit)
    {
        (int[] into, int[] outOf) = OneWayCurrents.Find(headings, place => choice.IsTaken(place) || IsNoCurrent(headings[place]));
        if (into.Length != 1 || outOf.Length != 1)
        {
            return null;
        }

        ChosenColumn Column(int place) => new(place, headings[place], unit ?? UnitOf(headings[place], Quantity.Current, ""));
        choice.Set(Quantity.Outgoing, [Column(outOf[0])]);
        return [Column(into[0])];
    }

    /// <summary>A current that the user named and that runs one way only, where the other way has a column too.</summary>
    private static void RefuseHalf(
        string source, IReadOnlyList<Heading> headings, IReadOnlyDictionary<Quantity, string> given, ColumnChoice choice)
    {
        if (choice[Quantity.Current] is not { } named || given.ContainsKey(Quantity.Outgoing))
        {
            return;
        }

        (int[] into, int[] outOf) = OneWayCurrents.Find(headings, place => IsNoCurrent(headings[place]));
        bool isIn = into.Contains(named.Index) && outOf.Length > 0, isOut = outOf.Contains(named.Index) && into.Length > 0;
        if (isIn || isOut)
        {
            (int first, int second) = isIn ? (named.Index, outOf[0]) : (into[0], named.Index);
            throw new UserError(
                $"'{source}': column '{named.Heading.Text}' has the current one way only, "
                    + $"'{headings[isIn ? second : first].Text}' the other way; name both, with "
                    + $"--columns current=#{first + 1},outgoing=#{second + 1}.");
        }
    }

    private static bool IsNoCurrent(Heading heading) => IsAnothers(heading, Quantity.Current) || IsAnotherThings(Words(heading));

    /// <summary>A column whose name contains the quantity's word: "sensor.pack_voltage", "Shunt Voltage avg".</summary>
    private static List<ChosenColumn> ByWord(
        string source, IReadOnlyList<Heading> headings, Quantity quantity, ColumnChoice choice, Unit? unit)
    {
        if (quantity is not (Quantity.Voltage or Quantity.Current or Quantity.Temperature or Quantity.Soc))
        {
            return [];
        }

        string[] stems = quantity switch
        {
            Quantity.Voltage => ["voltage", "spannung", "volt"],
            Quantity.Current => ["current", "strom", "amps"],
            Quantity.Temperature => ["temperature", "temp", "temperatur"],
            _ => ["soc"],
        };
        int[] places = [.. Enumerable.Range(0, headings.Count).Where(k =>
        {
            string[] words = Words(headings[k]);
            return !choice.IsTaken(k) && Array.Exists(words, word => stems.Contains(word)) && !IsAnotherThings(words);
        })];
        return places.Length switch
        {
            0 => [],
            1 => [new ChosenColumn(places[0], headings[places[0]], unit ?? UnitOf(headings[places[0]], quantity, ""))],
            _ => throw Ambiguous(source, headings, quantity, places),
        };
    }

    /// <summary>Whether a heading's unit is one of other quantities: "t_s" is no temperature.</summary>
    private static bool IsAnothers(Heading heading, Quantity quantity) =>
        UnitTable.IsUnit(heading.Unit) && UnitTable.Find(quantity, heading.Unit) is null;

    private static string[] Words(Heading heading) => heading.Name.Split(' ');

    /// <summary>Whether words name another thing than the battery, or one cell of many.</summary>
    private static bool IsAnotherThings(string[] words) => Array.Exists(words, word => OtherThings.Contains(word)) || IsOneOfMany(words);

    /// <summary>"cell 7 voltage", "voltage cell 12": one cell's of many.</summary>
    private static bool IsOneOfMany(string[] words) =>
        Array.Exists(words, word => word.StartsWith("cell", StringComparison.Ordinal))
            && Array.Exists(words, word => word.Any(char.IsDigit));

    private static Unit? UnitOf(Heading heading, Quantity quantity, string usual) =>
        UnitTable.Find(quantity, heading.Unit) ?? (heading.Unit.Length == 0 && usual.Length > 0 ? UnitTable.Find(quantity, usual) : null);

    private static int Given(string source, IReadOnlyList<Heading> headings, Quantity quantity, string name)
    {
        if (name.StartsWith('#') && int.TryParse(name[1..], System.Globalization.CultureInfo.InvariantCulture, out int number))
        {
            return number >= 1 && number <= headings.Count
                ? number - 1
                : throw new UserError(
                    $"'{source}' has {headings.Count} columns; --columns {QuantityNames.Of(quantity)}={name} asks for another.");
        }

        int[] places =
            [.. Enumerable.Range(0, headings.Count).Where(k => headings[k].Text.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))];
        if (places.Length == 0)
        {
            string sought = Heading.Parse(name).Name;
            places = [.. Enumerable.Range(0, headings.Count).Where(k => headings[k].Name == sought)];
        }

        return places.Length switch
        {
            1 => places[0],
            0 =>
                throw new UserError(
                    $"'{source}' has no column '{name}' for --columns {QuantityNames.Of(quantity)}=; it has {List(headings)}."),
            _ => throw Ambiguous(source, headings, quantity, places),
        };
    }

    /// <summary>The headings, for messages.</summary>
    public static string List(IReadOnlyList<Heading> headings)
    {
        const int most = 24;
        string names = string.Join(", ", headings.Take(most).Select(heading => heading.Text.Length > 0 ? heading.Text : "(nameless)"));
        return headings.Count > most ? $"{names} and {headings.Count - most} more" : names;
    }

    private static UserError Ambiguous(string source, IReadOnlyList<Heading> headings, Quantity quantity, int[] places)
    {
        string name = QuantityNames.Of(quantity);
        string columns = string.Join(" and ", places.Select(place => $"'{headings[place].Text}' (#{place + 1})"));
        return new UserError(
            $"'{source}' has {places.Length} columns that may be the {name}: {columns}; choose one with "
                + $"--columns {name}=#{places[0] + 1}.");
    }
}
