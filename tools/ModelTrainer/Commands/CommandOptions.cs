using System.CommandLine;
using NanoBms.Cells.Virtual;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommandOptions
{
    public static Option<string[]> Data() => new("--data")
    {
        Description = "Folder of cycles: FOLDER/GROUP/NAME.csv with time_s, voltage_v, current_a, temperature_c, charge_ah; may be given "
            + "several times, each with its share of the training: FOLDER=SHARE.",
        Required = true,
        HelpName = "FOLDER",
    };

    public static Option<bool> RatedLabels() => new("--rated-labels")
    {
        Description = "Count state of charge from the rated capacity, as published figures do, instead of the capacity on the day.",
    };

    public static Option<string> Names(string option, string what, string names) => new(option)
    {
        Description = $"Names of the {what} cycles, separated by commas: NAME or GROUP/NAME, '*' for anything, '!' before what is "
            + "left out, @0-0.6 after a name for a part of its time.",
        DefaultValueFactory = _ => names,
        HelpName = "LIST",
    };

    public static Option<string> TestNames() => Names("--test", "test", "us06,hwfet,hwfta,udds");

    public static Option<string> Apart() => new("--apart")
    {
        Description = "Folders (temperatures) that are also left out of a total, separated by commas.",
        DefaultValueFactory = _ => "n20degC",
        HelpName = "LIST",
    };

    public static Option<string?> VirtualCell() => new("--virtual-cell")
    {
        Description = "Parameters of the virtual cell, as the simulator's command fit writes them; without it, the one "
            + "that the project ships.",
        HelpName = "FILE",
    };

    public static CellParameters ReadCell(string? path) =>
        path is null ? CellParametersFile.FittedToDrives() : CellParametersFile.Read(path);

    /// <summary>Whether a virtual cell is a model's.</summary>
    public static bool IsOf(this CellParameters parameters, ManifestCell cell) =>
        cell.Type == parameters.Name && cell.RatedCapacityAh == (float)parameters.RatedCapacityAh;

    public static string[] List(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>An option's value, refused where it is not above 0.</summary>
    public static int Positive(int value, string option) =>
        value > 0 ? value : throw new UserError($"{option} must be above 0.");

    /// <summary>An option's value, refused where it is below 0.</summary>
    public static int NotNegative(int value, string option) =>
        value >= 0 ? value : throw new UserError($"{option} must not be below 0.");
}
