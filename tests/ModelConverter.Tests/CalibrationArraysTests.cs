using System.Globalization;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Networks;
using NanoBms.Models.Tests.Arrays;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>Windows of any model as calibration, without features of a battery.</summary>
public class CalibrationArraysTests
{
    [Theory]
    [InlineData("npy, windows")]
    [InlineData("npy, a window a row")]
    [InlineData("csv, a window a row")]
    [InlineData("csv, time steps, with headings")]
    public void Windows_calibrate_a_float_model(string form)
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        var random = new Random(4);
        float[] values = [.. Enumerable.Range(0, 200 * 30).Select(_ => (6 * random.NextSingle()) - 3)];
        string windows = form switch
        {
            "npy, windows" => folder.Write("w.npy", NpyBytes.Of([200, 10, 3], values)),
            "npy, a window a row" => folder.Write("w.npy", NpyBytes.Of([200, 30], values)),
            "csv, a window a row" => folder.Write("w.csv", Table(values, 30)),
            _ => folder.Write("w.csv", "x,y,z\n" + Table(values, 3)),
        };

        ConverterRun run = Converter.Run("quantize", model, "--calibration", windows, "--out", folder.File("int8.tflite"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        QuantizedNetwork network = TfliteReader.Read(folder.File("int8.tflite")).Quantized!;
        Assert.InRange(network.Input.Scale * 255, 5.9f, 6.5f);
    }

    [Fact]
    public void What_cannot_be_windows_is_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string scaler = folder.Write("x.json", """{"data_min_": [2, -5, 0], "data_max_": [4, 5, 50]}""");
        string raw = folder.Write("raw.npy", NpyBytes.Of([1, 30], [.. Enumerable.Repeat(25f, 30)]));
        string wide = folder.Write("wide.csv", "1,2,3,4\n");
        string nan = folder.Write("nan.npy", NpyBytes.Of([1, 30], [.. Enumerable.Repeat(float.NaN, 30)]));
        string[] command = ["quantize", model, "--out", folder.File("int8.tflite"), "--calibration"];

        Assert.Equal(
            $"'{raw}' holds values from 25 to 25, and the input scaler makes 0 to 1; give windows as the model takes them, scaled.",
            Last(Converter.Run([.. command, raw, "--input-scaler", scaler])));
        Assert.Equal(
            $"'{wide}' has the shape [1, 4], and the model takes 10 x 3 values; give windows of [N, 10, 3] or [N, 30], or time steps one "
                + "after the other, [N, 3].",
            Last(Converter.Run([.. command, wide])));
        Assert.Equal(
            $"'{nan}' holds values that are no finite numbers; leave these windows out.", Last(Converter.Run([.. command, nan])));
        Assert.False(File.Exists(folder.File("int8.tflite")));
    }

    [Fact]
    public void A_model_of_anything_becomes_a_project_of_its_own_by_windows_alone()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("float.tflite", TfliteWriter.Write(SmallModels.Float(10, false)));
        string windows = folder.Write("w.npy", NpyBytes.Of([2, 30], [.. Enumerable.Range(0, 60).Select(k => (k % 7) - 3f)]));

        Converter.Succeed("convert", model, "--calibration", windows, "--standalone", folder.File("alone"));

        Assert.True(File.Exists(folder.File("alone", "README.md")));
    }

    private static string Last(ConverterRun run)
    {
        Assert.Equal(1, run.ExitCode);
        return run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]["error: ".Length..];
    }

    private static string Table(float[] values, int width) => string.Concat(values.Chunk(width).Select(
        row => string.Join(",", row.Select(value => value.ToString("R", CultureInfo.InvariantCulture))) + "\n"));
}
