using System.CommandLine;
using NanoBms.Cells.Cycles;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommandOptions
{
    public static Option<string> Data() => new("--data")
    {
        Description = "Folder of cycles: FOLDER/NAME.csv with time_s, voltage_v, current_a, temperature_c, charge_ah.",
        Required = true,
    };

    public static Option<string> Names(string option, string what, string names) => new(option)
    {
        Description = $"File names of the {what} cycles, separated by commas.",
        DefaultValueFactory = _ => names,
    };

    public static Option<string> TestNames() => Names("--test", "test", "us06,hwfet,hwfta,udds");

    public static Option<string> Apart() => new("--apart")
    {
        Description = "Folders (temperatures) that are also left out of a total, separated by commas.",
        DefaultValueFactory = _ => "n20degC",
    };

    public static string[] List(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static IReadOnlyList<Cycle> Read(string folder, string names) =>
        CycleReader.ReadFolder(folder, List(names));

    /// <summary>An option's value, refused where it is not above 0.</summary>
    public static int Positive(int value, string option) =>
        value > 0 ? value : throw new UserError($"{option} must be above 0.");

    /// <summary>An option's value, refused where it is below 0.</summary>
    public static int NotNegative(int value, string option) =>
        value >= 0 ? value : throw new UserError($"{option} must not be below 0.");
}
