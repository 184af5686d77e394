using System.Globalization;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Tests;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests.Layers.SimpleRnn;

/// <summary>A Keras file with a SimpleRNN by the commands that take model files.</summary>
public class SimpleRnnCommandTests
{
    private const string Order = "voltage,current,temperature";

    [Fact]
    public void Convert_writes_the_code_of_a_keras_file()
    {
        using var folder = new TemporaryFolder();
        (string model, string scaler) = Write(folder);
        string firmware = folder.File("firmware");
        Directory.CreateDirectory(firmware);

        ConverterRun run = Converter.Run(
            "convert", model, "--input-scaler", scaler, "--features", Order, "--period", "1", "--firmware", firmware);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("int8 against float, output 0: mean ", run.Output, StringComparison.Ordinal);
        string code = File.ReadAllText(Directory.GetFiles(firmware, "GeneratedModel.cs", SearchOption.AllDirectories).Single());
        Assert.Contains("UpdateHidden0();", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_and_verify_know_it()
    {
        using var folder = new TemporaryFolder();
        (string model, _) = Write(folder);

        Assert.Contains("SimpleRNN 3 -> 2, Tanh", Converter.Succeed("inspect", model), StringComparison.Ordinal);
        Assert.StartsWith("equal, ", Converter.Succeed("verify", model, model), StringComparison.Ordinal);

        // h = tanh(0.5 v), tanh(-0.25 c + 1), and 2 h0 - h1 of the last step; the hidden state is not fed back.
        double expected = 2 * Math.Tanh(0.5 * 0.4) - Math.Tanh(-0.25 * -0.8 + 1);
        string golden = folder.Write("golden.json",
            "{\"runtime\": \"by hand\", \"cases\": [{\"name\": \"one\", \"input\": [1, 1, 1, 0.4, -0.8, 0.2], \"output\": ["
            + expected.ToString("R", CultureInfo.InvariantCulture) + "]}]}");
        Assert.StartsWith("float evaluator: 1 values, largest difference ", Converter.Succeed("verify", model, golden),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_says_that_a_tflite_file_cannot_hold_it()
    {
        using var folder = new TemporaryFolder();
        (string model, string scaler) = Write(folder);
        ConverterRun run = Converter.Run(
            "quantize", model, "--input-scaler", scaler, "--features", Order, "--period", "1", "--out", folder.File("m.tflite"));
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.EndsWith("error: Layer 'rnn' has no form in a .tflite file; convert the file that it was read from.", run.Error.TrimEnd(),
            StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("m.tflite")));
    }

    private static (string Model, string Scaler) Write(TemporaryFolder folder)
    {
        string config = KerasFiles.Sequential(
            """{"class_name": "InputLayer", "config": {"batch_shape": [null, 2, 3], "name": "input"}}""",
            """
            {
              "class_name": "SimpleRNN",
              "config": { "name": "rnn", "units": 2, "activation": "tanh", "use_bias": true, "return_sequences": false }
            }
            """,
            """{"class_name": "Dense", "config": {"name": "soc", "units": 1, "activation": "linear", "use_bias": false}}""");
        byte[] weights = KerasFiles.Hdf5(
            ("layers/simple_rnn/cell/vars/0", new[,] { { 0.5f, 0f }, { 0f, -0.25f }, { 0f, 0f } }),
            ("layers/simple_rnn/cell/vars/1", new float[2, 2]), ("layers/simple_rnn/cell/vars/2", new[] { 0f, 1f }),
            ("layers/dense/vars/0", new[,] { { 2f }, { -1f } }));
        return (folder.Write("rnn.keras", KerasFiles.Archive(config, weights)),
            folder.Write("x.json", """{"scale": [1, 0.2, 0.02], "offset": [-3.7, 0, -0.5]}"""));
    }
}
