using NanoBms.Models;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>What lies beside each committed model belongs to it: manifest, card and report.</summary>
public class CommittedFilesTests
{
    public static TheoryData<string> Models => [.. Directory.GetFiles(Repository.File("models"), "*.int8.tflite")
        .Select(path => Path.GetFileName(path)[..^".int8.tflite".Length]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Manifest_card_and_report_are_those_of_the_model(string name)
    {
        ModelFile int8 = TfliteReader.Read(Repository.File("models", name + ".int8.tflite"));
        byte[] manifest = File.ReadAllBytes(Repository.File("models", name + ".manifest.json"));
        byte[] expected = ManifestJson.Write(ManifestJson.Parse(manifest, name));
        Assert.Equal(name, int8.Manifest!.Name);

        // Training adds what it measured to what it was told.
        Assert.Equal(expected, ManifestJson.Write(int8.Manifest with { NetworkError = null }));
        Manifest ofFloat = TfliteReader.Read(Repository.File("models", name + ".float.tflite")).Manifest!;
        Assert.Equal(TrainedModel.InputRange, ofFloat.InputRange);
        Assert.Equal(expected, ManifestJson.Write(ofFloat with { InputRange = null, NetworkError = null }));

        Assert.Contains(
            $"| int8 file | SHA-256 {int8.Sha256} |", File.ReadAllText(Repository.File("models", name + ".md")), StringComparison.Ordinal);
        Assert.Contains(
            $"int8 file SHA-256 {int8.Sha256};", File.ReadAllText(Repository.File("models", "reports", name, "report.md")),
            StringComparison.Ordinal);
        Assert.Contains($"]({name}.md)", File.ReadAllText(Repository.File("models", "README.md")), StringComparison.Ordinal);
    }
}
