using System.Text.RegularExpressions;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Files;
using NanoBms.Models.Networks;

namespace NanoBms.ModelConverter.Commands;

/// <summary>What is read of the model files in each folder, such as a repository: one row a folder.</summary>
internal static partial class FolderSurvey
{
    // Where a model leaves its window open, --window says it; any will do to see whether the rest is read.
    private const int AnyWindow = 10;

    private static readonly string[] Extensions = [".tflite", ".keras", ".h5", ".hdf5", ".onnx", ".pt", ".pth"];

    /// <summary>Writes the table, and a sentence with the sums.</summary>
    /// <param name="root">The folder of folders.</param>
    /// <param name="output">Receives them.</param>
    public static void Write(string root, TextWriter output)
    {
        int folders = 0, read = 0;
        output.WriteLine("| folder | recurrent networks read | refused |");
        output.WriteLine("|---|---|---|");
        foreach (string folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            Finding[] found = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant())).Order(StringComparer.Ordinal).Select(Look)];
            string[] networks = [.. Counted(found.Where(one => one.Network is not null).Select(one => one.Network!))];
            string[] refused = [.. Counted(found.Where(one => one.Refusal is not null).Select(one => one.Refusal!))];
            if (networks.Length + refused.Length == 0)
            {
                continue;
            }

            folders++;
            read += networks.Length > 0 ? 1 : 0;
            output.WriteLine(
                $"| {SurveyCommand.Cell(Path.GetFileName(folder))} | {SurveyCommand.Cell(string.Join("; ", networks))} | "
                    + $"{SurveyCommand.Cell(string.Join("; ", refused))} |");
        }

        output.WriteLine();
        output.WriteLine($"A recurrent network of {read} of {folders} folders is read ({100.0 * read / Math.Max(1, folders):0} %).");
    }

    private static Finding Look(string path)
    {
        int? window = null;
        string? forward = null;
        while (true)
        {
            try
            {
                ModelFile file = ModelReader.Read(path, window, forward);

                // A file of anything else counts neither way.
                return new Finding(
                    file.Quantized is null && !file.Float!.Layers.Any(layer => layer is FloatRecurrent) ? null
                        : file.Format + (window is null ? "" : " with --window") + (forward is null ? "" : " and --forward"), null);
            }
            catch (UserError refusal)
            {
                // What the sentence asks for is tried, with the example that it gives.
                string? example = Example().Match(refusal.Message) is { Success: true } found ? found.Groups[1].Value : null;
                if (window is null && (example is not null || refusal.Message.Contains("--window", StringComparison.Ordinal)))
                {
                    window = AnyWindow;
                }
                else if (forward is null && example is not null)
                {
                    forward = example;
                }
                else
                {
                    return new Finding(null, refusal.Message.Replace(path, Path.GetFileName(path), StringComparison.Ordinal));
                }
            }
        }
    }

    [GeneratedRegex(@"for example --forward ([^;\s]+)")]
    private static partial Regex Example();

    private static IEnumerable<string> Counted(IEnumerable<string> texts) =>
        texts.GroupBy(text => text).Select(same => same.Count() == 1 ? same.Key : $"{same.Count()} x {same.Key}");

    private sealed record Finding(string? Network, string? Refusal);
}
