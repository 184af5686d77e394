using System.CommandLine;
using System.Text.Json;
using NanoBms.CommandLine;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Calibration;

namespace NanoBms.HardwareDocs.Commands;

/// <summary>calibrate: readings and references to settings.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        (Option<string[]> Option, CalibrationQuantity Quantity)[] options =
        [
            (Pairs("--voltage-pairs", "--voltage", "3.012=3.000"), CalibrationQuantity.Voltage),
            (Pairs("--current-pairs", "--current", "-1.985=-2.000"), CalibrationQuantity.Current),
            (Pairs("--temperature-pairs", "--temperature", "0.4=0.0"), CalibrationQuantity.Temperature),
        ];
        var command = new Command("calibrate", "Turns pairs of shown and true values into the calibration lines of nanobms.json.");
        foreach ((Option<string[]> option, _) in options)
        {
            command.Add(option);
        }

        command.SetAction(parse =>
        {
            var lines = new List<string>();
            foreach ((Option<string[]> option, CalibrationQuantity quantity) in options)
            {
                if (parse.GetValue(option) is { Length: > 0 } pairs)
                {
                    lines.Add(
                        $"\"{quantity.Setting}\": "
                            + $"{JsonSerializer.Serialize(CalibrationText.Create(quantity, [.. pairs.Select(CalibrationPair.Parse)]))}");
                }
            }

            if (lines.Count == 0)
            {
                throw new UserError(
                    "Nothing to calibrate; give at least two pairs with --voltage-pairs, --current-pairs or --temperature-pairs.");
            }

            parse.InvocationConfiguration.Output.WriteLine(string.Join(",\n", lines));
            return 0;
        });
        return command;
    }

    private static Option<string[]> Pairs(string name, string formerName, string example) => new Option<string[]>(name)
    {
        Description = $"Pairs shown=true, such as {example}; at least two, one low and one high.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
        HelpName = "LIST",
    }.Formerly(formerName);
}
