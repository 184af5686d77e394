using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Training;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

public sealed class CheckpointTests : IDisposable
{
    private static readonly Cycle[] Training = [SyntheticCycles.Create(1)], Validation = [SyntheticCycles.Create(3)];

    private static readonly TrainingOptions Options = new()
    {
        LstmUnits = [5],
        DenseUnits = [],
        Steps = 120,
        QuantizationSteps = 60,
        Seeds = 2,
        ValidateEvery = 40,
        BatchSize = 64,
        Copies = 1,
        WarmUpSteps = 5,
        Dropout = 0.1f,
    };

    private readonly TemporaryFolder folder = new();

    private string File => folder.File("run.checkpoint");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(100, false)]
    [InlineData(160, false)]
    [InlineData(200, false)]
    [InlineData(300, false)]
    [InlineData(60, true)]
    [InlineData(150, true)]
    public void A_run_that_was_cancelled_and_taken_up_ends_as_one_that_was_not(int cancelAt, bool streaming)
    {
        Manifest manifest = streaming ? SyntheticCycles.StreamingManifest : SyntheticCycles.Manifest;
        TrainedModel whole = Train(Options, null, CancellationToken.None, manifest);
        using var stop = new CancellationTokenSource();
        int last = 0;
        TrainingRun.Train(manifest, Training, Validation, Options, progress =>
        {
            last = progress.Step;
            if (progress.Step >= cancelAt)
            {
                stop.Cancel();
            }
        }, File, stop.Token);
        Assert.InRange(last, cancelAt, 359);

        TrainedModel resumed = Train(Options, File, CancellationToken.None, manifest);
        Assert.Equal(TfliteWriter.Write(whole.Float, whole.Manifest), TfliteWriter.Write(resumed.Float, resumed.Manifest));
        Assert.Equal(TfliteWriter.Write(whole.Int8, whole.Manifest), TfliteWriter.Write(resumed.Int8, resumed.Manifest));
        Assert.Equal(whole.Validation, resumed.Validation);
    }

    [Fact]
    public void Another_run_does_not_take_it_up()
    {
        Train(Options with { Seeds = 1 }, File, CancellationToken.None);
        Assert.Equal(
            $"'{File}' belongs to a run with other data, manifest or options; delete it or repeat that run's command.",
            Assert.Throws<UserError>(() => Train(Options with { Seeds = 1, LearningRate = 0.5f }, File, CancellationToken.None)).Message);
    }

    [Fact]
    public void A_file_that_is_none_or_cut_short_is_refused()
    {
        System.IO.File.WriteAllText(File, "not a checkpoint");
        Assert.Equal(
            $"'{File}' is not a checkpoint of this tool; delete it or name another.",
            Assert.Throws<UserError>(() => Train(Options, File, CancellationToken.None)).Message);

        System.IO.File.Delete(File);
        Train(Options with { Seeds = 1 }, File, CancellationToken.None);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        foreach (int length in new[] { 20, 100, 1000, bytes.Length - 1 })
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            string message = Assert.Throws<UserError>(() => Train(Options with { Seeds = 1 }, File, CancellationToken.None)).Message;
            Assert.StartsWith($"'{File}' cannot be read as a checkpoint: ", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Training_ends_when_checks_bring_nothing_better()
    {
        // A learning rate of 0 brings nothing better but the last bits of the average.
        int last = 0;
        TrainingRun.Train(
            SyntheticCycles.Manifest, Training, Validation,
            Options with { Seeds = 1, QuantizationSteps = 0, LearningRate = 0f, Patience = 2, Steps = 5000, Dropout = 0f },
            progress => last = progress.Step,
            cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(last, 120, 400);
    }

    [Fact]
    public void The_best_of_several_seeds_is_kept()
    {
        TrainingOptions plain = Options with { QuantizationSteps = 0 };
        TrainedModel[] each =
        [
            .. new[] { 1, 2 }.Select(seed => Train(plain with { Seeds = 1, Seed = seed }, null, CancellationToken.None))
        ];
        TrainedModel both = Train(plain with { Seeds = 2 }, null, CancellationToken.None);

        Assert.NotEqual(each[0].Validation, each[1].Validation);
        Assert.Equal(each.MinBy(model => model.Validation.MeanAbsolutePercent)!.Validation, both.Validation);
    }

    private static TrainedModel Train(TrainingOptions options, string? file, CancellationToken cancellation, Manifest? manifest = null) =>
        TrainingRun.Train(
            manifest ?? SyntheticCycles.Manifest, Training, Validation, options, checkpoint: file, cancellation: cancellation);
}
