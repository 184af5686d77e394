using System.CommandLine;
using NanoBms.Cells.Import.Numbers;
using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Time;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>The options by which a user says of a log what import cannot find out.</summary>
internal sealed class ImportWords
{
    private readonly Option<string> columns = new("--columns")
    {
        Description = "Columns by name or number, or left out: "
            + "time=NAME,voltage=#2,current=NAME,outgoing=NAME,temperature=NAME,charge=-,soc=-,mode=NAME,date=NAME.",
        DefaultValueFactory = _ => "",
        HelpName = "LIST",
    };

    private readonly Option<string> units = new("--units")
    {
        Description = "Units: time=s|ms|min|h|d, voltage=V|mV, current=A|mA, temperature=degC|K|degF, charge=Ah|mAh, soc=%|0..1.",
        DefaultValueFactory = _ => "",
        HelpName = "LIST",
    };

    private readonly Option<string?> point = new("--decimal") { Description = "Decimal sign: point or comma.", HelpName = "WORD" };
    private readonly Option<string?> dates =
        new("--dates") { Description = "Order of dates such as 03/04/2026: day-first or month-first.", HelpName = "WORD" };
    private readonly Option<string?> discharge =
        new("--discharge") { Description = "Sign of a current that discharges: negative or positive.", HelpName = "WORD" };
    private readonly Option<int?> series = new("--series")
    {
        Description = "Cells in series, where the voltage is a battery's.",
        HelpName = "N",
    };
    private readonly Option<int> parallel =
        new("--parallel")
        {
            Description = "Cells in parallel, where the current is a battery's.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
    private readonly Option<string?> capacity =
        new("--capacity") { Description = "Rated capacity of one cell, Ah, where the log has no charge.", HelpName = "AH" };
    private readonly Option<string?> initial =
        new("--initial-soc")
        {
            Description = "State of charge at the first row, percent; 100 where neither this nor the log says it.",
            HelpName = "PERCENT",
        };
    private readonly Option<string?> temperature =
        new("--temperature")
        {
            Description = "Temperature of all rows, degC, for a log without (or with a bad probe).",
            HelpName = "DEGC",
        };
    private readonly Option<string?> gap =
        new("--max-gap")
        {
            Description = "Longest time between two rows, s, over which the current is taken to have run on (1000).",
            HelpName = "S",
        };
    private readonly Option<string?> gaps = new("--gaps") { Description = "rest: longer times are counted as rest.", HelpName = "WORD" };
    private readonly Option<string?> fill =
        new("--fill") { Description = "Joins rows up to so many seconds apart by straight lines to one row a second.", HelpName = "S" };
    private readonly Option<long?> bad =
        new("--max-bad-rows")
        {
            Description = "Rows that may be left out as unreadable (one in a hundred, at least five).",
            HelpName = "N",
        };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="except">Options that the command has itself.</param>
    public void AddTo(Command command, params string[] except)
    {
        foreach (Option option in (Option[])[columns, units, point, dates, discharge, series, parallel, capacity, initial, temperature,
            gap, gaps, fill, bad])
        {
            if (!except.Contains(option.Name))
            {
                command.Add(option);
            }
        }
    }

    /// <summary>Reads what the user said.</summary>
    /// <exception cref="UserError">A value that is none.</exception>
    public ImportOptions Read(ParseResult parse)
    {
        var usual = new ImportOptions();
        string? soc = parse.GetValue(initial), degrees = parse.GetValue(temperature);
        double? percent = soc is null ? null : NumberOption.Read("--initial-soc", soc);
        return new ImportOptions
        {
            Columns = PairsOption.Columns(parse.GetValue(columns)!),
            Units = PairsOption.Units(parse.GetValue(units)!),
            Decimal = Choice<DecimalSign>("--decimal", parse.GetValue(point), ("point", DecimalSign.Point), ("comma", DecimalSign.Comma)),
            Dates = Choice<DateOrder>("--dates", parse.GetValue(dates), ("day-first", DateOrder.DayFirst),
                ("month-first", DateOrder.MonthFirst)),
            Discharge = Choice<CurrentSign>("--discharge", parse.GetValue(discharge), ("negative", CurrentSign.Negative),
                ("positive", CurrentSign.Positive)),
            Series = parse.GetValue(series) is not < 1 ? parse.GetValue(series) : throw new UserError("--series must be above 0."),
            Parallel = CommandOptions.Positive(parse.GetValue(parallel), "--parallel"),
            CapacityAh = NumberOption.Positive("--capacity", parse.GetValue(capacity)),
            InitialSocPercent = percent is not (< 0 or > 100) ? percent : throw new UserError("--initial-soc must be 0 to 100."),
            TemperatureC = degrees is null ? null : NumberOption.Read("--temperature", degrees),
            MaxGapS = NumberOption.Positive("--max-gap", parse.GetValue(gap)) ?? usual.MaxGapS,
            AreGapsRest = Choice("--gaps", parse.GetValue(gaps), ("rest", true)) ?? false,
            FillS = NumberOption.Positive("--fill", parse.GetValue(fill)) ?? 0,
            MaxBadRows = parse.GetValue(bad) is not < 0 ? parse.GetValue(bad) : throw new UserError("--max-bad-rows must not be below 0."),
        };
    }

    private static T? Choice<T>(string option, string? text, params (string Name, T Value)[] choices)
        where T : struct
    {
        if (text is null)
        {
            return null;
        }

        foreach ((string name, T value) in choices)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new UserError($"{option} is '{text}'; it may be {string.Join(" or ", choices.Select(choice => choice.Name))}.");
    }
}
