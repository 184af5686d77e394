using NanoBms.Cells.Cycles;
using NanoBms.Core.Estimation;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Data;

/// <summary>
/// Sequences for a streaming network: each begins anywhere in a cycle as after power-up, with fresh averages and a sensor board of its own,
/// and runs on step by step for minutes or to the cycle's end. Cycles are encoded as they are drawn, so no two sequences are alike.
/// </summary>
internal sealed class SequenceSource : IBatchSource
{
    // Mean length of a sequence; a part of them runs to the end of the cycle, and a part begins at its start.
    private const int MeanSequenceS = 3000, CalibrationSequences = 32, CalibrationSteps = 2400;
    private const float ToEndShare = 0.3f, FromStartShare = 0.15f;

    // The first samples after power-up count more, or a network would leave them for the many that follow: by this much, and less from step
    // to step.
    private const float FirstWeight = 30f, FirstSteps = 10f;

    private readonly Stretches recorded, lives;
    private readonly Manifest manifest;
    private readonly TrainingOptions options;

    /// <summary>Sequences of cycles.</summary>
    /// <param name="cycles">Recorded cycles.</param>
    /// <param name="lives">
    /// Lives of the virtual cell, which <see cref="TrainingOptions.VirtualShare"/> of the sequences are drawn from.
    /// </param>
    /// <param name="manifest">Features, scaling and sampling.</param>
    /// <param name="options">Steps of a pass, sensor errors, share.</param>
    public SequenceSource(IEnumerable<Cycle> cycles, IEnumerable<VirtualLife> lives, Manifest manifest, TrainingOptions options)
    {
        this.manifest = manifest;
        this.options = options;
        recorded = new Stretches(cycles.Select(cycle => (cycle, (bool[]?)null)), manifest, options.SequenceSteps, options.PhaseWeights);
        this.lives = new Stretches(
            lives.Select(life => (life.Cycle, (bool[]?)life.IsUnlikeRecorded)), manifest, options.SequenceSteps, null);
    }

    /// <inheritdoc/>
    public bool IsEmpty => recorded.IsEmpty || (options.VirtualShare > 0f && lives.IsEmpty);

    /// <inheritdoc/>
    public IBatchFeed Feed(int share, int samples, int seed) => new LaneFeed(
        [.. Enumerable.Range(0, samples)
            .Select(sample => new Lane(this, new Random(unchecked(seed * 1_000_003 + share * 10_007 + sample))))],
        options.SequenceSteps, manifest.Features.Count);

    /// <inheritdoc/>
    public IEnumerable<float[]> Calibration(int seed)
    {
        var lane = new Lane(this, new Random(seed + 5));
        float[] input = new float[options.SequenceSteps * manifest.Features.Count], target = new float[options.SequenceSteps],
            weight = new float[options.SequenceSteps];
        for (int sequence = 0; sequence < CalibrationSequences; sequence++)
        {
            lane.Begin();
            yield return [];
            for (int step = 0; step < CalibrationSteps && lane.IsRunning; step += options.SequenceSteps)
            {
                lane.Fill(input, target, weight, 0, 1);
                for (int k = 0; k < options.SequenceSteps; k++)
                {
                    yield return input[(k * manifest.Features.Count)..((k + 1) * manifest.Features.Count)];
                }
            }
        }
    }

    private sealed class LaneFeed(Lane[] lanes, int steps, int features) : IBatchFeed
    {
        private readonly float[] skippedInput = new float[steps * features], skippedTarget = new float[steps],
            skippedWeight = new float[steps];

        public void Fill(NetworkPass pass)
        {
            for (int sample = 0; sample < lanes.Length; sample++)
            {
                if (!lanes[sample].IsRunning)
                {
                    lanes[sample].Begin();
                    pass.RestartState(sample);
                }

                lanes[sample].Fill(pass.Input, pass.Target, pass.Weight, sample, lanes.Length);
            }
        }

        public void Skip(int steps)
        {
            foreach (Lane lane in lanes)
            {
                for (int step = 0; step < steps; step++)
                {
                    if (!lane.IsRunning)
                    {
                        lane.Begin();
                    }

                    lane.Fill(skippedInput, skippedTarget, skippedWeight, 0, 1);
                }
            }
        }
    }

    /// <summary>One sample of the batch: the sequence that it is in.</summary>
    private sealed class Lane(SequenceSource source, Random random)
    {
        private readonly FeatureEncoder encoder = new(source.manifest, InputForm.Quantization);
        private readonly SensorErrors errors = new(random, source.options.SensorErrorScale);
        private readonly float[] row = new float[source.manifest.Features.Count];
        private readonly int steps = source.options.SequenceSteps;
        private Stretch stretch = Stretch.None;
        private int next, passesLeft;
        private bool countsAll;
        private float soc;

        /// <summary>Whether the sequence goes on.</summary>
        public bool IsRunning => passesLeft > 0;

