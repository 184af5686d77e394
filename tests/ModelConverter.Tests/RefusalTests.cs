using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>What the converter says to input it cannot use: one sentence, exit code 1, nothing written.</summary>
public class RefusalTests
{
    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Equal("There is no file 'nowhere.tflite'.", Converter.Refuse("convert", "nowhere.tflite"));
        Assert.Equal("There is no file 'nowhere.json'.", Converter.Refuse("verify", Converter.DefaultModel, "nowhere.json"));
        Assert.Equal("There is no file 'nowhere.json'.", Converter.Refuse("inspect", Converter.DefaultModel, "--manifest", "nowhere.json"));
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("readme.tflite", "This is no model at all, only a text.");

        Assert.Contains(
            "TFLite", Converter.Refuse("inspect", text).Replace("TensorFlow Lite", "TFLite", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Contains(
            "TFLite",
            Converter.Refuse("inspect", SharedData.Require("models", "negative", "edge_lstm_int8_11bytes.tflite"))
                .Replace("TensorFlow Lite", "TFLite", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MODEL", "inspect", "")]
    [InlineData("MODEL", "convert", "")]
    [InlineData("FOLDER", "survey", "")]
    [InlineData("--manifest", "inspect", "m.h5", "--manifest", "")]
    [InlineData("--standalone", "convert", "m.h5", "--standalone", "")]
    public void A_file_without_a_name_is_refused(string name, params string[] args) => Assert.Equal(
        $"{name} is empty, as a variable of a shell that is not set leaves it; see --help.", Converter.Refuse(args));

    [Fact]
    public void A_float_model_is_to_be_quantised_first()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));

        Assert.Equal(
            $"'{model}' is a float model, and the device computes in int8; give recordings with --calibration (and --features or "
                + "--manifest) or windows (.npy), or its input scaler with --input-scaler.",
            Converter.Refuse("convert", model, "--firmware", folder.File("out")));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public void A_matrix_too_large_for_an_array_asks_for_the_packed_layout()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("wide.tflite", TfliteWriter.Write(SmallModels.Dense(600, 100)));

        Assert.Equal(
            "A weight matrix of 60000 values is too large for an array on the device; use --layout packed.",
            Converter.Refuse("convert", model, "--firmware", folder.File("out"), "--layout", "arrays"));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public void A_mode_that_contradicts_manifest_or_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        string windowed = folder.Write(
            "windowed.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false), SmallModels.Manifest(ManifestMode.Windowed, 10)));
        string bare = folder.Write("bare.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        string streaming = folder.Write("streaming.json", ManifestJson.Write(SmallModels.Manifest(ManifestMode.Streaming, 1)));
        string steps = $"'{bare}' takes 10 time steps a call; a streaming model takes one, so export it with an input of [1, 1, 3].";

        Assert.Equal(
            "--mode streaming contradicts the manifest, which says windowed; leave --mode out or change the manifest.",
            Converter.Refuse("inspect", windowed, "--mode", "streaming"));
        Assert.Equal(steps, Converter.Refuse("inspect", bare, "--mode", "streaming"));
        Assert.Equal(steps, Converter.Refuse("inspect", bare, "--manifest", streaming));
    }

    [Fact]
    public void A_manifest_of_another_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        string bare = folder.Write("bare.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        string manifest = folder.Write("m.json", ManifestJson.Write(SmallModels.Manifest(ManifestMode.Windowed, 12)));

        Assert.Equal(
            "The manifest names 3 features over a window of 12, and the model takes 3 over 10; make them agree.",
            Converter.Refuse("convert", bare, "--manifest", manifest, "--firmware", folder.File("out")));
    }

    [Fact]
    public void A_command_line_that_is_wrong_gets_a_sentence_too()
    {
        Assert.Contains("MODEL", Converter.Refuse("convert"), StringComparison.Ordinal);
        Assert.Equal(
            "Argument 'zipped' not recognized. Must be one of: 'packed', 'arrays'; see --help.",
            Converter.Refuse("convert", "m.tflite", "--layout", "zipped"));
        Assert.Equal("'transmogrify' is no command, argument or option that is known here; see --help.", Converter.Refuse("transmogrify"));
    }

    [Fact]
    public void A_file_that_holds_no_golden_vectors_is_refused()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        string empty = folder.Write("empty.json", "{}");
        string other = folder.Write("other.json", """{"runtime": "none", "cases": [{"name": "a", "input": [1, 2], "output": [3]}]}""");

        Assert.Equal(
            $"'{empty}' is not a golden vector file: it needs \"cases\", each with \"input\" and \"output\" as flat lists of numbers.",
            Converter.Refuse("verify", model, empty));
        Assert.Equal(
            "Case 'a' has 2 inputs and 1 outputs, and the model takes 30 and gives 1; these vectors belong to another model.",
            Converter.Refuse("verify", model, other));
    }
}
