using System.Text.Json.Nodes;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>verify on vectors that TensorFlow Lite Micro made, whole and falsified.</summary>
public class VerifyTests
{
    [Fact]
    public void Equal_outputs_are_counted_in_both_layouts()
    {
        string model = SharedData.Require("models", "fused_int8", "tflm_mnist_lstm_int8.tflite");

        string[] lines = Lines(Converter.Succeed("verify", model, model + ".golden.json"));

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("packed: equal, ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("arrays: equal, ", lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Contains("(made by TFLM ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_streaming_model_is_also_run_over_the_sequence_without_resets()
    {
        string model = SharedData.Require("models", "fused_int8", "tflm_dtln_noise_suppression.tflite");
        string golden = model + ".golden.json";

        Assert.Contains("equal, 6 runs", Converter.Succeed("verify", model, golden, "--layout", "arrays"), StringComparison.Ordinal);
        Assert.Contains("equal, 14 runs", Converter.Succeed("verify", model, golden, "--layout", "arrays", "--mode", "streaming"), StringComparison.Ordinal);
        Assert.Contains("equal, 14 runs", Converter.Succeed("verify", model, golden, "--layout", "packed", "--mode", "streaming"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_an_output_differs_it_is_named()
    {
        string model = SharedData.Require("models", "fused_int8", "tflm_mnist_lstm_int8.tflite");
        JsonNode golden = JsonNode.Parse(File.ReadAllText(model + ".golden.json"))!;
        JsonArray outputs = golden["cases"]![1]!["output"]!.AsArray();
        int right = outputs[7]!.GetValue<int>();
        outputs[7] = right + 1;
        string name = golden["cases"]![1]!["name"]!.GetValue<string>();
        using var folder = new TemporaryFolder();
        string falsified = folder.Write("falsified.json", golden.ToJsonString());

        ConverterRun run = Converter.Run("verify", model, falsified, "--layout", "packed");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        string[] lines = Lines(run.Output);
        Assert.StartsWith("packed: 1 of ", lines[0], StringComparison.Ordinal);
        Assert.Equal($"  Case '{name}', output 7: the model gives {right}, the golden vector says {right + 1}.", lines[1]);
    }

    [Fact]
    public void A_falsified_step_of_a_sequence_is_found()
    {
        string model = SharedData.Require("models", "fused_int8", "tflm_dtln_noise_suppression.tflite");
        JsonNode golden = JsonNode.Parse(File.ReadAllText(model + ".golden.json"))!;
        JsonArray outputs = golden["stateful_sequence"]!["steps"]![5]!["output"]!.AsArray();
        outputs[0] = outputs[0]!.GetValue<double>() - 1;
        using var folder = new TemporaryFolder();
        string falsified = folder.Write("falsified.json", golden.ToJsonString());

        ConverterRun run = Converter.Run("verify", model, falsified, "--layout", "arrays", "--mode", "streaming");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 of 14 runs differ", run.Output, StringComparison.Ordinal);
        Assert.Contains("'step 5', output 0", run.Output, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r'))];
}
