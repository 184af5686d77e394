using System.Globalization;
using System.Text.Json.Nodes;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Networks;
using NanoBms.Models.Tests.Arrays;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>verify with recorded runs of real values; the model doubles its first input and takes away the second.</summary>
public class RecordedRunsTests
{
    private static readonly FloatNetwork Network = new(
        "n", 1, 2, false, [new FloatDense("d", 2, 1, Activation.None, [2f, -1f], [0f])]);

    [Fact]
    public void Inputs_and_outputs_are_compared_by_the_rule_that_is_printed()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("m.tflite", TfliteWriter.Write(Network));
        string inputs = folder.Write("in.npy", NpyBytes.Of([3, 2], 1, 0, 0, 1, 10, 0));
        string equal = folder.Write("out.csv", "result\n2\n-1\n20\n"), off = folder.Write("off.npy", NpyBytes.Of([3, 1], 2, -1, 20.02f));

        Assert.Equal(
            "float evaluator: 3 values, largest difference 0, all within the tolerance of 1E-05 (absolute)\n",
            Converter.Succeed("verify", model, inputs, "--expected", equal));
        ConverterRun beyond = Converter.Run("verify", model, inputs, "--expected", off);
        Assert.Equal((1, ""), (beyond.ExitCode, beyond.Error));
        Assert.Equal(
            "float evaluator: 3 values, largest difference 0.02 at case '2', output 0, 1 beyond the tolerance of 1E-05 (absolute)\n",
            beyond.Output);
        Assert.EndsWith(
            "all within the tolerance of 0.0011 of the expected value (relative)\n",
            Converter.Succeed("verify", model, inputs, "--expected", off, "--relative-tolerance", "0.0011"), StringComparison.Ordinal);
        Assert.EndsWith(
            "all within the tolerance of 0.015 (absolute) + 0.0005 of the expected value (relative)\n",
            Converter.Succeed("verify", model, inputs, "--expected", off, "--relative-tolerance", "0.0005", "--tolerance", "0.015"),
            StringComparison.Ordinal);
        Assert.Equal(1, Converter.Run("verify", model, inputs, "--expected", off, "--tolerance", "0.019").ExitCode);
    }

    [Fact]
    public void A_quantised_model_may_be_off_by_one_step_of_its_output()
    {
        using var folder = new TemporaryFolder();
        QuantizedNetwork network = SmallModels.Quantized(10, false);
        string model = folder.Write("m.tflite", TfliteWriter.Write(network));
        string inputs = folder.Write("in.npy", NpyBytes.Of([2, 10, 3], new float[60]));
        string outputs = folder.Write("out.npy", NpyBytes.Of([2], 1e3f, 1e3f));

        ConverterRun run = Converter.Run("verify", model, inputs, "--expected", outputs, "--json");

        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal((1, 2, false), (run.ExitCode, (int)report["beyond"]!, (bool)report["passes"]!));
        Assert.Equal(network.Output.Scale, (float)report["tolerance"]!);
        string near = (1e3 - (double)report["largest"]! + (0.9 * network.Output.Scale)).ToString("R", CultureInfo.InvariantCulture);
        Assert.StartsWith(
            "integer evaluator: 2 values, ",
            Converter.Succeed("verify", model, inputs, "--expected", folder.Write("near.csv", $"{near}\n{near}\n")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Recorded_json_of_a_float_model_takes_a_tolerance_too()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("m.tflite", TfliteWriter.Write(Network));
        string golden = folder.Write("g.json", """{"runtime": "by hand", "cases": [{"name": "a", "input": [1, 0], "output": [2.1]}]}""");

        Assert.Equal(1, Converter.Run("verify", model, golden).ExitCode);
        Assert.Equal(
            "float evaluator: 1 values, largest difference 0.1 at case 'a', output 0, all within the tolerance of 0.2 (absolute) (made by "
                + "by hand)\n",
            Converter.Succeed("verify", model, golden, "--tolerance", "0.2"));
    }

    [Fact]
    public void What_does_not_fit_together_is_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("m.tflite", TfliteWriter.Write(Network));
        string inputs = folder.Write("in.csv", "1,2\n3,4\n"), outputs = folder.Write("out.csv", "1\n");
        string golden = folder.Write("g.json", """{"cases": [{"input": [1, 0], "output": [2]}]}""");

        Assert.Equal(
            $"'{inputs}' holds inputs; give the outputs that belong to them with --expected.", Converter.Refuse("verify", model, inputs));
        Assert.Equal(
            $"'{inputs}' holds 2 runs and '{outputs}' 1; give the outputs that belong to the inputs, a row each.",
            Converter.Refuse("verify", model, inputs, "--expected", outputs));
        Assert.Equal(
            $"--expected belongs to inputs as .npy or a table of numbers, and '{golden}' is none; leave it out.",
            Converter.Refuse("verify", model, golden, "--expected", outputs));
        Assert.Equal(
            "--tolerance is -1; give a number of 0 or more.", Converter.Refuse("verify", model, golden, "--tolerance", "-1"));
        Assert.Equal(
            "--relative-tolerance is NaN; give a number of 0 or more.",
            Converter.Refuse("verify", model, inputs, "--expected", inputs, "--relative-tolerance", "NaN"));
        Assert.Equal(
            "--expected and --relative-tolerance are for recorded runs; leave them out with a second model.",
            Converter.Refuse("verify", model, model, "--relative-tolerance", "1"));
        Assert.Equal(
            "--layout is for recorded integers, bit for bit; leave it out with runs of real values.",
            Converter.Refuse("verify", model, inputs, "--expected", outputs, "--layout", "packed"));
        Assert.StartsWith(
            "Recorded integers of a quantised model are compared bit for bit",
            Converter.Refuse("verify", GoldenFiles.Find("softmax-int8").Model, GoldenFiles.Find("softmax-int8").Golden, "--tolerance", "1"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m.onnx")]
    [InlineData("m.pt")]
    [InlineData("m.safetensors")]
    public void A_second_model_is_known_by_the_name_of_any_kind_of_model_file(string name)
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("m.tflite", TfliteWriter.Write(Network));
        Assert.DoesNotContain(
            "golden", Converter.Refuse("verify", model, folder.Write(name, "nothing of a model")), StringComparison.Ordinal);
    }
}
