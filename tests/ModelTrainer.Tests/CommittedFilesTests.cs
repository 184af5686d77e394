using NanoBms.Models;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Options;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>What lies beside each committed model belongs to it: manifest, card and report.</summary>
public class CommittedFilesTests
{
    public static TheoryData<string> Models => [.. GoldenFiles.Shipped];

    [Theory]
    [MemberData(nameof(Models))]
    public void Manifest_card_and_report_are_those_of_the_model(string name)
    {
        string path = Repository.File("models", name);
        ModelFile int8 = TfliteReader.Read(path + ".int8.tflite");
        Manifest told = ManifestJson.Parse(File.ReadAllBytes(path + ".manifest.json"), name);
        byte[] expected = ManifestJson.Write(told with { NetworkError = null });
        Assert.Equal(Path.GetFileName(name), int8.Manifest!.Name);

        // Training adds what it measured to what it was told.
        Assert.Equal(expected, ManifestJson.Write(int8.Manifest with { NetworkError = null }));
        Manifest ofFloat = TfliteReader.Read(path + ".float.tflite").Manifest!;
        Assert.Equal(InputForm.Range, ofFloat.InputRange);
        Assert.Equal(expected, ManifestJson.Write(ofFloat with { InputRange = null, NetworkError = null }));

        Assert.Contains($"| int8 file | SHA-256 {int8.Sha256} |", File.ReadAllText(path + ".md"), StringComparison.Ordinal);
        Assert.Contains($"]({name}.md)", File.ReadAllText(Repository.File("models", "README.md")), StringComparison.Ordinal);

        // A preset has a card alone, and settings.
        if (name.StartsWith("presets/", StringComparison.Ordinal))
        {
            Assert.True(File.Exists(path + ".settings.json"));
            return;
        }

        Assert.Contains(
            $"int8 file SHA-256 {int8.Sha256};", File.ReadAllText(Repository.File("models", "reports", name, "report.md")),
            StringComparison.Ordinal);
    }
}
