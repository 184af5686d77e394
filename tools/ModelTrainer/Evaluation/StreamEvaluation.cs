using NanoBms.Cells.Cycles;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>
/// Runs streaming weights in training over cycles: each from its first row and, as after power-up, from places along it, to its end.
/// </summary>
internal sealed class StreamEvaluation : IValidation
{
    // Runs of a cycle. 4 cycles then fill a batch of 32.
    private const int StartsPerCycle = 8;

    private readonly NetworkShape shape;
    private readonly EncodedRun[] runs;
    private readonly PhaseWeights? weights;

    /// <param name="shape">The network.</param>
    /// <param name="cycles">The cycles.</param>
    /// <param name="manifest">Features, scaling and sampling.</param>
    /// <param name="weights">Weights of the phases; null: as often as they occur.</param>
    public StreamEvaluation(NetworkShape shape, IReadOnlyList<Cycle> cycles, Manifest manifest, PhaseWeights? weights = null)
    {
        this.weights = weights;
        this.shape = shape;
        runs = [.. cycles.SelectMany(cycle => Enumerable.Range(0, StartsPerCycle).Select(start =>
            new EncodedRun(cycle, manifest, cycle.TimeS[0] + start * (cycle.TimeS[^1] - cycle.TimeS[0]) / StartsPerCycle)))
            .OrderBy(run => run.Soc.Count)];
        Count = runs.Sum(run => run.Soc.Count(soc => !float.IsNaN(soc)));
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public ErrorFigures Run(float[] parameters, FakeQuantization? quantization = null)
    {
        // Runs of about one length go together, so that none waits long for another.
        EncodedRun[][] batches = [.. runs.Chunk(MatrixProduct.BatchMultiple)];
        var sums = new PhaseSums[batches.Length];
        Parallel.For(0, batches.Length, index => sums[index] = RunBatch(parameters, quantization, batches[index]));

        // Added in order: sums of doubles depend on it.
        var total = new PhaseSums();
        foreach (PhaseSums sum in sums)
        {
            total.Add(sum);
        }

        return total.Figures(weights);
    }

    private PhaseSums RunBatch(float[] parameters, FakeQuantization? quantization, EncodedRun[] batch)
    {
        const int lanes = MatrixProduct.BatchMultiple;
        var pass = new NetworkPass(shape, lanes) { Quantization = quantization };
        var sum = new PhaseSums();
        var phases = new int[shape.Window * lanes];
        int longest = batch.Max(run => run.Soc.Count), features = shape.Features;
        for (int first = 0; first < longest; first += shape.Window)
        {
            for (int lane = 0; lane < batch.Length; lane++)
            {
                batch[lane].Fill(first, pass, phases, features, lane, lanes);
            }

            pass.Forward(parameters);
            for (int k = 0; k < pass.Output.Length; k++)
            {
                if (pass.Weight[k] > 0f && k % lanes < batch.Length)
                {
                    sum.Add(phases[k], 100 * Math.Clamp(pass.Output[k], 0f, 1f), 100 * pass.Target[k]);
                }
            }

            pass.CarryState();
        }

        return sum;
    }

    /// <summary>A cycle from a place on, encoded; a state of charge of NaN does not count.</summary>
    private sealed class EncodedRun
    {
        private readonly List<float> samples = [];
        private readonly List<int> phases = [];
        private readonly HashSet<int> restarts = [];

        public EncodedRun(Cycle cycle, Manifest manifest, double startS)
        {
            var encoder = new FeatureEncoder(manifest, InputForm.Quantization);
            var row = new float[manifest.Features.Count];
            int[] phaseOfRow = CyclePhases.Of(cycle, manifest.RatedCapacityAh);
            foreach (int sample in cycle.Samples(manifest.SamplePeriodMs, startS))
            {
                bool taken = sample < 0
                    ? encoder.PushMissing(row)
                    : encoder.Push(cycle.VoltageV[sample], cycle.CurrentA[sample], cycle.TemperatureC[sample], row);
                if (!taken)
                {
                    continue;
                }

                // After a gap the state would start anew in the middle of a pass: what follows counts from the next pass on.
                if (encoder.Run == 1 && Soc.Count > 0)
                {
                    restarts.Add(Soc.Count);
                }

                samples.AddRange(row);
                phases.Add(sample >= 0 ? phaseOfRow[sample] : 0);
                Soc.Add(sample >= 0 ? cycle.Soc(sample, manifest.RatedCapacityAh) : float.NaN);
            }
        }

        public List<float> Soc { get; } = [];

        public void Fill(int first, NetworkPass pass, int[] phaseOfOutput, int features, int lane, int lanes)
        {
            int steps = phaseOfOutput.Length / lanes;
            bool counts = true;
            if (restarts.Any(restart => restart > first - steps && restart <= first))
            {
                pass.RestartState(lane);
            }

            for (int step = 0; step < steps; step++)
            {
                int at = first + step;
                counts &= !restarts.Contains(at) || step == 0;
                for (int k = 0; k < features; k++)
                {
                    pass.Input[(step * features + k) * lanes + lane] = at < Soc.Count ? samples[at * features + k] : 0f;
                }

                bool has = at < Soc.Count && counts && !float.IsNaN(Soc[at]);
                pass.Target[step * lanes + lane] = has ? Soc[at] : 0f;
                pass.Weight[step * lanes + lane] = has ? 1f : 0f;
                phaseOfOutput[step * lanes + lane] = has ? phases[at] : 0;
            }
        }
    }
}
