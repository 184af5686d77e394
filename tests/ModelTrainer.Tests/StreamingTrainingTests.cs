using NanoBms.Cells.Cycles;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>Models that carry their state from sample to sample.</summary>
public class StreamingTrainingTests
{
    private const int SequenceSteps = 16;

    private static readonly Cycle[] Training = [SyntheticCycles.Create(1), SyntheticCycles.Create(2)];
    private static readonly Cycle[] Validation = [SyntheticCycles.Create(3)];
    private static readonly Manifest Manifest = SyntheticCycles.StreamingManifest;

    private static readonly TrainingOptions Options = new()
    {
        LstmUnits = [8],
        DenseUnits = [4],
        Steps = 300,
        QuantizationSteps = 100,
        BatchSize = 64,
        SequenceSteps = SequenceSteps,
        LearningRate = 5e-3f,
        WarmUpSteps = 20,
        WeightDecay = 0.01f,
    };

    [Fact]
    public void Files_read_back_estimate_each_sample_as_training_measured_it()
    {
        TrainedModel trained = TrainingRun.Train(
            Manifest, Training, Validation, Options with { QuantizationSteps = 0 }, cancellation: TestContext.Current.CancellationToken);
        ModelPair pair = Pair(trained);
        Assert.True(pair.Float.Float!.Stateful);
        Assert.Equal(1, pair.Int8.Quantized!.TimeSteps);

        CycleErrors errors = CycleEvaluation.Run(pair, Validation)[0];
        Assert.Equal(Validation[0].Length, errors.Int8.Sum.Figures.Count);

        // Training's own check runs the cycle in passes that carry the state; here it runs sample by sample.
        var shape = new NetworkShape(3, SequenceSteps, Options.LstmUnits, Options.DenseUnits, streaming: true);
        float[] parameters = Values(pair);
        var pass = new NetworkPass(shape, 32);
        var encoder = new FeatureEncoder(pair.Manifest, InputForm.Quantization);
        var row = new float[3];
        for (int step = 0; step < 10 * SequenceSteps; step++)
        {
            encoder.Push(Validation[0].VoltageV[step], Validation[0].CurrentA[step], Validation[0].TemperatureC[step], row);
            for (int k = 0; k < 3; k++)
            {
                pass.Input[((step % SequenceSteps) * 3 + k) * 32] = row[k];
            }

            if (step % SequenceSteps == SequenceSteps - 1)
            {
                pass.Forward(parameters);
                pass.CarryState();
                for (int k = 0; k < SequenceSteps; k++)
                {
                    double percent = Math.Clamp(100 * pass.Output[k * 32], 0, 100);
                    Assert.Equal(percent, errors.Float.EstimatePercent[step - SequenceSteps + 1 + k], 1e-2);
                }
            }
        }

        // Cold starts along the cycle count in training's figure, so it is no better than the figure from the start alone.
        Assert.InRange(errors.Float.Sum.Figures.MeanAbsolutePercent, 0, 4);
        Assert.InRange(trained.Validation.MeanAbsolutePercent, 0, 5);
    }

    [Fact]
    public void Steps_that_feel_int8_bring_both_forms_together()
    {
        TrainedModel trained = TrainingRun.Train(
            Manifest, Training, Validation, Options, cancellation: TestContext.Current.CancellationToken);
        CycleErrors errors = CycleEvaluation.Run(Pair(trained), Validation)[0];
        Assert.InRange(errors.Int8.Sum.Figures.MeanAbsolutePercent, 0, 4);
        Assert.Equal(errors.Float.Sum.Figures.MeanAbsolutePercent, errors.Int8.Sum.Figures.MeanAbsolutePercent, 0.5);
    }

