using System.Text.Json;
using NanoBms.Foundation;

namespace NanoBms.Models.Verification;

/// <summary>One recorded run of a model.</summary>
/// <param name="Name">Name of the case.</param>
/// <param name="Input">Input values as the runtime took them: quantised integers, or reals.</param>
/// <param name="Output">Output values as the runtime gave them.</param>
public sealed record GoldenCase(string Name, double[] Input, double[] Output);

/// <summary>Recorded inputs and outputs of a model, and which runtime made them.</summary>
/// <param name="Runtime">The runtime and its version.</param>
/// <param name="Cases">Runs from the reset state.</param>
/// <param name="Sequence">Runs one after the other without a reset between them; empty where there are none.</param>
public sealed record GoldenVectors(string Runtime, IReadOnlyList<GoldenCase> Cases, IReadOnlyList<GoldenCase> Sequence)
{
    /// <summary>
    /// Reads a golden JSON file: "runtime", "cases" with "name", "input" and "output" (flat lists of numbers), and, for stateful models,
    /// "stateful_sequence" with "steps" of "input" and "output". Where a model has its LSTM states as further tensors, "inputs" and
    /// "outputs" are lists of lists, the data first; states start from zero.
    /// </summary>
    /// <exception cref="UserError">Not such a file, or one without runs.</exception>
    public static GoldenVectors Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"There is no file '{path}'.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            string runtime = root.TryGetProperty("runtime", out JsonElement text) ? text.GetString() ?? "" : "";
            IReadOnlyList<GoldenCase> cases = ReadCases(root.GetProperty("cases")), sequence = [];
            bool hasSequence = root.TryGetProperty("stateful_sequence", out JsonElement stateful);
            if (hasSequence)
            {
                sequence = ReadCases(stateful.GetProperty("steps"));
            }

            // No runs differ in nothing: an empty list would pass every check.
            return cases.Count == 0 || (hasSequence && sequence.Count == 0)
                ? throw new UserError(
                    $"'{path}' has no runs in its {(cases.Count == 0 ? "\"cases\"" : "\"stateful_sequence\"")}; record some.")
                : new GoldenVectors(runtime, cases, sequence);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException)
        {
            throw new UserError($"'{path}' is not a golden vector file: it needs \"cases\", each with \"input\" and \"output\" as flat "
                + "lists of numbers.", exception);
        }
    }

    /// <summary>Runs out of arrays: a window of inputs and a row of outputs each.</summary>
    /// <param name="inputs">The windows.</param>
    /// <param name="outputs">As many rows.</param>
    /// <param name="carriesState">Whether they were recorded one after the other, without a reset between them.</param>
    /// <param name="files">The files, for messages.</param>
    /// <exception cref="UserError">There are more of the one than of the other.</exception>
    public static GoldenVectors Of(
        IReadOnlyList<float[]> inputs, IReadOnlyList<double[]> outputs, bool carriesState, (string Inputs, string Outputs) files)
    {
        if (inputs.Count != outputs.Count)
        {
            throw new UserError(
                $"'{files.Inputs}' holds {inputs.Count} runs and '{files.Outputs}' {outputs.Count}; give the outputs that belong to the "
                    + "inputs, a row each.");
        }

        List<GoldenCase> cases = [.. inputs.Zip(outputs).Select((run, k) => new GoldenCase(
            $"{k}", Array.ConvertAll(run.First, value => (double)value), run.Second))];
        return carriesState ? new GoldenVectors("", [], cases) : new GoldenVectors("", cases, []);
    }

    private static List<GoldenCase> ReadCases(JsonElement list)
    {
        var cases = new List<GoldenCase>();
        foreach (JsonElement entry in list.EnumerateArray())
        {
            string name = entry.TryGetProperty("name", out JsonElement text) ? text.GetString() ?? "" : $"step {cases.Count}";
            cases.Add(new GoldenCase(name, Tensor(entry, "input"), Tensor(entry, "output")));
        }

        return cases;
    }

    private static double[] Tensor(JsonElement entry, string name)
    {
        if (!entry.TryGetProperty(name + "s", out JsonElement several))
        {
            return Numbers(entry.GetProperty(name));
        }

        double[][] tensors = [.. several.EnumerateArray().Select(Numbers)];
        return tensors.Length > 0 && (name == "output" || tensors.Skip(1).All(state => state.All(value => value == 0)))
            ? tensors[0]
            : throw new FormatException("States must start from zero.");
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];
}
