using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>survey of folders of models, such as repositories.</summary>
public class SurveyTests
{
    [Fact]
    public void A_folder_is_a_row_with_what_is_read_and_what_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] model = TfliteWriter.Write(SmallModels.Quantized(10, false));
        foreach (string path in (string[])["good/a.tflite", "good/deep/b.tflite", "bad/c.h5", "none/readme.txt"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
            File.WriteAllBytes(folder.File(path), path.EndsWith(".tflite", StringComparison.Ordinal) ? model : "text"u8.ToArray());
        }

        string[] lines = Converter.Succeed("survey", folder.Root, "--by-folder").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            ["| folder | recurrent networks read | refused |", "|---|---|---|"], lines[..2]);
        Assert.StartsWith("| bad |  | This is not a TensorFlow Lite file", lines[2], StringComparison.Ordinal);
        Assert.Equal("| good | 2 x TensorFlow Lite, fused LSTM, int8 |  |", lines[3]);
        Assert.Equal("A recurrent network of 1 of 2 folders is read (50 %).", lines[4]);
    }
}
