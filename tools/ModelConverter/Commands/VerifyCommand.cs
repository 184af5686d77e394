using System.CommandLine;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.DeviceBuild.Inspection;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Verification;

namespace NanoBms.ModelConverter.Commands;

/// <summary>verify: generated code against recorded outputs, or a model against another.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var pair = new PairVerification();
        var runs = new RecordedRuns();
        var golden = new Argument<string>("GOLDEN|MODEL2")
        {
            Description =
                "Recorded runs: JSON with \"runtime\" and \"cases\", each with \"input\" and \"output\" as flat lists of numbers, or "
                    + "inputs as .npy or a table of numbers, with --expected. Or a second model file.",
        };
        var layout = new Option<WeightLayout?>("--layout")
        {
            Description = "With recorded runs: packed or arrays; both where it is left out.",
        };
        layout.AcceptOnlyFromAmong("packed", "arrays");
        Option<bool> json = TextOutput.JsonOption();
        var command = new Command(
            "verify",
            """
            Compiles the code a model is converted to, runs it on recorded inputs and compares the outputs, bit for bit.

            A float model is run by the float evaluator and may differ by 1e-5, or by --tolerance + --relative-tolerance x |expected|.
            Inputs and outputs of a float run, .npy or tables of numbers, are compared with a model of either kind.
            With a second model file in place of recorded runs, both are run on the same inputs, random ones or recordings.
            Exit code 0 where all are equal or within the tolerance, 1 where one differs.
            Example: nanobms-convert verify model.tflite model.golden.json --layout packed
            Example: nanobms-convert verify vibration.h5 inputs.npy --expected outputs.npy --tolerance 1e-4 --relative-tolerance 1e-3
            Example: nanobms-convert verify soc.keras soc.int8.tflite --features voltage,current,temperature --calibration drive.csv --tolerance 1
            """);
        model.AddTo(command);
        command.Arguments.Add(golden);
        command.Options.Add(layout);
        pair.AddTo(command);
        runs.AddTo(command);
        command.Options.Add(json);
        command.SetAction(parse =>
        {
            string against = parse.GetValue(golden)!;
            if (PairVerification.IsModel(against))
            {
                runs.RefuseOptions(parse);
                return parse.GetValue(layout) is null
                    ? pair.Run(parse, model, against, runs.Absolute(parse), parse.GetValue(json))
                    : throw new UserError(
                        "--layout is for recorded runs, and the models are compared as they are; leave it out with a second model.");
            }

            pair.RefuseOptions(parse);
            ModelFile file = model.ReadFile(parse);
            if (runs.AreArrays(parse, against))
            {
                return parse.GetValue(layout) is null
                    ? runs.Run(parse, model, file, against, parse.GetValue(json))
                    : throw new UserError("--layout is for recorded integers, bit for bit; leave it out with runs of real values.");
            }

            var vectors = GoldenVectors.Read(against);
            if (file.Float is { } network)
            {
                Tolerance rule = runs.Rule(parse, Tolerance.Float);
                return RecordedRuns.Report(
                    FloatGoldenCheck.Run(network, vectors, rule), rule, "float evaluator", vectors.Runtime, parse.GetValue(json),
                    parse.InvocationConfiguration.Output);
            }

            runs.RefuseTolerance(parse);
            ModelInput input = model.Read(parse);
            WeightLayout[] layouts = parse.GetValue(layout) is { } one ? [one] : [WeightLayout.Packed, WeightLayout.Arrays];
            LayoutResult[] results = [.. layouts.Select(each => Check(input, vectors, each, parse.InvocationConfiguration.Error))];
            Print(results, vectors, parse.GetValue(json), parse.InvocationConfiguration.Output);
            return results.All(result => result.Equal) ? 0 : 1;
        });
        return command;
    }

    private static LayoutResult Check(ModelInput input, GoldenVectors vectors, WeightLayout layout, TextWriter error)
    {
        (_, CompiledModel compiled) = WorkProgress.Run(
            error, "compiling", report => CodeGenerator.Generate(input.Network, input.Manifest, input.File.Sha256, layout, report));
        var check = compiled.Check(input.Network);
        IReadOnlyList<string> differences = check.Run(vectors);
        int runs = vectors.Cases.Count + (input.Network.Stateful ? vectors.Sequence.Count : 0);
        return new LayoutResult(DeviceCost.Name(layout), differences.Count == 0, runs, check.ValuesCompared, differences);
    }

    private static void Print(IReadOnlyList<LayoutResult> results, GoldenVectors vectors, bool json, TextWriter output)
    {
        if (json)
        {
            TextOutput.WriteJson(
                output, new { Against = "recordedRuns", vectors.Runtime, Passes = results.All(result => result.Equal), Layouts = results });
            return;
        }

        string source = vectors.Runtime.Length == 0 ? "" : $" (made by {vectors.Runtime})";
        foreach (LayoutResult result in results)
        {
            output.WriteLine(result.Equal
                ? $"{result.Layout}: equal, {result.Runs} runs, {result.Values} values{source}"
                : $"{result.Layout}: {result.Differences.Count} of {result.Runs} runs differ{source}");
            foreach (string difference in result.Differences)
            {
                output.WriteLine($"  {difference}");
            }
        }
    }

    /// <summary>Generated code of one layout against recorded runs.</summary>
    private sealed record LayoutResult(string Layout, bool Equal, int Runs, int Values, IReadOnlyList<string> Differences);
}
