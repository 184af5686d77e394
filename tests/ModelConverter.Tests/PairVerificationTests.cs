using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Files;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>verify with a second model file, whose distance from the first is known by construction.</summary>
public class PairVerificationTests
{
    private const float Shift = 0.25f;

    [Fact]
    public void A_model_is_equal_to_itself()
    {
        using var folder = new TemporaryFolder();
        string int8 = folder.Write("int8.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        string original = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));

        Assert.StartsWith(
            "equal, 1000 values over 1000 inputs of 30 values, random in -", Converter.Succeed("verify", int8, int8),
            StringComparison.Ordinal);
        Assert.Equal(
            "equal, 50 values over 50 inputs of 30 values, random in -1..1, seed 9\n",
            Converter.Succeed("verify", original, original, "--samples", "50", "--seed", "9"));
    }

    [Fact]
    public void A_known_distance_is_reported_and_held_against_the_tolerance()
    {
        using var folder = new TemporaryFolder();
        string original = folder.Write("a.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string shifted = folder.Write("b.tflite", TfliteWriter.Write(Shifted(SmallModels.Float(10, false))));

        ConverterRun beyond = Converter.Run("verify", original, shifted, "--samples", "20");
        string within = Converter.Succeed("verify", original, shifted, "--samples", "20", "--tolerance", "0.2501");

        Assert.Equal((1, ""), (beyond.ExitCode, beyond.Error));
        Assert.StartsWith(
            "beyond the tolerance of 1E-05, 20 inputs of 30 values, random in -1..1, seed 1\nmean 0.25, largest 0.25 at input ",
            beyond.Output, StringComparison.Ordinal);
        Assert.StartsWith("within the tolerance of 0.25, 20 inputs", within, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifests_make_it_percent_of_SOC_and_their_scalings_are_taken_into_account()
    {
        using var folder = new TemporaryFolder();
        FloatNetwork network = SmallModels.Float(10, false);
        Manifest manifest = SmallModels.Manifest(ManifestMode.Windowed, 10);
        string original = folder.Write("a.tflite", TfliteWriter.Write(network, manifest));
        string shifted = folder.Write("b.tflite", TfliteWriter.Write(Shifted(network), manifest));
        // Twice the scale before half the weights is the same model.
        string rescaled = folder.Write("c.tflite", TfliteWriter.Write(HalfInputWeights(network), manifest with
        {
            Features = [.. manifest.Features.Select(feature => feature with { Scale = 2 * feature.Scale, Offset = 2 * feature.Offset })],
        }));

        // 0.25 x 30 of the manifest.
        Assert.Contains(
            "mean 7.5 % SOC, largest 7.5 % SOC at input ", Converter.Run("verify", original, shifted).Output, StringComparison.Ordinal);
        Assert.Equal(0, Converter.Run("verify", original, rescaled, "--tolerance", "0.001").ExitCode);
        Assert.Equal(0, Converter.Run("verify", rescaled, original, "--tolerance", "0.001").ExitCode);
        string recording = folder.Write("drive.csv", Recording(200));
        Assert.Contains(
            "191 inputs of 30 values, recorded",
            Converter.Succeed("verify", original, rescaled, "--tolerance", "0.001", "--calibration", recording), StringComparison.Ordinal);
    }

    [Fact]
    public void A_float_model_is_compared_with_the_int8_model_made_of_it()
    {
        using var folder = new TemporaryFolder();
        string original = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string int8 = folder.Write("int8.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));

        ConverterRun exact = Converter.Run("verify", original, int8);

        Assert.Equal(1, exact.ExitCode);
        Assert.StartsWith("beyond the tolerance of 0, 1000 inputs", exact.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "within the tolerance of 0.2,", Converter.Succeed("verify", int8, original, "--tolerance", "0.2"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_streaming_model_is_compared_in_its_sequence()
    {
        using var folder = new TemporaryFolder();
        Manifest manifest = SmallModels.Manifest(ManifestMode.Streaming, 1);
        string original = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(1, true), manifest));
        string int8 = folder.Write("int8.tflite", TfliteWriter.Write(SmallModels.Quantized(1, true), manifest));
        string windowed = folder.Write(
            "windowed.tflite", TfliteWriter.Write(SmallModels.Quantized(1, false), SmallModels.Manifest(ManifestMode.Windowed, 1)));

        Assert.StartsWith("equal, ", Converter.Succeed("verify", int8, int8), StringComparison.Ordinal);
        Assert.StartsWith("within ", Converter.Succeed("verify", original, int8, "--tolerance", "20"), StringComparison.Ordinal);
        Assert.Equal(
            $"'{int8}' is streaming and '{windowed}' is windowed; give two forms of one model.",
            Converter.Refuse("verify", int8, windowed));
    }

    [Fact]
    public void Keras_and_TensorFlow_Lite_forms_of_one_model_agree()
    {
        using var folder = new TemporaryFolder();
        string keras = SharedData.Require("models", "keras", "seed_bms_model_best.keras");
        string lite = folder.Write("same.tflite", TfliteWriter.Write(ModelReader.Read(keras).Float!));

        ConverterRun run = Converter.Run("verify", keras, lite, "--samples", "20", "--tolerance", "0.00001");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("20 inputs of ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_and_options_that_do_not_belong_together_are_refused()
    {
        using var folder = new TemporaryFolder();
        string ten = folder.Write("ten.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        string twelve = folder.Write("twelve.tflite", TfliteWriter.Write(SmallModels.Quantized(12, false)));
        string golden = folder.Write("runs.json", """{"runtime": "none", "cases": []}""");
        string recording = folder.Write("drive.csv", Recording(50));

        Assert.Equal(
            $"'{ten}' takes 10 x 3 values and gives 1, and '{twelve}' takes 12 x 3 values and gives 1; give two forms of one model.",
            Converter.Refuse("verify", ten, twelve));
        Assert.Equal("There is no file 'nowhere.tflite'.", Converter.Refuse("verify", ten, "nowhere.tflite"));
        Assert.Equal(
            "--layout is for recorded runs, and the models are compared as they are; leave it out with a second model.",
            Converter.Refuse("verify", ten, ten, "--layout", "packed"));
        Assert.Equal(
            "--samples and --seed are for the comparison with a second model; leave them out with recorded runs.",
            Converter.Refuse("verify", ten, golden, "--seed", "3"));
        Assert.Equal("--samples is 0; give 1 to 1000000.", Converter.Refuse("verify", ten, ten, "--samples", "0"));
        Assert.Equal("--tolerance is -1; give a number of 0 or more.", Converter.Refuse("verify", ten, ten, "--tolerance", "-1"));
        Assert.Equal(
            "--samples and --seed are for random inputs; leave them out with --calibration.",
            Converter.Refuse("verify", ten, ten, "--samples", "5", "--calibration", recording));
        Assert.Equal(
            "--calibration needs to know the model's features; say them with --features or give a manifest with --manifest.",
            Converter.Refuse("verify", ten, ten, "--calibration", recording));
    }

    [Fact]
    public void Inputs_that_cannot_be_the_same_are_refused()
    {
        using var folder = new TemporaryFolder();
        Manifest manifest = SmallModels.Manifest(ManifestMode.Windowed, 10);
        FloatNetwork network = SmallModels.Float(10, false);
        string int8 = folder.Write("int8.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false), manifest));
        string faster = folder.Write(
            "faster.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false), manifest with { SamplePeriodMs = 500 }));
        string scaling = folder.Write(
            "scaling.tflite",
            TfliteWriter.Write(network with { Layers = [new FloatAffine("n", [2f, 1f, 1f], [1f, 0f, 0f]), .. network.Layers] }));
        string longer = folder.Write("m.json", ManifestJson.Write(SmallModels.Manifest(ManifestMode.Windowed, 12)));

        Assert.Equal(
            $"The manifests of '{int8}' and '{faster}' differ in features or sample period; the models cannot be given the same inputs.",
            Converter.Refuse("verify", int8, faster));
        Assert.Equal(
            $"'{scaling}' scales its own input, and nothing says how its features are scaled before; say it with --features (and "
                + "--input-scaler) or --manifest.", Converter.Refuse("verify", scaling, int8));
        Assert.Equal(
            $"The manifest names 3 features over a window of 12, and '{scaling}' takes 3 over 10; make them agree.",
            Converter.Refuse("verify", scaling, int8, "--manifest", longer));
    }

    private static FloatNetwork Shifted(FloatNetwork network)
    {
        var last = (FloatDense)network.Layers[^1];
        return network with { Layers = [.. network.Layers.SkipLast(1), last with { Bias = [last.Bias[0] + Shift] }] };
    }

    private static FloatNetwork HalfInputWeights(FloatNetwork network)
    {
        var first = (FloatLstm)network.Layers[0];
        return network
            with
        {
            Layers =
            [
                first with { InputWeights = [.. first.InputWeights.Select(gate => gate.Select(weight => weight / 2).ToArray())] },
                .. network.Layers.Skip(1)
            ]
        };
    }

    private static string Recording(int seconds) =>
        "time_s,voltage_v,current_a,temperature_c,charge_ah\n" + string.Concat(Enumerable.Range(0, seconds).Select(t =>
            FormattableString.Invariant($"{t},{3.7 + 0.3 * Math.Sin(t / 9.0):F4},{2.0 * Math.Sin(t / 5.0):F4},25,0\n")));
}
