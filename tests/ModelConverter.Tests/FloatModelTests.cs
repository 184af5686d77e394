using System.Text.Json;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>Float models, with scalers or recordings, by the commands that take them.</summary>
public class FloatModelTests
{
    private const string Order = "voltage,current,ema:voltage:20";

    [Fact]
    public void Quantize_writes_a_model_that_carries_its_manifest_and_reports_its_error()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string scaler = folder.Write("x.json", """{"scale": [1, 0.2, 1], "offset": [-3.7, 0, -3.7]}""");
        string recording = folder.Write("drive.csv", Recording(200));

        string output = Converter.Succeed(
            "quantize", model, "--input-scaler", scaler, "--features", Order, "--period", "1", "--calibration", recording,
            "--out", folder.File("int8.tflite"));

        Assert.StartsWith("int8 against float, output 0: mean ", output, StringComparison.Ordinal);
        ModelFile written = TfliteReader.Read(folder.File("int8.tflite"));
        Assert.NotNull(written.Quantized);
        Assert.Equal((1000, 10, 3), (written.Manifest!.SamplePeriodMs, written.Manifest.Window, written.Manifest.Features.Count));
        Assert.Equal(
            (0.2f, 0f, "ema"),
            (written.Manifest.Features[1].Scale, written.Manifest.Features[1].Offset, written.Manifest.Features[2].Kind));
        Assert.Contains("int8", Converter.Succeed("inspect", folder.File("int8.tflite")), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_contradict_the_model_are_refused()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string scaler = folder.Write("x.json", """{"scale": [1, 0.2], "offset": [-3.7, 0]}""");
        string target = folder.File("int8.tflite");

        Assert.Equal("The feature order names 2 features and the model takes 3; name each once, in the order the model was trained with.",
            Converter.Refuse("quantize", model, "--features", "voltage,current", "--out", target));
        Assert.Equal("The input scaler is for 2 features and the model takes 3; give the scaler that belongs to the model.",
            Converter.Refuse("quantize", model, "--features", Order, "--input-scaler", scaler, "--out", target));
        Assert.Equal(
            "Feature 'mean:voltage' is not understood; write voltage, current, temperature, power, dv, dv_dt, mean:SOURCE:SAMPLES, "
                + "ema:SOURCE:SECONDS or product:SOURCE:SOURCE, separated by commas.",
            Converter.Refuse("quantize", model, "--features", "voltage,current,mean:voltage", "--out", target));
        Assert.Equal("--calibration needs to know the model's features; say them with --features or give a manifest with --manifest.",
            Converter.Refuse("quantize", model, "--calibration", folder.Write("d.csv", Recording(20)), "--out", target));
        Assert.Equal(
            $"'{Converter.DefaultModel}' is quantised already; convert it as it is.",
            Converter.Refuse("quantize", Converter.DefaultModel, "--out", target));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public void Activations_of_int16_are_made_on_request_and_follow_the_float_model_closer()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string scaler = folder.Write("x.json", """{"scale": [1, 0.2, 1], "offset": [-3.7, 0, -3.7]}""");
        double Largest(string activations)
        {
            string report = Converter.Run(
                "quantize", model, "--input-scaler", scaler, "--activations", activations, "--out", folder.File(activations + ".tflite"),
                "--json").Output;
            return JsonDocument.Parse(report).RootElement.GetProperty("quantization")[0].GetProperty("largest").GetDouble();
        }

        double coarse = Largest("int8"), fine = Largest("int16");

        Assert.InRange(fine, 0, coarse / 2);
        Assert.Equal((ActivationWidth.Int8, ActivationWidth.Int16), (Width("int8"), Width("int16")));
        ActivationWidth Width(string activations) => TfliteReader.Read(folder.File(activations + ".tflite")).Quantized!.Width;

        string wide = folder.File("int16.tflite");
        Assert.StartsWith("equal, ", Converter.Succeed("verify", wide, wide, "--samples", "20"), StringComparison.Ordinal);
        Assert.Equal(
            $"'{wide}' is quantised already, and --activations is for float models; leave it out, or give the float model.",
            Converter.Refuse("convert", wide, "--activations", "int8", "--firmware", folder.File("firmware")));
    }

