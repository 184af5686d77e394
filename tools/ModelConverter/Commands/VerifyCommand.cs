using System.CommandLine;
using NanoBms.ModelConverter.Compilation;
using NanoBms.ModelConverter.Generation;
using NanoBms.ModelConverter.Inspection;
using NanoBms.ModelKit.Verification;

namespace NanoBms.ModelConverter.Commands;

/// <summary>verify: generated code against recorded outputs.</summary>
internal static class VerifyCommand
{
    private const double FloatTolerance = 1e-5;

    public static Command Create()
    {
        var model = new ModelArguments();
        var golden = new Argument<string>("GOLDEN") { Description = "Recorded runs: JSON with \"runtime\" and \"cases\", each with \"input\" and \"output\" as flat lists of numbers." };
        var layout = new Option<WeightLayout?>("--layout") { Description = "packed or arrays; both where it is left out." };
        layout.AcceptOnlyFromAmong("packed", "arrays");
        var command = new Command(
            "verify",
            """
            Compiles the code a model is converted to, runs it on recorded inputs and compares the outputs, bit for bit.

            A float model is run by the float evaluator and may differ by 1e-5.
            Exit code 0 where all are equal, 1 where one differs.
            Example: nanobms-convert verify model.tflite model.golden.json --layout packed
            """);
        model.AddTo(command);
        command.Arguments.Add(golden);
        command.Options.Add(layout);
        command.SetAction(parse =>
        {
            ModelKit.ModelFile file = model.ReadFile(parse);
            var vectors = GoldenVectors.Read(parse.GetValue(golden)!);
            if (file.Float is { } network)
            {
                return Verify(network, vectors, parse.InvocationConfiguration.Output);
            }

            ModelInput input = model.Read(parse);
            WeightLayout[] layouts = parse.GetValue(layout) is { } one ? [one] : [WeightLayout.Packed, WeightLayout.Arrays];
            int differing = 0;
            foreach (WeightLayout each in layouts)
            {
                differing += Verify(input, vectors, each, parse.InvocationConfiguration.Output);
            }

            return differing == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>A float model against recorded outputs, before it is quantised.</summary>
    private static int Verify(ModelKit.Networks.FloatNetwork network, GoldenVectors vectors, TextWriter output)
    {
        FloatGoldenResult result = FloatGoldenCheck.Run(network, vectors);
        bool isClose = result.LargestDifference <= FloatTolerance;
        output.WriteLine(
            $"float evaluator: {result.ValuesCompared} values, largest difference {result.LargestDifference:G3}{(isClose ? "" : $" at {result.Where}, more than {FloatTolerance}")} (made by {vectors.Runtime})");
        return isClose ? 0 : 1;
    }

    private static int Verify(ModelInput input, GoldenVectors vectors, WeightLayout layout, TextWriter output)
    {
        (_, CompiledModel compiled) = CodeGenerator.Generate(input.Network, input.Manifest, input.File.Sha256, layout);
        var check = new GoldenCheck(compiled.Model, input.Network);
        IReadOnlyList<string> differences = check.Run(vectors);
        int runs = vectors.Cases.Count + (input.Network.Stateful ? vectors.Sequence.Count : 0);
        string name = DeviceCost.Name(layout), source = vectors.Runtime.Length == 0 ? "" : $" (made by {vectors.Runtime})";
        if (differences.Count == 0)
        {
            output.WriteLine($"{name}: equal, {runs} runs, {check.ValuesCompared} values{source}");
            return 0;
        }

        output.WriteLine($"{name}: {differences.Count} of {runs} runs differ{source}");
        foreach (string difference in differences)
        {
            output.WriteLine($"  {difference}");
        }

        return differences.Count;
    }
}
