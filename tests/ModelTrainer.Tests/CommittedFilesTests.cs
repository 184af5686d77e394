using NanoBms.Models;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Training;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>What lies beside each committed model belongs to it: manifest, card and report.</summary>
public class CommittedFilesTests
{
    public static TheoryData<string> Models => [.. Names(Repository.File("models"))];

    public static TheoryData<string> Presets => [.. Names(Repository.File("models", "presets"))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Manifest_card_and_report_are_those_of_the_model(string name)
    {
        string sha256 = CheckManifestAndCard(Repository.File("models", name));

        Assert.Contains(
            $"int8 file SHA-256 {sha256};", File.ReadAllText(Repository.File("models", "reports", name, "report.md")),
            StringComparison.Ordinal);
        Assert.Contains($"]({name}.md)", File.ReadAllText(Repository.File("models", "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Manifest_and_card_are_those_of_the_preset(string name)
    {
        CheckManifestAndCard(Repository.File("models", "presets", name));

        Assert.Contains($"](presets/{name}.md)", File.ReadAllText(Repository.File("models", "README.md")), StringComparison.Ordinal);
        Assert.True(File.Exists(Repository.File("models", "presets", name + ".settings.json")));
    }

    private static string CheckManifestAndCard(string path)
    {
        ModelFile int8 = TfliteReader.Read(path + ".int8.tflite");
        Manifest told = ManifestJson.Parse(File.ReadAllBytes(path + ".manifest.json"), path);
        byte[] expected = ManifestJson.Write(told with { NetworkError = null });
        Assert.Equal(Path.GetFileName(path), int8.Manifest!.Name);

        // Training adds what it measured to what it was told.
        Assert.Equal(expected, ManifestJson.Write(int8.Manifest with { NetworkError = null }));
        Manifest ofFloat = TfliteReader.Read(path + ".float.tflite").Manifest!;
        Assert.Equal(TrainingRun.InputRange, ofFloat.InputRange);
        Assert.Equal(expected, ManifestJson.Write(ofFloat with { InputRange = null, NetworkError = null }));

        Assert.Contains($"| int8 file | SHA-256 {int8.Sha256} |", File.ReadAllText(path + ".md"), StringComparison.Ordinal);
        return int8.Sha256;
    }

    private static IEnumerable<string> Names(string folder) => Directory.GetFiles(folder, "*.int8.tflite")
        .Select(path => Path.GetFileName(path)[..^".int8.tflite".Length]).Order(StringComparer.Ordinal);
}