    [Theory]
    [InlineData(40f, "int8", true)]
    [InlineData(40f, "int16", false)]
    [InlineData(0.05f, "int8", false)]
    public void Quantize_and_convert_say_that_int8_is_more_than_1_percent_of_SOC_off_and_what_follows_closer(
        float gain, string activations, bool isCoarse)
    {
        const string Words =
            "int8 is more than 1 % SOC away from the float model on some of the windows; --activations int16 follows closer.";
        using var folder = new TemporaryFolder();
        FloatNetwork network = SmallModels.Float(10, false);
        var last = (FloatDense)network.Layers[^1];
        FloatLayer louder = last with { Weights = [.. last.Weights.Select(weight => gain * weight)] };
        string model = folder.Write(
            "float.tflite", TfliteWriter.Write(network with { Layers = [.. network.Layers.SkipLast(1), louder] }));
        string scaler = folder.Write("x.json", """{"scale": [1, 0.2, 1], "offset": [-3.7, 0, -3.7]}""");
        string[] options =
        [
            model, "--input-scaler", scaler, "--features", Order, "--period", "1", "--activations", activations, "--calibration",
            folder.Write("drive.csv", Recording(200)), "--out",
        ];

        string[] outputs =
        [
            Converter.Succeed(["quantize", .. options, folder.File("quantized.tflite")]),
            Converter.Succeed(["convert", .. options, folder.File("firmware")]),
        ];

        Assert.All(outputs, output =>
        {
            Assert.Contains("% SOC (one step", output, StringComparison.Ordinal);
            Assert.Equal(isCoarse, output.Contains(Words, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_window_that_the_model_does_not_leave_open_is_refused()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        Assert.Equal(
            $"--window says 20 time steps, and '{model}' has a fixed 10; leave it out.",
            Converter.Refuse("inspect", model, "--window", "20"));
    }

    [Fact]
    public void Inspect_tells_about_what_a_float_model_will_cost_and_where_it_fits()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));

        string text = Converter.Succeed("inspect", model);
        using JsonDocument json = JsonDocument.Parse(Converter.Succeed("inspect", model, "--json"));

        Assert.Contains("ESP32 with PSRAM", text, StringComparison.Ordinal);
        JsonElement[] layouts = [.. json.RootElement.GetProperty("layouts").EnumerateArray()];
        Assert.Equal(["packed", "arrays"], layouts.Select(layout => layout.GetProperty("layout").GetString()));
        Assert.All(layouts, layout => Assert.True(layout.GetProperty("cost").GetProperty("flashBytes").GetInt32() > 5000));
        Assert.All(layouts, layout => Assert.True(layout.GetProperty("boards")[0].GetProperty("fits").GetBoolean()));
    }

    [Fact]
    public void A_keras_model_with_its_scalers_converts()
    {
        using var folder = new TemporaryFolder();
        ConverterRun run = Converter.Run(
            "convert", SharedData.Require("models", "keras", "seed_bms_model_best.keras"),
            "--input-scaler", SharedData.Require("models", "scalers", "seed_soc_scaler_X.joblib.pkl"),
            "--output-scaler", SharedData.Require("models", "scalers", "seed_soc_scaler_y.joblib.pkl"),
            "--features", "voltage,current,temperature,power,mean:voltage:10,mean:current:10,dv", "--firmware", folder.File("firmware"));

        Assert.Equal(
            (0, "warning: ranges are those of the input scaler, not of a recording; --calibration gives a closer int8 model.\n"),
            (run.ExitCode, run.Error));
        Assert.Contains("layout packed", run.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder.File("firmware", "generated", "NanoBms.Model")));
    }

    [Fact]
    public void Convert_with_scalers_but_without_feature_order_uses_them_for_ranges_alone_and_says_so()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string scaler = folder.Write("x.json", """{"scale": [1, 0.2, 1], "offset": [-3.7, 0, -3.7]}""");
        string target = folder.Write("y.json", """{"scale": [0.01], "offset": [0]}""");

        ConverterRun run = Converter.Run(
            "convert", model, "--input-scaler", scaler, "--output-scaler", target, "--firmware", folder.File("firmware"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "warning: the scalers are not used but for ranges, because nothing says which features they scale; say it with "
                    + "--features.",
                "warning: ranges are those of the input scaler, not of a recording; --calibration gives a closer int8 model.",
                "warning: the model has no manifest, so the gauge cannot tell which features it takes; give one with --manifest (its "
                    + "form: 'schema').",
            ],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')));
        // Nothing of the scalers is in the code: neither the features nor what the output means.
        string code = File.ReadAllText(folder.File("firmware", "generated", "NanoBms.Model", "GeneratedModel.cs"));
        Assert.DoesNotContain("FeatureKind.", code, StringComparison.Ordinal);
        Assert.DoesNotContain("info.SocScale", code, StringComparison.Ordinal);
    }

    [Fact]
    public void The_names_that_a_scaler_knows_are_told_where_the_feature_order_is_missing()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string scaler = folder.Write(
            "x.json", """{"scale": [1, 0.2, 1], "offset": [-3.7, 0, -3.7], "feature_names_in_": ["U", "I", "T"]}""");

        ConverterRun run = Converter.Run("convert", model, "--input-scaler", scaler, "--firmware", folder.File("firmware"));

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(
            "warning: the scalers are not used but for ranges, because nothing says which features they scale (the scaler calls them U, "
                + "I, T); say it with --features.",
            run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_runs_a_float_model_against_recorded_outputs()
    {
        string model = SharedData.Require("models", "keras", "lettuce_lstm_model.keras");
        Assert.StartsWith(
            "float evaluator: 6 values, largest difference ", Converter.Succeed("verify", model, model + ".golden.json"),
            StringComparison.Ordinal);

        string other = SharedData.Require("models", "keras", "seed_soh_model_gpu.keras");
        Assert.Contains(
            "these vectors belong to another model", Converter.Refuse("verify", other, model + ".golden.json"), StringComparison.Ordinal);
    }

    // The table in docs/ is what the command prints today; a change of either must change the other.
    [Fact]
    public void The_documented_table_is_the_one_that_the_command_makes()
    {
        string[] rows = Converter.Succeed("survey", SharedData.Require("models")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] documented = File.ReadAllLines(Repository.File("docs", "model-formats.md"));

        Assert.All(rows, row => Assert.Contains(documented, line => Masked(line) == Masked(row)));
    }

    /// <summary>A row without its measured differences, whose last digit may depend on the processor's vector width.</summary>
    private static string Masked(string row) => System.Text.RegularExpressions.Regex.Replace(row, "within [0-9.e-]+", "within");

    private static string Recording(int seconds) =>
        "time_s,voltage_v,current_a,temperature_c,charge_ah\n" + string.Concat(Enumerable.Range(0, seconds).Select(t =>
            FormattableString.Invariant($"{t},{3.7 + 0.3 * Math.Sin(t / 9.0):F4},{2.0 * Math.Sin(t / 5.0):F4},25,0\n")));
}
