using System.CommandLine;
using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.ModelTrainer.NewCell;
using Spectre.Console;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>What a data sheet says of a cell: as options, or asked for on a terminal.</summary>
internal sealed class CellWords
{
    private readonly Option<string?> type = new("--name") { Description = "Maker's type of the cell.", HelpName = "NAME" };
    private readonly Option<string?> chemistry = new("--chemistry")
    {
        Description = $"Chemistry: {string.Join(", ", ChemistryPresets.Words)}.",
        HelpName = "NAME",
    };

    private readonly Option<string?> capacity = new("--capacity") { Description = "Rated capacity of one cell, Ah.", HelpName = "AH" };
    private readonly Option<string?> full = new("--full")
    {
        Description = "Charging voltage of one cell, V; default: usual for the chemistry, as are those below.",
        HelpName = "V",
    };
    private readonly Option<string?> empty = new("--empty") { Description = "Voltage of one empty cell under load, V.", HelpName = "V" };
    private readonly Option<string?> charge = new("--max-charge")
    {
        Description = "Highest charging current of one cell, A.",
        HelpName = "A",
    };
    private readonly Option<string?> discharge = new("--max-discharge")
    {
        Description = "Highest discharging current of one cell, A.",
        HelpName = "A",
    };
    private readonly Option<string?> coldCharge = new("--min-charge-temperature")
    {
        Description = "Temperature below which it is not to be charged, degC.",
        HelpName = "DEGC",
    };
    private readonly Option<string?> cold = new("--min-temperature")
    {
        Description = "Lowest temperature of use, degC.",
        HelpName = "DEGC",
    };
    private readonly Option<string?> hot = new("--max-temperature")
    {
        Description = "Highest temperature of use, degC.",
        HelpName = "DEGC",
    };
    private readonly Option<string?> resistance = new("--resistance")
    {
        Description = "Ohmic resistance of one cell at 25 degC, ohm.",
        HelpName = "OHM",
    };
    private readonly Option<string?> ocv = new("--ocv")
    {
        Description = "CSV with soc_percent and voltage_v: voltage of one cell at rest.",
        HelpName = "FILE",
    };
    private readonly Option<int?> series = new("--series")
    {
        Description = "Cells in series, where logs hold a battery's voltage; also for the settings.",
        HelpName = "N",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[type, chemistry, capacity, full, empty, charge, discharge, coldCharge, cold, hot, resistance,
            ocv, series])
        {
            command.Add(option);
        }
    }

    /// <summary>Cells in series, where given.</summary>
    public int? Series(ParseResult parse) =>
        parse.GetValue(series) is not < 1 ? parse.GetValue(series) : throw new UserError("--series must be above 0.");

    /// <summary>The cell; what must be known and was not given is asked for on a terminal.</summary>
    /// <exception cref="UserError">It cannot be asked for, or is none.</exception>
    public (CellDescription Cell, ChemistryPreset Preset) Read(ParseResult parse)
    {
        if (parse.GetValue(chemistry) is null || parse.GetValue(capacity) is null)
        {
            IAnsiConsole console = AnsiConsole.Console;
            return console.Profile.Capabilities.Interactive && !Console.IsInputRedirected
                ? Checked(new CellQuestions(console).Ask(parse.GetValue(type), parse.GetValue(chemistry)))
                : throw new UserError(
                    "newcell needs at least --chemistry and --capacity; on a terminal it asks for them. "
                        + "Example: nanobms-train newcell --name \"A123 APR18650M1B\" --chemistry lfp --capacity 1.2");
        }

        ChemistryPreset preset = ChemistryPresets.Of(parse.GetValue(chemistry)!);
        double capacityAh = NumberOption.Positive("--capacity", parse.GetValue(capacity))!.Value;
        CellDescription usual = CellDescription.Usual(parse.GetValue(type) ?? preset.Word, preset, capacityAh);
        double Temperature(Option<string?> option, double otherwise) =>
            parse.GetValue(option) is { } text ? NumberOption.Read(option.Name, text) : otherwise;
        return Checked((usual with
        {
            FullV = NumberOption.Positive("--full", parse.GetValue(full)) ?? usual.FullV,
            EmptyV = NumberOption.Positive("--empty", parse.GetValue(empty)) ?? usual.EmptyV,
            MaxChargeA = NumberOption.Positive("--max-charge", parse.GetValue(charge)) ?? usual.MaxChargeA,
            MaxDischargeA = NumberOption.Positive("--max-discharge", parse.GetValue(discharge)) ?? usual.MaxDischargeA,
            MinChargeC = Temperature(coldCharge, usual.MinChargeC),
            MinUseC = Temperature(cold, usual.MinUseC),
            MaxUseC = Temperature(hot, usual.MaxUseC),
            OhmicOhm = NumberOption.Positive("--resistance", parse.GetValue(resistance)),
            OpenCircuit = parse.GetValue(ocv) is { } path ? OpenCircuitTable.Read(path) : null,
        }, preset));
    }

    private static (CellDescription Cell, ChemistryPreset Preset) Checked((CellDescription Cell, ChemistryPreset Preset) known)
    {
        known.Cell.Check(known.Preset);
        return known;
    }
}
