using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using NanoBms.ModelTrainer.Commands;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>The command as a user gives it, on the virtual cell: no data needed.</summary>
public sealed partial class TrainCommandTests : IDisposable
{
    private static readonly string ManifestPath = Repository.File("models", "panasonic18650pf-32-16.manifest.json");

    private readonly string folder = Directory.CreateTempSubdirectory("nanobms").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_whole_way_on_the_virtual_cell_ends_with_models_and_a_card()
    {
        string model = Path.Combine(folder, "small");
        Assert.Equal(0, Run("--synthetic", "--manifest", ManifestPath, "--out", model, "--lstm", "8", "--dense", "4", "--steps", "400", "--batch", "64", "--copies", "1"));

        string card = File.ReadAllText(model + ".md");
        Assert.True(File.Exists(model + ".float.tflite"));
        Assert.True(File.Exists(model + ".int8.tflite"));
        Assert.Contains("virtual cell", card, StringComparison.Ordinal);
        double meanError = double.Parse(TotalRow().Match(card).Groups["mae"].Value, CultureInfo.InvariantCulture);
        Assert.InRange(meanError, 0, 8);
    }

    [Fact]
    public void Data_and_the_virtual_cell_exclude_each_other()
    {
        Assert.Equal(1, Run("--manifest", ManifestPath, "--out", Path.Combine(folder, "x")));
        Assert.Equal(1, Run("--synthetic", "--data", folder, "--manifest", ManifestPath, "--out", Path.Combine(folder, "x")));
        Assert.Empty(Directory.GetFiles(folder));
    }

    private static int Run(params string[] arguments) => new RootCommand { TrainCommand.Create() }.Parse(["train", .. arguments]).Invoke();

    [GeneratedRegex(@"^\| all \| \d+ \| (?<mae>[\d.]+) ", RegexOptions.Multiline)]
    private static partial Regex TotalRow();
}
