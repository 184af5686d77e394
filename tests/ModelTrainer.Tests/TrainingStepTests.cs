using NanoBms.Cells.Cycles;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>
/// What a step of training does beside following the gradient: each of these could be switched off, and the training would still learn.
/// </summary>
public class TrainingStepTests
{
    private static readonly NetworkShape Shape = new(SyntheticCycles.Manifest.Features.Count, SyntheticCycles.Manifest.Window, [8, 4], [4]);

    private static readonly TrainingOptions Options = new()
    {
        LstmUnits = [8, 4],
        DenseUnits = [4],
        BatchSize = 64,
        WarmUpSteps = 1,
        WeightDecay = 0f,
        Copies = 1,
        SensorErrorScale = 0f,
    };

    [Fact]
    public void Gradients_longer_than_the_limit_are_cut_to_it()
    {
        // After one step the first moment is a tenth of the gradient as it was used (AdamW, beta1 = 0.9).
        double free = Length(AfterAStep(Options with { GradientNorm = 1e9f }).FirstMoment);
        float limit = (float)(free * 10 / 50);
        double cut = Length(AfterAStep(Options with { GradientNorm = limit }).FirstMoment);

        Assert.True(free > 0, "the step had no gradient");
        Assert.Equal(limit / 10, cut, limit * 1e-5);
    }

    [Fact]
    public void Gradients_shorter_than_the_limit_stay_as_they_are() =>
        Assert.Equal(
            AfterAStep(Options with { GradientNorm = 1e9f }).FirstMoment, AfterAStep(Options with { GradientNorm = 1e6f }).FirstMoment);

    [Fact]
    public void Matrices_decay_by_the_share_that_is_set_and_biases_do_not()
    {
        const float decay = 0.5f;
        float[] start = Parameters.Initialize(Shape, new Random(Options.Seed));
        float[] without = AfterAStep(Options).Values, with = AfterAStep(Options with { WeightDecay = decay }).Values;
        var isMatrix = new bool[start.Length];
        foreach (Range matrix in Parameters.Matrices(Shape))
        {
            isMatrix.AsSpan(matrix).Fill(true);
        }

        Assert.Contains(true, isMatrix);
        Assert.Contains(false, isMatrix);
        for (int k = 0; k < start.Length; k++)
        {
            // The first step of a warm-up of one step is made at the full learning rate.
            Assert.Equal(isMatrix[k] ? Options.LearningRate * decay * start[k] : 0f, without[k] - with[k], 1e-7f);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Windows_and_sequences_are_drawn_with_sensor_errors_of_the_factor_that_is_set(bool isStreaming)
    {
        IBatchSource Source(float scale)
        {
            Cycle[] cycles = [SyntheticCycles.Create(1)];
            TrainingOptions options = Options with { SensorErrorScale = scale, SequenceSteps = 16 };
            return isStreaming
                ? new SequenceSource(cycles, [], SyntheticCycles.StreamingManifest, options)
                : WindowSource.Augmented(cycles, [], SyntheticCycles.Manifest, options);
        }

        double Farthest(float scale) => Source(0f).Calibration(5)
            .Zip(Source(scale).Calibration(5), (one, other) => one.Zip(other, (a, b) => Math.Abs((double)a - b)).DefaultIfEmpty().Max())
            .Max();

        Assert.Equal(0, Farthest(0f));
        double once = Farthest(1f), tenfold = Farthest(10f);
        Assert.InRange(once, 1e-3, 0.5);
        Assert.InRange(tenfold / once, 3, 30);
    }

    [Fact]
    public void Sensor_errors_of_many_boards_have_the_spread_of_the_parts()
    {
        // INA226: offset and gain as set by the data sheet's typical values, noise of a millivolt and 3 mA; NTC: 0.7 K and its creeping.
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var errors = new SensorErrors(new Random(seed), 1f);
        const int boards = 20_000;
        double voltage = 0, current = 0, temperature = 0;
        for (int board = 0; board < boards; board++)
        {
            errors.Draw();
            (float voltageV, float currentA, float temperatureC) = errors.Apply(4f, -1f, 25f);
            voltage += Math.Pow(voltageV - 4, 2);
            current += Math.Pow(currentA + 1, 2);
            temperature += Math.Pow(temperatureC - 25, 2);
        }

        // Independent parts: sqrt(2^2 + (4 V * 0.5)^2 + 1^2) mV, sqrt(5^2 + 5^2 + 3^2) mA, sqrt(0.7^2 + 0.03^2 + 0.05^2) K.
        Assert.Equal(3.0e-3, Math.Sqrt(voltage / boards), 0.15e-3);
        Assert.Equal(7.68e-3, Math.Sqrt(current / boards), 0.4e-3);
        Assert.Equal(0.7024, Math.Sqrt(temperature / boards), 0.04);
    }

    private static AdamW AfterAStep(TrainingOptions options)
    {
        using var trainer = new BatchTrainer(
            Shape, options, WindowSource.Augmented([SyntheticCycles.Create(1)], [], SyntheticCycles.Manifest, options));
        trainer.Step();
        return trainer.Optimizer;
    }

    private static double Length(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