    [Fact]
    public void A_gap_too_long_to_bridge_starts_float_and_int8_anew()
    {
        Cycle cycle = SyntheticCycles.Create(4, seconds: 300);
        int[] kept = [.. Enumerable.Range(0, 300).Where(second => second is < 100 or >= 160)];
        Cycle gapped = cycle with
        {
            TimeS = [.. kept.Select(k => cycle.TimeS[k])],
            VoltageV = [.. kept.Select(k => cycle.VoltageV[k])],
            CurrentA = [.. kept.Select(k => cycle.CurrentA[k])],
            TemperatureC = [.. kept.Select(k => cycle.TemperatureC[k])],
            ChargeAh = [.. kept.Select(k => cycle.ChargeAh[k])],
        };
        ModelPair pair = Pair(TrainingRun.Train(
            Manifest, Training, Validation, Options with { Steps = 20, QuantizationSteps = 0 },
            cancellation: TestContext.Current.CancellationToken));

        CycleErrors whole = CycleEvaluation.Run(pair, [gapped])[0];
        CycleErrors second = CycleEvaluation.Run(pair, [gapped with
        {
            TimeS = gapped.TimeS[100..],
            VoltageV = gapped.VoltageV[100..],
            CurrentA = gapped.CurrentA[100..],
            TemperatureC = gapped.TemperatureC[100..],
            ChargeAh = gapped.ChargeAh[100..],
        }])[0];

        Assert.Equal(second.Float.EstimatePercent, whole.Float.EstimatePercent.Skip(100));
        Assert.Equal(second.Int8.EstimatePercent, whole.Int8.EstimatePercent.Skip(100));
    }

    [Fact]
    public void Sequences_begin_anywhere_as_after_power_up_and_go_on_where_they_were()
    {
        // One feature that tells where in the cycle a sample lies, and one that remembers: the average of what came since the start.
        Manifest manifest = Manifest with
        {
            Features =
            [
                new() { Kind = "voltage", Scale = 1f, Offset = -3.6f },
                new() { Kind = "ema", Of = "voltage", TauS = 1e6f, Scale = 1f, Offset = -3.6f },
                new() { Kind = "current" },
            ],
        };
        var source = new SequenceSource(Training, [], manifest, Options with { SensorErrorScale = 0f });
        var shape = new NetworkShape(3, SequenceSteps, [4], [], streaming: true);
        var pass = new NetworkPass(shape, 32);
        IBatchFeed feed = source.Feed(0, 32, 1);
        var begins = new HashSet<float>();
        var last = new float[32];
        bool[] seen = new bool[32];
        for (int step = 0; step < 40; step++)
        {
            // A sample that begins anew finds its state at zero; the mark that is left here stays where it goes on.
            foreach (float[] state in pass.CarriedStates)
            {
                state.AsSpan().Fill(1f);
            }

            feed.Fill(pass);
            float[] hidden = pass.CarriedStates.First();
            for (int sample = 0; sample < 32; sample++)
            {
                float voltage = pass.Input[sample], average = pass.Input[32 + sample];
                bool begun = hidden[sample] == 0f;
                if (begun)
                {
                    // Fresh averages are the first sample itself.
                    Assert.Equal(voltage, average);
                    Assert.True(pass.Weight[sample] > 20f, "the first sample counts more");
                    begins.Add(pass.Target[sample]);
                }
                else
                {
                    Assert.True(seen[sample], "nothing goes on before it has begun");
                    Assert.InRange(last[sample] - pass.Target[sample], 0f, 0.01f);
                }

                seen[sample] = true;
                last[sample] = pass.Target[(SequenceSteps - 1) * 32 + sample];
            }
        }

        Assert.True(begins.Count > 20, $"{begins.Count} places");
    }

    private static ModelPair Pair(TrainedModel trained) => new(
        "m", TfliteReader.Read(TfliteWriter.Write(trained.Float, trained.Manifest), "m.float.tflite"),
        TfliteReader.Read(TfliteWriter.Write(trained.Int8, trained.Manifest), "m.int8.tflite"));

    /// <summary>The float file's weights as the passes take them.</summary>
    private static float[] Values(ModelPair pair)
    {
        var values = new List<float>();
        foreach (FloatLayer layer in pair.Float.Float!.Layers)
        {
            switch (layer)
            {
                case FloatLstm lstm:
                    values.AddRange(lstm.InputWeights.SelectMany(gate => gate));
                    values.AddRange(lstm.RecurrentWeights.SelectMany(gate => gate));
                    values.AddRange(lstm.Biases.SelectMany(gate => gate));
                    break;
                case FloatDense dense:
                    values.AddRange(dense.Weights);
                    values.AddRange(dense.Bias);
                    break;
            }
        }

        return [.. values];
    }
}
