using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Tests;

public class TrainingRunTests
{
    private static readonly Cycle[] Training = [SyntheticCycles.Create(1), SyntheticCycles.Create(2)];
    private static readonly Cycle[] Validation = [SyntheticCycles.Create(3)];

    private static readonly TrainingOptions Options = new()
    {
        LstmUnits = [8, 4],
        DenseUnits = [4],
        Steps = 400,
        BatchSize = 64,
        LearningRate = 5e-3f,
        WarmUpSteps = 20,
        Copies = 2,
        WeightDecay = 0.01f,
    };

    [Fact]
    public void Training_learns_a_made_up_cell()
    {
        var losses = new List<double>();
        TrainedModel model = TrainingRun.Train(
            SyntheticCycles.Manifest, Training, Validation, Options, progress => losses.Add(progress.Loss),
            cancellation: TestContext.Current.CancellationToken);

        Assert.True(losses[^1] < losses[0] / 10, $"loss went from {losses[0]} to {losses[^1]}");
        Assert.InRange(model.Validation.MeanAbsolutePercent, 0, 2.0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        byte[] Bytes(int seed)
        {
            TrainedModel model = TrainingRun.Train(
                SyntheticCycles.Manifest, Training, Validation, Options with { Steps = 30, Seed = seed },
                cancellation: TestContext.Current.CancellationToken);
            return [.. TfliteWriter.Write(model.Float, model.Manifest), .. TfliteWriter.Write(model.Int8, model.Manifest)];
        }

        byte[] first = Bytes(1);
        Assert.Equal(first, Bytes(1));
        Assert.NotEqual(first, Bytes(2));
    }

    [Fact]
    public void Files_read_back_estimate_as_the_trained_network_does()
    {
        TrainedModel trained = TrainingRun.Train(
            SyntheticCycles.Manifest, Training, Validation, Options with { Steps = 100 },
            cancellation: TestContext.Current.CancellationToken);
        ModelFile floatFile = TfliteReader.Read(TfliteWriter.Write(trained.Float, trained.Manifest), "m.float.tflite");
        ModelFile int8File = TfliteReader.Read(TfliteWriter.Write(trained.Int8, trained.Manifest), "m.int8.tflite");

        CycleErrors errors = CycleEvaluation.Run(new ModelPair("m", floatFile, int8File), Validation)[0];
        ErrorFigures int8 = errors.Int8.Sum.Figures, ofFloat = errors.Float.Sum.Figures;
        Assert.Equal(SyntheticCycles.Create(3).Length - SyntheticCycles.Manifest.Window + 1, int8.Count);

        // Read back and run a sample at a time, the float form makes the very errors that training measured batch by batch.
        Assert.Equal(trained.Validation.MeanAbsolutePercent, ofFloat.MeanAbsolutePercent, 1e-3);
        Assert.Equal(trained.Validation.MaximumPercent, ofFloat.MaximumPercent, 1e-2);
        Assert.Equal(ofFloat.MeanAbsolutePercent, int8.MeanAbsolutePercent, 1.0);

        short[] input = [.. Enumerable.Range(0, 15).Select(k => (short)(k * 7 - 50))];
        short[] before = new short[1], after = new short[1];
        ModelRun.Of(trained.Int8).Invoke(input, before);
        ModelRun.Of(int8File.Quantized!).Invoke(input, after);
        Assert.Equal(before, after);
    }

    [Fact]
    public void Cancelling_keeps_what_was_learnt()
    {
        using var stop = new CancellationTokenSource();
        int last = 0;
        TrainedModel model = TrainingRun.Train(SyntheticCycles.Manifest, Training, Validation, Options with { Steps = 100_000 }, progress =>
        {
            last = progress.Step;
            if (progress.Step >= 300)
            {
                stop.Cancel();
            }
        }, cancellation: stop.Token);

        Assert.InRange(last, 300, 301);
        Assert.InRange(model.Validation.MeanAbsolutePercent, 0, 4.0);
    }

    [Fact]
    public void Training_goes_on_from_another_networks_weights_and_keeps_them_where_it_finds_none_better()
    {
        TrainedModel first = TrainingRun.Train(
            SyntheticCycles.Manifest, Training, Validation, Options with { Steps = 200 },
            cancellation: TestContext.Current.CancellationToken);

        // A learning rate at which nothing but harm is done, and one that mends.
        TrainedModel spoilt = On(Options with { Steps = 5, LearningRate = 10f, WarmUpSteps = 0 });
        TrainedModel better = On(Options with { Steps = 200, Seed = 2 });

        Assert.Equal(TfliteWriter.Write(first.Float, first.Manifest), TfliteWriter.Write(spoilt.Float, spoilt.Manifest));
        Assert.Equal(first.Validation.MeanAbsolutePercent, spoilt.Validation.MeanAbsolutePercent, 1e-9);
        Assert.True(better.Validation.MeanAbsolutePercent < first.Validation.MeanAbsolutePercent);

        TrainedModel On(TrainingOptions options) => TrainingRun.Train(
            SyntheticCycles.Manifest, Training, Validation, options, from: [first.Float],
            cancellation: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Training_goes_on_from_the_mean_of_several_networks_weights()
    {
        // With a learning rate of nothing it ends where it began.
        TrainedModel first = On([], 40), second = On([first.Float], 1), third = On([first.Float], 40);
        TrainedModel mean = TrainingRun.Train(
            SyntheticCycles.Manifest, Training, Validation, Options with { Steps = 1, LearningRate = 0f },
            from: [first.Float, second.Float, third.Float], cancellation: TestContext.Current.CancellationToken);

        float[][] weights = [.. new[] { first, second, third, mean }.Select(model => ((FloatDense)model.Float.Layers[^1]).Weights)];
        for (int k = 0; k < weights[0].Length; k++)
        {
            Assert.Equal((weights[0][k] + weights[1][k] + weights[2][k]) / 3, weights[3][k], 1e-6f);
        }

        TrainedModel On(IReadOnlyList<FloatNetwork> from, int steps) => TrainingRun.Train(
            SyntheticCycles.Manifest, Training, Validation, Options with { Steps = steps, Seed = 3 + steps }, from: from,
            cancellation: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Weights_of_another_network_are_no_start()
    {
        TrainedModel other = TrainingRun.Train(
            SyntheticCycles.Manifest, Training, Validation, Options with { Steps = 1, DenseUnits = [5] },
            cancellation: TestContext.Current.CancellationToken);

        UserError refusal = Assert.Throws<UserError>(() => TrainingRun.Train(
            SyntheticCycles.Manifest, Training, Validation, Options, from: [other.Float],
            cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(
            "The network to train on from, 3 features -> LSTM 8 -> LSTM 4 -> Dense 5 -> Dense 1, is not the one to be trained, "
                + "3 features -> LSTM 8 -> LSTM 4 -> Dense 4 -> Dense 1; give its sizes with --lstm and --dense, and the manifest of its "
                + "mode and features.",
            refusal.Message);
    }

    [Fact]
    public void Cycles_shorter_than_the_window_are_refused()
    {
        UserError refusal = Assert.Throws<UserError>(() =>
            TrainingRun.Train(
            SyntheticCycles.Manifest, [SyntheticCycles.Create(1, seconds: 4)], Validation, Options,
            cancellation: TestContext.Current.CancellationToken));
        Assert.Equal("The cycles are shorter than what a training step runs over; training needs longer ones.", refusal.Message);
    }

    [Fact]
    public void A_batch_that_two_threads_cannot_share_is_refused() => Assert.Throws<ArgumentException>(() => TrainingRun.Train(
        SyntheticCycles.Manifest, Training, Validation, Options with { BatchSize = 96 },
        cancellation: TestContext.Current.CancellationToken));
}
