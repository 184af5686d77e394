using System.CommandLine;
using NanoBms.Foundation;
using NanoBms.ModelTrainer.Importing;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>import: recorded logs to the CSV that training reads.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("input") { Description = "A log (.mat, .csv, ThingSpeak .csv or .json), or the unpacked folder of the Panasonic 18650PF set." };
        Option<string> output = new("--out") { Description = "The cycle's .csv; for a folder, the folder that the cycles go to.", Required = true };
        Option<string> columns = new("--columns") { Description = "Columns of a CSV with other names: time=NAME,voltage=NAME,current=NAME,temperature=NAME,charge=NAME.", DefaultValueFactory = _ => "" };
        Option<double> initial = new("--initial-soc") { Description = "State of charge at the first row, percent, where the log has no charge.", DefaultValueFactory = _ => 100 };
        Option<double?> capacity = new("--capacity") { Description = "Rated capacity of the cell, Ah, where the log has no charge." };
        var command = new Command("import", "Turns recorded logs into the cycles that training reads: 1 s means, discharge negative, charge counted where it was not recorded.")
        {
            input, output, columns, initial, capacity,
        };
        command.SetAction(parse =>
        {
            string path = parse.GetValue(input)!, target = parse.GetValue(output)!;
            double socPercent = parse.GetValue(initial) is >= 0 and <= 100 and double given ? given : throw new UserError("--initial-soc must be 0 to 100.");
            double? capacityAh = parse.GetValue(capacity) is not { } ah || ah > 0 ? parse.GetValue(capacity) : throw new UserError("--capacity must be above 0.");
            if (Directory.Exists(path))
            {
                ImportFolder(path, target);
                return;
            }

            OutputFile.Write(target, CycleWriter.Csv(LogReader.Read(path, Columns(parse.GetValue(columns)!)), socPercent, capacityAh));
            Console.Error.WriteLine($"wrote {target}");
        });
        return command;
    }

    private static void ImportFolder(string folder, string target)
    {
        (string Path, string Cycle)[] files = [.. Directory.EnumerateFiles(folder, "*.mat", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (path, Cycle: PanasonicNames.CyclePath(path))).Where(file => file.Cycle is not null).Select(file => (file.path, file.Cycle!))];
        if (files.Length == 0)
        {
            throw new UserError($"'{folder}' has no MAT-files named as in the Panasonic 18650PF set, such as '... 25degC_US06_Pan18650PF.mat'.");
        }

        foreach ((string path, string cycle) in files)
        {
            OutputFile.Write(Path.Combine(target, cycle), CycleWriter.Csv(LogReader.Read(path, new Dictionary<string, string>()), 100, null));
            Console.Error.WriteLine($"wrote {cycle}");
        }
    }

    private static Dictionary<string, string> Columns(string text)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in CommandOptions.List(text))
        {
            string[] pair = part.Split('=', 2);
            if (pair.Length != 2 || pair[0] is not ("time" or "voltage" or "current" or "temperature" or "charge") || pair[1].Length == 0)
            {
                throw new UserError($"--columns: '{part}' is not one of time=, voltage=, current=, temperature=, charge= with a column's name.");
            }

            columns[pair[0]] = pair[1];
        }

        return columns;
    }
}
