using System.CommandLine;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.CommandLine;
using NanoBms.ModelTrainer.Fitting;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>fit: parameters of a virtual cell from recorded cycles.</summary>
internal static class FitCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "Folder of cycles: FOLDER/TEMPERATURE/NAME.csv with time_s, voltage_v, current_a, temperature_c, charge_ah.",
            Required = true,
            HelpName = "FOLDER",
        };
        var output = new Option<string>("--out") { Description = "JSON file to write.", Required = true, HelpName = "PATH" };
        Option<string> fitted = Names("--train", "Drives to fit to", "cycle_1,cycle_2,cycle_3,nn,!trise_*/*");
        Option<string> heldOut = Names("--validate", "Drive cycles that only tell the error", "cycle_4");
        Option<string> slow = Names("--slow", "Slow discharges and charges, fitted too", "c20_ocv");
        Option<string> charges = Names("--charges", "Charges and whole days that the voltage is fitted to as well, but not the heat", "");
        Option<string> heldOutCharges = Names("--validate-charges", "Charges that only tell the error", "").Formerly("--check-charges");
        var command = new Command("fit", "Fits the virtual cell to recorded cycles and writes its parameters with their error.")
        {
            data, output, fitted, heldOut, slow, charges, heldOutCharges,
        };
        command.SetAction(parse =>
        {
            TextWriter progress = parse.InvocationConfiguration.Error;
            string folder = parse.GetValue(data)!;
            var recordings = new FitData(
                Read(folder, parse.GetValue(fitted)!), Read(folder, parse.GetValue(heldOut)!), Read(folder, parse.GetValue(slow)!))
            {
                Charges = Read(folder, parse.GetValue(charges)!, progress),
                HeldOutCharges = Read(folder, parse.GetValue(heldOutCharges)!, progress),
            };
            CellParameters cell = CellFit.Run(recordings, new FitOptions(), (taus, rms) => progress.WriteLine(
                FormattableString.Invariant(
                    $"time constants {string.Join(", ", taus.Select(tau => tau.ToString("F1", null)))} s: {1000 * rms:F2} mV")));
            CellParametersFile.Write(parse.GetValue(output)!, cell);
            Print(cell.Fit!, parse.InvocationConfiguration.Output);
        });
        return command;
    }

    private static Option<string> Names(string name, string what, string names) => new(name)
    {
        Description = $"{what}: file names, separated by commas.",
        DefaultValueFactory = _ => names,
        HelpName = "LIST",
    };

    private static IReadOnlyList<Cycle> Read(string folder, string names, TextWriter? progress = null)
    {
        string[] list = names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IReadOnlyList<Cycle> cycles = list.Length == 0 ? [] : CycleReader.ReadFolder(folder, list);
        if (progress is null)
        {
            return cycles;
        }

        return [.. cycles.Select(read =>
        {
            (Cycle cycle, IReadOnlyList<string> sentences) = BridgedHoles.Cut(read, (float)new FitOptions().RatedCapacityAh);
            foreach (string sentence in sentences)
            {
                progress.WriteLine(sentence);
            }

            return cycle;
        })];
    }

    private static void Print(FitReport report, TextWriter output)
    {
        foreach (FitError error in report.Errors)
        {
            string heldOut = error.HeldOutRmseMilliV is { } milliV ? FormattableString.Invariant($"{milliV:F1} mV") : "none";
            string above = error.HeldOutRmseAbove10PercentMilliV is { } upper
                ? FormattableString.Invariant($" ({upper:F1} mV above 10 % SOC)") : "";
            string charges = error.HeldOutChargesRmseMilliV is { } charge
                ? FormattableString.Invariant($", charges not seen {charge:F1} mV") : "";
            output.WriteLine(FormattableString.Invariant(
                $"{error.Folder}: fitted {error.FittedRmseMilliV:F1} mV, held out {heldOut}{above}{charges}, temperature ")
                    + FormattableString.Invariant($"{error.TemperatureRmseK:F2} K"));
        }
    }
}