        /// <summary>Begins a sequence.</summary>
        public void Begin()
        {
            bool isVirtual = random.NextSingle() < source.options.VirtualShare;
            (stretch, next) = (isVirtual ? source.lives : source.recorded).Draw(random);
            countsAll = !isVirtual || random.NextSingle() < source.options.VirtualDriveShare;
            next = random.NextSingle() < FromStartShare ? 0 : next;
            int most = (stretch.Rows.Length - next) / steps;
            double wanted = random.NextSingle() < ToEndShare
                ? most
                : -MeanSequenceS * 1000.0 / source.manifest.SamplePeriodMs / steps * Math.Log(1 - random.NextDouble());
            passesLeft = (int)Math.Clamp(wanted, 1, most);
            encoder.Restart();
            errors.Draw();
        }

        /// <summary>Writes the next steps as sample <paramref name="place"/> of a batch.</summary>
        public void Fill(float[] input, float[] target, float[] weight, int place, int batch)
        {
            Cycle cycle = stretch.Cycle;
            for (int step = 0; step < steps; step++)
            {
                int sample = stretch.Rows[next++];
                if (sample < 0)
                {
                    encoder.PushMissing(row);
                }
                else
                {
                    (float voltageV, float currentA,
                        float temperatureC) = errors.Apply(cycle.VoltageV[sample], cycle.CurrentA[sample], cycle.TemperatureC[sample]);
                    encoder.Push(voltageV, currentA, temperatureC, row);
                    soc = cycle.Soc(sample, source.manifest.RatedCapacityAh);
                }

                for (int k = 0; k < row.Length; k++)
                {
                    input[(step * row.Length + k) * batch + place] = row[k];
                }

                bool counts = sample >= 0 && (countsAll || stretch.Counts![sample]);
                target[step * batch + place] = soc;
                weight[step * batch + place] = counts ? 1f + FirstWeight * MathF.Exp(-(encoder.Run - 1) / FirstSteps) : 0f;
            }

            passesLeft--;
        }
    }

    /// <summary>Sample times of a cycle without a gap too long to bridge; -1 where none was recorded.</summary>
    private sealed record Stretch(Cycle Cycle, bool[]? Counts, int[] Rows)
    {
        public static readonly Stretch None = new(new Cycle("", "", "", [], [], [], [], []), null, []);
    }

    /// <summary>All stretches that hold the steps of a pass.</summary>
    private sealed class Stretches
    {
        private readonly List<Stretch> stretches = [];
        private readonly List<int> ends = [];
        private readonly List<(int Place, int Phase, float Weight)> places = [];
        private readonly WeightedPlaces drawn;
        private readonly int steps;

        public Stretches(IEnumerable<(Cycle Cycle, bool[]? Counts)> cycles, Manifest manifest, int steps, PhaseWeights? weights)
        {
            this.steps = steps;
            foreach ((Cycle cycle, bool[]? counts) in cycles)
            {
                int[] phases = CyclePhases.Of(cycle, manifest.RatedCapacityAh);

                // A device that samples more rarely than the cycle was recorded may meet any of its rows.
                for (int start = 0; start < Math.Max(1, manifest.SamplePeriodMs / 1000); start++)
                {
                    Split(cycle, counts, phases, manifest.SamplePeriodMs, cycle.TimeS[0] + start);
                }
            }

            drawn = new WeightedPlaces(places, weights);
        }

        public bool IsEmpty => drawn.IsEmpty;

        /// <summary>A stretch and a place in it, each place of a phase and cycle weight being as likely as any other.</summary>
        public (Stretch Stretch, int Place) Draw(Random random)
        {
            int place = drawn.Draw(random), index = ends.BinarySearch(place + 1);
            index = index >= 0 ? index : ~index;
            return (stretches[index], place - (index > 0 ? ends[index - 1] : 0));
        }

        private void Split(Cycle cycle, bool[]? counts, int[] phases, int periodMs, double startS)
        {
            var rows = new List<int>();
            int missing = 0;
            foreach (int row in cycle.Samples(periodMs, startS))
            {
                missing = row < 0 ? missing + 1 : 0;
                if (missing > GapFilter.MaxHeld)
                {
                    End(cycle, counts, phases, rows);
                    continue;
                }

                if (row >= 0 || rows.Count > 0)
                {
                    rows.Add(row);
                }
            }

            End(cycle, counts, phases, rows);
        }

        private void End(Cycle cycle, bool[]? counts, int[] phases, List<int> rows)
        {
            if (rows.Count >= steps)
            {
                stretches.Add(new Stretch(cycle, counts, [.. rows]));
                int first = places.Count;
                for (int place = 0; place <= rows.Count - steps; place++)
                {
                    places.Add((first + place, phases[Math.Max(0, rows[place])], cycle.Weight));
                }

                ends.Add(places.Count);
            }

            rows.Clear();
        }
    }
}
