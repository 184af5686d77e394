using System.CommandLine;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Files;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Scalers;
using NanoBms.Models.Verification;

namespace NanoBms.ModelConverter.Commands;

/// <summary>survey: what becomes of every model and scaler in a folder.</summary>
internal static class SurveyCommand
{
    private static readonly string[] Extensions = [".tflite", ".keras", ".h5", ".onnx", ".pt", ".pth", ".safetensors", ".pkl", ".joblib"];

    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = "A folder of models and scalers; a model's recorded runs stand beside it as FILE.golden.json.",
        };
        var command = new Command(
            "survey",
            """
            Reads every model and scaler below a folder and prints a Markdown table: what it is, and how close it comes to its recorded runs, or why it is refused.

            Example: nanobms-convert survey collected-models
            A row a folder: nanobms-convert survey repositories --by-folder
            """);
        var byFolder = new Option<bool>("--by-folder")
        {
            Description = "A row for each folder below FOLDER, such as a repository, in place of one for each file.",
        };
        command.Arguments.Add(folder);
        command.Options.Add(byFolder);
        command.SetAction(parse =>
        {
            string root = parse.GetValue(folder)!;
            if (!Directory.Exists(root))
            {
                throw new UserError($"There is no folder '{root}'.");
            }

            TextWriter output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(byFolder))
            {
                FolderSurvey.Write(root, output);
                return;
            }

            output.WriteLine("| file | what it is | result |");
            output.WriteLine("|---|---|---|");
            foreach (string path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Where(path => Extensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal))
            {
                (string kind, string result) = Examine(path);
                string name = Path.GetRelativePath(root, path).Replace('\\', '/');
                output.WriteLine(
                    $"| {name} | {Cell(kind)} | {Cell(result.Replace(path, Path.GetFileName(path), StringComparison.Ordinal))} |");
            }
        });
        return command;
    }

    internal static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static (string Kind, string Result) Examine(string path)
    {
        try
        {
            if (Path.GetExtension(path) is ".pkl" or ".joblib")
            {
                FeatureScaler scaler = ScalerReader.Read(path);
                return ($"{scaler.Kind} of {scaler.Scale.Length}", "read");
            }

            ModelFile file = ModelReader.Read(path);
            return (file.Format, Compare(file, path + ".golden.json"));
        }
        catch (UserError refusal)
        {
            return ("", $"refused: {refusal.Message}");
        }
    }

    private static string Compare(ModelFile file, string golden)
    {
        if (!File.Exists(golden))
        {
            return "converts; no recorded runs";
        }

        var vectors = GoldenVectors.Read(golden);
        if (file.Quantized is { } quantized)
        {
            // Recorded sequences belong to models that carry their state.
            quantized = quantized with { Stateful = vectors.Sequence.Count > 0 };
            var check = new GoldenCheck(quantized);
            int differences = check.Run(vectors).Count;
            return differences == 0
                ? $"converts; bit for bit ({check.ValuesCompared} values, {vectors.Runtime})"
                : $"{differences} runs differ from {vectors.Runtime}";
        }

        FloatGoldenResult result = FloatGoldenCheck.Run(file.Float!, vectors);
        float[][] samples = [.. vectors.Cases.Select(golden => golden.Input.Select(value => (float)value).ToArray())];
        FloatNetwork network = file.Float! with { Stateful = false };
        IReadOnlyList<OutputError> errors = QuantizationReport.Measure(
            network, PostTrainingQuantizer.Quantize(network, samples, QuantizationOptions.Close), samples);
        return $"converts; float within {result.LargestDifference:0.0e0} ({result.ValuesCompared} values, {vectors.Runtime}); int8 from "
            + $"the recorded inputs within {errors.Max(error => error.Largest):0.000} of float";
    }
}
