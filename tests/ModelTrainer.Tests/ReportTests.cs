using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Reporting;
using NanoBms.ModelTrainer.Training;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

public sealed class ReportTests : IDisposable
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_report_has_its_tables_and_every_picture_it_names()
    {
        ModelPair model = Train(seed: 1);
        Cycle[] cycles = [SyntheticCycles.Create(4, name: "a"), SyntheticCycles.Create(5, name: "b") with { Group = "cold" }];
        EvaluationResults results = EvaluationResults.Run(model, cycles, ["cold"], SyntheticCycles.Create(6), [("other", Train(seed: 2))]);
        EvaluationReport.Write(folder.Root, results);

        string report = File.ReadAllText(folder.File("report.md"));
        foreach (string row in new[] { "| made-up/a |", "| cold/b |", "| all but cold |", "| open-circuit look-up |",
            "| coulomb counting |", "| other |", "+2 %, -20 mA", " of 8 cases; its largest step is " })
        {
            Assert.Contains(row, report, StringComparison.Ordinal);
        }

        string[] pictures = [.. Directory.GetFiles(folder.Root, "*.png").Select(path => Path.GetFileName(path))];
        Assert.Equal(5, pictures.Length);
        foreach (string picture in pictures)
        {
            Assert.Contains($"]({picture})", report, StringComparison.Ordinal);
            Assert.Equal(PngSignature, File.ReadAllBytes(folder.File(picture))[..4]);
        }

        Assert.DoesNotContain("NaN", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Cold_starts_are_the_same_for_the_same_seed_and_start_without_history()
    {
        ModelPair model = Train(seed: 1);
        Cycle[] cycles = [SyntheticCycles.Create(4)];
        ColdStartErrors first = ColdStarts.Run(model, cycles, 1)[0], again = ColdStarts.Run(model, cycles, 1)[0],
            other = ColdStarts.Run(model, cycles, 2)[0];

        Assert.Equal(first.FirstMinute.Figures, again.FirstMinute.Figures);
        Assert.NotEqual(first.FirstMinute.Figures, other.FirstMinute.Figures);

        // A window of 5: estimates from the 5th second on, every fifth of them, for a minute.
        Assert.Equal(ColdStarts.PerCycle * 12, first.FirstMinute.Figures.Count);
        Assert.Equal(ColdStarts.PerCycle * 12, first.AfterFiveMinutes.Figures.Count);
    }

    [Fact]
    public void Models_of_different_cells_are_not_compared()
    {
        ModelPair model = Train(seed: 1);
        var bigger = new ModelPair(
            "bigger", model.Float,
            model.Int8 with { Manifest = model.Manifest with { Cell = model.Manifest.Cell! with { RatedCapacityAh = 5 } } });
        Assert.Equal(
            "'bigger' is for a cell of 5 Ah and the model for one of 0.1 Ah; compare models of the same cell.",
            Assert.Throws<UserError>(
                () => EvaluationResults.Run(model, [SyntheticCycles.Create(4)], [], null, [("bigger", bigger)])).Message);
    }

    private static ModelPair Train(int seed)
    {
        TrainedModel trained = TrainingRun.Train(
            SyntheticCycles.Manifest, [SyntheticCycles.Create(1)], [SyntheticCycles.Create(3)],
            new TrainingOptions { LstmUnits = [4], DenseUnits = [], Steps = 40, BatchSize = 64, Copies = 1, WarmUpSteps = 5, Seed = seed },
            cancellation: TestContext.Current.CancellationToken);
        return new ModelPair(
            "m", TfliteReader.Read(TfliteWriter.Write(trained.Float, trained.Manifest), "m.float.tflite"),
            TfliteReader.Read(TfliteWriter.Write(trained.Int8, trained.Manifest), "m.int8.tflite"));
    }
}
