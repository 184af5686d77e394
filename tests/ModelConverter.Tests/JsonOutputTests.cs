using System.Text.Json.Nodes;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>--json: one JSON document on the output, and nothing else.</summary>
public class JsonOutputTests
{
    [Fact]
    public void Convert_reports_what_it_wrote_and_where_it_fits()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write(
            "small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false), SmallModels.Manifest(ManifestMode.Windowed, 10)));

        JsonNode first = Run("convert", model, "--out", folder.File("out"), "--layout", "packed", "--json");
        JsonNode second = Run("convert", model, "--out", folder.File("out"), "--layout", "packed", "--json");
        JsonNode exact = Run("convert", model, "--out", folder.File("out"), "--layout", "packed", "--compile", "--json");

        Assert.Equal(("small", true, folder.File("out")), ((string?)first["name"], (bool)first["hasManifest"]!, (string?)first["out"]));
        int written = Directory.EnumerateFiles(folder.File("out"), "*", SearchOption.AllDirectories).Count();
        Assert.Equal((written, written), ((int)first["files"]!, (int)first["changedFiles"]!));
        Assert.Equal((0, 0), ((int)second["changedFiles"]!, (int)exact["changedFiles"]!));
        Assert.Equal((true, false), ((bool)first["cost"]!["isEstimated"]!, (bool)exact["cost"]!["isEstimated"]!));
        Assert.Equal(("packed", 1), ((string?)first["cost"]!["layout"], (int)first["cost"]!["parts"]!));
        Assert.Contains("ESP32", first["boards"]!.AsArray().Select(board => (string?)board));
        Assert.Empty(first["quantization"]!.AsArray());
    }

    [Fact]
    public void Quantize_reports_the_error_of_each_output()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string manifest = folder.Write("m.json", ManifestJson.Write(SmallModels.Manifest(ManifestMode.Windowed, 10)));
        string scaler = folder.Write("x.json", """{"scale": [1, 0.2, 1], "offset": [-3.7, 0, -3.7]}""");

        ConverterRun run = Converter.Run(
            "quantize", model, "--manifest", manifest, "--input-scaler", scaler, "--out", folder.File("int8.tflite"), "--json");
        JsonNode report = JsonNode.Parse(run.Output)!;
        JsonNode error = Assert.Single(report["quantization"]!.AsArray())!;

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((folder.File("int8.tflite"), 0), ((string?)report["out"], (int)error["output"]!));
        Assert.InRange((double)error["meanAbsolute"]!, 1e-9, (double)error["rootMeanSquare"]!);
        Assert.InRange((double)error["largest"]!, (double)error["rootMeanSquare"]!, 0.5);
        // The manifest's SOC has 30 % to the output's unit.
        Assert.Equal(30 * (double)error["largest"]!, (double)error["largestSocPercent"]!, 9);
    }

    [Fact]
    public void Verify_reports_each_layout_and_where_it_differs()
    {
        string model = SharedData.Require("models", "fused_int8", "tflm_mnist_lstm_int8.tflite");
        JsonNode golden = JsonNode.Parse(File.ReadAllText(model + ".golden.json"))!;
        golden["cases"]![0]!["output"]![2] = golden["cases"]![0]!["output"]![2]!.GetValue<int>() - 1;
        using var folder = new TemporaryFolder();
        string falsified = folder.Write("falsified.json", golden.ToJsonString());

        JsonNode right = Run("verify", model, model + ".golden.json", "--json");
        ConverterRun wrong = Converter.Run("verify", model, falsified, "--layout", "arrays", "--json");
        JsonNode layout = Assert.Single(JsonNode.Parse(wrong.Output)!["layouts"]!.AsArray())!;

        Assert.True((bool)right["passes"]!);
        Assert.Equal(["packed", "arrays"], right["layouts"]!.AsArray().Select(each => (string?)each!["layout"]));
        Assert.Equal((1, "arrays", false), (wrong.ExitCode, (string?)layout["layout"], (bool)layout["equal"]!));
        Assert.Contains("output 2", (string?)Assert.Single(layout["differences"]!.AsArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_reports_a_float_model_against_recorded_runs()
    {
        string model = SharedData.Require("models", "keras", "lettuce_lstm_model.keras");

        JsonNode report = Run("verify", model, model + ".golden.json", "--json");

        Assert.Equal(("recordedRuns", true, 6), ((string?)report["against"], (bool)report["passes"]!, (int)report["values"]!));
        Assert.InRange((double)report["largest"]!, 0, 1e-5);
    }

    [Fact]
    public void Verify_reports_the_distance_of_two_models()
    {
        using var folder = new TemporaryFolder();
        string original = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string int8 = folder.Write("int8.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));

        ConverterRun run = Converter.Run("verify", original, int8, "--samples", "40", "--json");
        JsonNode report = JsonNode.Parse(run.Output)!;

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ("model", false, false, 40, "output"),
            ((string?)report["against"], (bool)report["passes"]!, (bool)report["equal"]!, (int)report["samples"]!,
                (string?)report["unit"]));
        double largest = (double)report["largest"]!;
        Assert.Equal(largest, Math.Abs((double)report["where"]!["first"]! - (double)report["where"]!["second"]!), 12);
        Assert.Equal(largest, (double)Assert.Single(report["outputs"]!.AsArray())!["largest"]!);
        Assert.True((bool)Run("verify", int8, int8, "--json")["equal"]!);
    }

    [Fact]
    public void A_refusal_stays_a_sentence()
    {
        Assert.Equal("There is no file 'nowhere.tflite'.", Converter.Refuse("convert", "nowhere.tflite", "--json"));
        Assert.Equal("There is no file 'nowhere.tflite'.", Converter.Refuse("verify", Converter.DefaultModel, "nowhere.tflite", "--json"));
        Assert.Equal(
            $"'{Converter.DefaultModel}' is quantised already; convert it as it is.",
            Converter.Refuse("quantize", Converter.DefaultModel, "--out", "nowhere.tflite", "--json"));
    }

    private static JsonNode Run(params string[] args) => JsonNode.Parse(Converter.Succeed(args))!;
}
