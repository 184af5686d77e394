using System.Text.Json.Nodes;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>verify on vectors that TensorFlow Lite Micro made, whole and falsified.</summary>
public class VerifyTests
{
    private static readonly (string Model, string Golden) Windowed = GoldenFiles.Find("softmax-int8");
    private static readonly (string Model, string Golden) Streaming = GoldenFiles.Find("stream-int8");

    [Fact]
    public void Equal_outputs_are_counted_in_both_layouts()
    {
        string[] lines = Lines(Converter.Succeed("verify", Windowed.Model, Windowed.Golden));

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("packed: equal, 28 runs, 252 values (made by TensorFlow Lite Micro ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("arrays: equal, 28 runs, 252 values (made by TensorFlow Lite Micro ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_streaming_model_is_also_run_over_the_sequence_without_resets()
    {
        string[] command = ["verify", Streaming.Model, Streaming.Golden, "--layout"];

        Assert.Contains("equal, 24 runs", Converter.Succeed([.. command, "arrays"]), StringComparison.Ordinal);
        Assert.Contains("equal, 424 runs", Converter.Succeed([.. command, "arrays", "--mode", "streaming"]), StringComparison.Ordinal);
        Assert.Contains("equal, 424 runs", Converter.Succeed([.. command, "packed", "--mode", "streaming"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_an_output_differs_it_is_named()
    {
        JsonNode golden = JsonNode.Parse(File.ReadAllText(Windowed.Golden))!;
        JsonArray outputs = golden["cases"]![1]!["output"]!.AsArray();
        int right = outputs[7]!.GetValue<int>();
        outputs[7] = right + 1;
        string name = golden["cases"]![1]!["name"]!.GetValue<string>();
        using var folder = new TemporaryFolder();
        string falsified = folder.Write("falsified.json", golden.ToJsonString());

        ConverterRun run = Converter.Run("verify", Windowed.Model, falsified, "--layout", "packed");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        string[] lines = Lines(run.Output);
        Assert.StartsWith("packed: 1 of ", lines[0], StringComparison.Ordinal);
        Assert.Equal($"  Case '{name}', output 7: the model gives {right}, the golden vector says {right + 1}.", lines[1]);
    }

    [Fact]
    public void A_falsified_step_of_a_sequence_is_found()
    {
        JsonNode golden = JsonNode.Parse(File.ReadAllText(Streaming.Golden))!;
        JsonArray outputs = golden["stateful_sequence"]!["steps"]![5]!["output"]!.AsArray();
        outputs[0] = outputs[0]!.GetValue<double>() - 1;
        using var folder = new TemporaryFolder();
        string falsified = folder.Write("falsified.json", golden.ToJsonString());

        ConverterRun run = Converter.Run("verify", Streaming.Model, falsified, "--layout", "arrays", "--mode", "streaming");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 of 424 runs differ", run.Output, StringComparison.Ordinal);
        Assert.Contains("'step 5', output 0", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Recordings_without_runs_are_refused()
    {
        using var folder = new TemporaryFolder();
        string empty = folder.Write("empty.json", """{"runtime": "none", "cases": []}""");

        Assert.Equal($"'{empty}' has no runs in its \"cases\"; record some.", Converter.Refuse("verify", Windowed.Model, empty));
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r'))];
}
