using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>The files that convert writes.</summary>
public class ConvertTests
{
    private static readonly string[] CopiedFolders = ["firmware", "tests/firmware"];
    private static readonly string[] CopiedFiles = ["nfproj.sln", "Directory.Build.props"];

    [Fact]
    public void A_smaller_model_takes_stale_parts_away_and_the_default_model_restores_every_committed_byte()
    {
        using TemporaryFolder copy = CopyOfTheCheckout();
        IReadOnlyDictionary<string, byte[]> committed = copy.Content();
        string small = copy.Write(
            "small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false), SmallModels.Manifest(ManifestMode.Windowed, 10)));
        int parts = Directory.GetDirectories(copy.File("firmware", "generated"), "NanoBms.Model.Part*").Length;
        Assert.InRange(parts, 2, 16);

        Converter.Succeed("convert", small, "--firmware", copy.File("firmware"));

        Assert.Equal(
            [copy.File("firmware", "generated", "NanoBms.Model.Part00")],
            Directory.GetDirectories(copy.File("firmware", "generated"), "NanoBms.Model.Part*"));
        const string Generated = "firmware/generated/NanoBms.Model/NanoBms.Model";
        foreach (string file in new[] { "nfproj.sln", "firmware/NanoBms.App/NanoBms.App.nfproj", Generated + ".csproj",
            Generated + ".nfproj" })
        {
            string text = File.ReadAllText(copy.File(file));
            Assert.Contains("NanoBms.Model.Part00", text, StringComparison.Ordinal);
            Assert.DoesNotContain("NanoBms.Model.Part01", text, StringComparison.Ordinal);
        }

        Assert.Contains(
            "nothing changed", Converter.Succeed("convert", small, "--firmware", copy.File("firmware")), StringComparison.Ordinal);
        File.Delete(small);
        Converter.Succeed("convert", Converter.DefaultModel, "--firmware", copy.File("firmware"));

        AssertSame(committed, copy.Content());
    }

    [Theory]
    [InlineData("packed")]
    [InlineData("arrays")]
    public void Outside_a_checkout_only_the_model_is_written_complete(string layout)
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write(
            "small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false), SmallModels.Manifest(ManifestMode.Windowed, 10)));

        Converter.Succeed("convert", model, "--firmware", folder.File("out"), "--layout", layout);

        string[] files =
        [
            .. folder.Content().Keys.Where(path => path.StartsWith("out/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        ];
        Assert.Equal(
            [
                "out/generated/NanoBms.Model.Part00/NanoBms.Model.Part00.csproj",
                "out/generated/NanoBms.Model.Part00/NanoBms.Model.Part00.nfproj",
                "out/generated/NanoBms.Model.Part00/Part00.cs",
                "out/generated/NanoBms.Model.Part00/Properties/AssemblyInfo.cs",
                "out/generated/NanoBms.Model.Part00/packages.config",
                "out/generated/NanoBms.Model/GeneratedModel.cs",
                "out/generated/NanoBms.Model/NanoBms.Model.csproj",
                "out/generated/NanoBms.Model/NanoBms.Model.nfproj",
                "out/generated/NanoBms.Model/Properties/AssemblyInfo.cs",
                "out/generated/NanoBms.Model/SelfTestVector.cs",
                "out/generated/NanoBms.Model/packages.config",
                "out/generated/NanoBms.Model/packages.lock.json",
            ],
            files);
        string device = File.ReadAllText(folder.File("out", "generated", "NanoBms.Model", "NanoBms.Model.nfproj"));
        Assert.Contains(
            @"<ProjectReference Include=""..\NanoBms.Model.Part00\NanoBms.Model.Part00.nfproj"" />", device, StringComparison.Ordinal);
        Assert.Contains(@"<Compile Include=""SelfTestVector.cs"" />", device, StringComparison.Ordinal);
        Assert.All(
            folder.Content().Where(file => file.Key.StartsWith("out/", StringComparison.Ordinal)),
            file => Assert.DoesNotContain((byte)'\r', file.Value));
    }

    [Fact]
    public void Where_a_file_cannot_be_written_nothing_is()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write(
            "small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false), SmallModels.Manifest(ManifestMode.Windowed, 10)));
        Directory.CreateDirectory(folder.File("out", "generated"));
        folder.Write("out/generated/NanoBms.Model", "in the way");

        string sentence = Converter.Refuse("convert", model, "--firmware", folder.File("out"));

        Assert.Contains("cannot be written", sentence, StringComparison.Ordinal);
        Assert.Equal(["out/generated/NanoBms.Model", "small.tflite"], folder.Content().Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetDirectories(folder.File("out", "generated")));
    }

    [Fact]
    public void A_folder_that_only_has_the_name_of_a_part_stays()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write(
            "small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false), SmallModels.Manifest(ManifestMode.Windowed, 10)));
        Directory.CreateDirectory(folder.File("out", "generated", "NanoBms.Model.Part07"));
        folder.Write("out/generated/NanoBms.Model.Part07/notes.txt", "mine");

        Converter.Succeed("convert", model, "--firmware", folder.File("out"));

        Assert.True(File.Exists(folder.File("out", "generated", "NanoBms.Model.Part07", "notes.txt")));
    }

    [Fact]
    public void A_model_without_manifest_is_written_with_a_warning_or_with_one_attached()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("bare.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        string manifest = folder.Write(
            "m.json", ManifestJson.Write(SmallModels.Manifest(ManifestMode.Windowed, 10) with { Name = "attached" }));

        ConverterRun bare = Converter.Run("convert", model, "--firmware", folder.File("a"));
        Converter.Succeed("convert", model, "--firmware", folder.File("b"), "--manifest", manifest);

        Assert.Equal(0, bare.ExitCode);
        Assert.StartsWith("warning: the model has no manifest", bare.Error, StringComparison.Ordinal);
        string code = File.ReadAllText(folder.File("b", "generated", "NanoBms.Model", "GeneratedModel.cs"));
        Assert.Contains("info.Name = \"attached\";", code, StringComparison.Ordinal);
        Assert.Contains("FeatureKind.Ema, FeatureSource.Voltage", code, StringComparison.Ordinal);
    }

    private static void AssertSame(IReadOnlyDictionary<string, byte[]> expected, IReadOnlyDictionary<string, byte[]> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        string[] different =
        [
            .. expected.Keys.Where(path => !expected[path].AsSpan().SequenceEqual(actual[path])).Order(StringComparer.Ordinal)
        ];
        Assert.True(
            different.Length == 0,
            $"{different.Length} files differ, {different.FirstOrDefault()} first; after a change of generator, firmware projects or "
                + "model run: nanobms-convert convert models/panasonic18650pf-128-64.int8.tflite");
    }

    private static TemporaryFolder CopyOfTheCheckout()
    {
        var copy = new TemporaryFolder();
        foreach (string file in CopiedFiles)
        {
            File.Copy(Repository.File(file), copy.File(file));
        }

        foreach (string folder in CopiedFolders.Where(folder => Directory.Exists(Repository.File(folder))))
        {
            foreach (string path in Directory.EnumerateFiles(Repository.File(folder), "*", SearchOption.AllDirectories))
            {
                string relative = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
                if (!relative.Split('/').Any(part => part is "bin" or "obj"))
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(copy.File(relative))!);
                    File.Copy(path, copy.File(relative));
                }
            }
        }

        return copy;
    }
}
