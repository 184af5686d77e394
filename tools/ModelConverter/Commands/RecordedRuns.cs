using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Arrays;
using NanoBms.Models.Inference;
using NanoBms.Models.Verification;

namespace NanoBms.ModelConverter.Commands;

/// <summary>A model against recorded runs of real values, with a tolerance.</summary>
internal sealed class RecordedRuns
{
    private static readonly string[] Extensions = [".npy", ".csv", ".txt"];

    private readonly Option<string?> outputs = new Option<string?>("--expected")
    {
        Description = "Recorded outputs that belong to inputs given as .npy or a table of numbers: a row a run.",
        HelpName = "FILE",
    }.Formerly("--outputs");
    private readonly Option<double?> absolute = new("--tolerance")
    {
        Description = "Largest difference that passes, in the unit that is printed. [default: 0, i.e. equal, with a second model; "
            + "1E-05 for float models; one step of the output for quantised ones with runs of real values]",
        HelpName = "VALUE",
    };
    private readonly Option<double?> relative = new("--relative-tolerance")
    {
        Description = "With recorded runs of real values: passes also what differs by this part of the expected value more. [default: 0]",
        HelpName = "SHARE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { outputs, absolute, relative })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The absolute tolerance; null where it is not said.</summary>
    /// <exception cref="UserError">It is no number of 0 or more.</exception>
    public double? Absolute(ParseResult parse) => Checked(parse.GetValue(absolute), "--tolerance");

    /// <summary>The rule that the options make.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="otherwise">The rule where they say nothing.</param>
    /// <exception cref="UserError">A number is below 0.</exception>
    public Tolerance Rule(ParseResult parse, Tolerance otherwise)
    {
        double? part = Checked(parse.GetValue(relative), "--relative-tolerance"), value = Absolute(parse);
        return part is null && value is null ? otherwise : new Tolerance(value ?? 0, part ?? 0);
    }

    /// <summary>Refuses options that mean nothing with a second model.</summary>
    /// <exception cref="UserError">One of them is given.</exception>
    public void RefuseOptions(ParseResult parse)
    {
        if (parse.GetValue(outputs) is not null || parse.GetValue(relative) is not null)
        {
            throw new UserError(
                "--expected and --relative-tolerance are for recorded runs; leave them out with a second model.");
        }
    }

    /// <summary>Refuses a tolerance where integers are compared bit for bit.</summary>
    /// <exception cref="UserError">One is given.</exception>
    public void RefuseTolerance(ParseResult parse)
    {
        if (parse.GetValue(absolute) is not null || parse.GetValue(relative) is not null)
        {
            throw new UserError(
                "Recorded integers of a quantised model are compared bit for bit, without a tolerance; leave it out, or give recorded real "
                    + "values with --expected.");
        }
    }

    /// <summary>Whether the recorded runs are arrays, inputs and outputs in a file each.</summary>
    /// <exception cref="UserError">One of the two files is missing.</exception>
    public bool AreArrays(ParseResult parse, string against)
    {
        bool isArray = Extensions.Contains(Path.GetExtension(against).ToLowerInvariant());
        return (isArray, parse.GetValue(outputs)) switch
        {
            (true, null) => throw new UserError(
                $"'{against}' holds inputs; give the outputs that belong to them with --expected."),
            (false, not null) => throw new UserError(
                $"--expected belongs to inputs as .npy or a table of numbers, and '{against}' is none; leave it out."),
            _ => isArray,
        };
    }

    /// <summary>Runs a model on recorded inputs and compares.</summary>
    /// <returns>0 where all values are within the tolerance, else 1.</returns>
    /// <exception cref="UserError">A file cannot be used, or belongs to another model.</exception>
    public int Run(ParseResult parse, ModelArguments arguments, ModelFile file, string against, bool json)
    {
        bool streaming = arguments.IsStreaming(parse, file.Path, file, arguments.AttachedManifest(parse) ?? file.Manifest, null);
        var model = new RealModel(file, streaming);
        string results = parse.GetValue(outputs)!;
        var vectors = GoldenVectors.Of(
            NumberArray.Read(against).Windows(model.TimeSteps, model.InputSize, $"'{against}'"), NumberArray.Read(results).Rows(),
            streaming,
            (against, results));
        Tolerance rule = Rule(parse, file.Quantized is { } quantized ? new Tolerance(quantized.Output.Scale) : Tolerance.Float);
        return Report(
            FloatGoldenCheck.Run(model, vectors, rule), rule, file.Quantized is null ? "float evaluator" : "integer evaluator", "", json,
            parse.InvocationConfiguration.Output);
    }

    /// <summary>Prints the outcome with the rule that was used.</summary>
    /// <returns>0 where all values are within the tolerance, else 1.</returns>
    public static int Report(FloatGoldenResult result, Tolerance rule, string what, string runtime, bool json, TextWriter output)
    {
        bool passes = result.Beyond == 0;
        if (json)
        {
            TextOutput.WriteJson(output, new
            {
                Against = "recordedRuns",
                Runtime = runtime,
                Passes = passes,
                Tolerance = rule.Absolute,
                RelativeTolerance = rule.Relative,
                Values = result.ValuesCompared,
                result.Beyond,
                Largest = result.LargestDifference,
                result.Where,
            });
        }
        else
        {
            string place = result.Where.Length == 0 ? "" : $" at {result.Where}", made = runtime.Length == 0 ? "" : $" (made by {runtime})";
            output.WriteLine(
                $"{what}: {result.ValuesCompared} values, largest difference {result.LargestDifference:G3}{place}, "
                    + $"{(passes ? "all within" : $"{result.Beyond} beyond")} the tolerance of {rule}{made}");
        }

        return passes ? 0 : 1;
    }

    private static double? Checked(double? value, string option) => value is null or >= 0 and < double.PositiveInfinity
        ? value
        : throw new UserError($"{option} is {value}; give a number of 0 or more.");
}
