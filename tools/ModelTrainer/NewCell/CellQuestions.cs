using NanoBms.Cells.Chemistry;
using Spectre.Console;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>Asks a user for what the data sheet says; Enter takes what is usual for the chemistry.</summary>
/// <param name="console">The terminal.</param>
internal sealed class CellQuestions(IAnsiConsole console)
{
    /// <summary>Asks.</summary>
    /// <param name="type">The cell's name, where it is known.</param>
    /// <param name="chemistry">Its chemistry, where it is known.</param>
    public (CellDescription Cell, ChemistryPreset Preset) Ask(string? type, string? chemistry)
    {
        type ??= console.Prompt(new TextPrompt<string>("Name of the cell, as its maker calls it:"));
        ChemistryPreset preset = ChemistryPresets.Of(
            chemistry ?? console.Prompt(new SelectionPrompt<string>().Title("Its chemistry:").AddChoices(ChemistryPresets.Words)));
        CellDescription usual = CellDescription.Usual(type, preset, Number("Rated capacity of one cell, Ah:", null));
        return (usual with
        {
            FullV = Number("Charging voltage of one cell, V:", usual.FullV),
            EmptyV = Number("Voltage of one empty cell under load, V:", usual.EmptyV),
            MaxChargeA = Number("Highest charging current, A:", usual.MaxChargeA),
            MaxDischargeA = Number("Highest discharging current, A:", usual.MaxDischargeA),
            MinChargeC = Number("Not to be charged below, degC:", usual.MinChargeC),
            MinUseC = Number("Lowest temperature of use, degC:", usual.MinUseC),
            MaxUseC = Number("Highest temperature of use, degC:", usual.MaxUseC),
        }, preset);
    }

    private double Number(string question, double? usual)
    {
        var prompt = new TextPrompt<double>(question) { Culture = System.Globalization.CultureInfo.InvariantCulture };
        return console.Prompt(usual is { } value ? prompt.DefaultValue(value) : prompt);
    }
}
