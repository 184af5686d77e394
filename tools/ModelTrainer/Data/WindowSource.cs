using NanoBms.Cells.Cycles;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Data;

/// <summary>Windows of encoded samples with their state of charge, all cycles in one array.</summary>
internal sealed class WindowSource : IBatchSource
{
    private const int CalibrationWindows = 2000;

    private readonly int features, window;
    private readonly float[] samples, soc;

    // Last samples of the windows of the cycles with their phases; of the virtual cell, those unlike the cycles and the others.
    private readonly int[] recorded, phases, unlike, alike;
    private readonly WeightedPlaces drawn;
    private readonly float virtualShare, driveShare;

    private WindowSource(
        int features, int window, List<float> samples, List<float> soc, List<(int Place, int Phase, float Weight)> recorded,
        List<int> unlike, List<int> alike, TrainingOptions options)
    {
        this.features = features;
        this.window = window;
        this.samples = [.. samples];
        this.soc = [.. soc];
        this.recorded = [.. recorded.Select(window => window.Place)];
        phases = [.. recorded.Select(window => window.Phase)];
        drawn = new WeightedPlaces(recorded, options.PhaseWeights);
        this.unlike = [.. unlike];
        this.alike = [.. alike];
        virtualShare = options.VirtualShare;
        driveShare = options.VirtualDriveShare;
    }

    /// <summary>Windows of the cycles.</summary>
    public int Count => recorded.Length;

    /// <inheritdoc/>
    public bool IsEmpty => drawn.IsEmpty || (virtualShare > 0f && (unlike.Length == 0 || alike.Length == 0));

    /// <summary>The cycles as recorded, from their start.</summary>
    public static WindowSource Plain(IEnumerable<Cycle> cycles, Manifest manifest) =>
        Encode(cycles, [], manifest, 1, new TrainingOptions { SensorErrorScale = 0f }, null);

    /// <summary>Random values, to time training with.</summary>
    public static WindowSource MadeUp(int features, int window, int samples, Random random) => new(
        features, window,
        [.. Enumerable.Range(0, samples * features).Select(_ => 2f * random.NextSingle() - 1f)],
        [.. Enumerable.Range(0, samples).Select(_ => random.NextSingle())],
        [.. Enumerable.Range(window - 1, samples - window + 1).Select(place => (place, 0, 1f))], [], [],
        new TrainingOptions { VirtualShare = 0f });

    /// <summary>Copies of the cycles, each with sensor errors, and cold starts at random times.</summary>
    /// <param name="cycles">Recorded cycles.</param>
    /// <param name="lives">
    /// Lives of the virtual cell, one copy of each, which <see cref="TrainingOptions.VirtualShare"/> of the windows are drawn from.
    /// </param>
    /// <param name="manifest">Features, scaling and sampling.</param>
    /// <param name="options">Copies, sensor errors, shares, seed.</param>
    public static WindowSource Augmented(
        IEnumerable<Cycle> cycles, IEnumerable<VirtualLife> lives, Manifest manifest, TrainingOptions options) =>
            Encode(cycles, lives, manifest, options.Copies, options, new Random(options.Seed + 77));

    /// <inheritdoc/>
    public IBatchFeed Feed(int share, int samples, int seed) => new RandomWindows(this, new Random(seed * 2 + share + 1000), samples);

    /// <inheritdoc/>
    public IEnumerable<float[]> Calibration(int seed)
    {
        var random = new Random(seed + 5);
        var target = new float[1];
        for (int k = 0; k < CalibrationWindows; k++)
        {
            var input = new float[window * features];
            FillFrom(Draw(random), input, target, 0);
            yield return input;
        }
    }

    /// <summary>Draws a window: the index of its last sample.</summary>
    private int Draw(Random random)
    {
        if (virtualShare == 0f || random.NextSingle() >= virtualShare)
        {
            return drawn.Draw(random);
        }

        int[] windows = random.NextSingle() < driveShare ? alike : unlike;
        return windows[random.Next(windows.Length)];
    }

    /// <summary>What the battery was doing at window <paramref name="index"/> of the cycles.</summary>
    public int Phase(int index) => phases[index];

    /// <summary>Writes window <paramref name="index"/> of the cycles as sample <paramref name="place"/> of a batch.</summary>
    public void Fill(int index, float[] input, float[] target, int place) => FillFrom(recorded[index], input, target, place);

    private void FillFrom(int end, float[] input, float[] target, int place)
    {
        int batch = target.Length, first = (end - window + 1) * features;
        for (int k = 0; k < window * features; k++)
        {
            input[k * batch + place] = samples[first + k];
        }

        target[place] = soc[end];
    }

    private static WindowSource Encode(
        IEnumerable<Cycle> cycles, IEnumerable<VirtualLife> lives, Manifest manifest, int copies, TrainingOptions options, Random? random)
    {
        var samples = new List<float>();
        var soc = new List<float>();
        List<(int Place, int Phase, float Weight)> recorded = [];
        List<int> unlike = [], alike = [];
        var row = new float[manifest.Features.Count];
        var encoder = new FeatureEncoder(manifest, InputForm.Quantization);
        var errors = new SensorErrors(random ?? new Random(0), options.SensorErrorScale);
        foreach ((
            Cycle cycle,
            VirtualLife? life) in cycles.Select(cycle => (cycle, (VirtualLife?)null))
                .Concat(lives.Select(life => (life.Cycle, (VirtualLife?)life))))
        {
            int[] phaseOfRow = life is null ? CyclePhases.Of(cycle, manifest.RatedCapacityAh) : [];
            int phase = 0;
            for (int copy = 0; copy < (life is null ? copies : 1); copy++)
            {
                encoder.Restart();
                errors.Draw();
                int restart = NextRestart(random);
                foreach (int sample in cycle.Samples(manifest.SamplePeriodMs, StartS(cycle, manifest.SamplePeriodMs, random)))
                {
                    if (restart-- == 0)
                    {
                        encoder.Restart();
                        errors.Draw();
                        restart = NextRestart(random);
                    }

                    phase = sample >= 0 && life is null ? phaseOfRow[sample] : phase;
                    bool valid;
                    if (sample < 0)
                    {
                        valid = encoder.PushMissing(row);
                    }
                    else
                    {
                        (float voltageV, float currentA, float temperatureC) = random is null
                            ? (cycle.VoltageV[sample], cycle.CurrentA[sample], cycle.TemperatureC[sample])
                            : errors.Apply(cycle.VoltageV[sample], cycle.CurrentA[sample], cycle.TemperatureC[sample]);
                        valid = encoder.Push(voltageV, currentA, temperatureC, row);
                    }

                    if (!valid)
                    {
                        continue;
                    }

                    samples.AddRange(row);
                    soc.Add(sample >= 0 ? cycle.Soc(sample, manifest.RatedCapacityAh) : soc[^1]);
                    if (encoder.Run >= manifest.Window)
                    {
                        if (life is null)
                        {
                            recorded.Add((soc.Count - 1, phase, cycle.Weight));
                        }
                        else if (sample >= 0 && life.IsFollowed[sample])
                        {
                            (life.IsUnlikeRecorded[sample] ? unlike : alike).Add(soc.Count - 1);
                        }
                    }
                }
            }
        }

        return new WindowSource(manifest.Features.Count, manifest.Window, samples, soc, recorded, unlike, alike, options);
    }

    /// <summary>
    /// Where a copy's first sample lies: a device that samples more rarely than the cycle was recorded meets other rows each time.
    /// </summary>
    private static double StartS(Cycle cycle, int periodMs, Random? random)
    {
        int choices = periodMs / 1000;
        return random is null || choices <= 1 ? cycle.TimeS[0] : cycle.TimeS[0] + random.Next(choices);
    }

    /// <summary>Samples until the next cold start: mostly long runs, some short ones, so that both are learnt.</summary>
    private static int NextRestart(Random? random) =>
        random is null ? -1 : 30 + (int)Math.Min(100_000, -2000 * Math.Log(1 - random.NextDouble()));

    private sealed class RandomWindows(WindowSource source, Random random, int samples) : IBatchFeed
    {
        public void Fill(NetworkPass pass)
        {
            for (int k = 0; k < samples; k++)
            {
                source.FillFrom(source.Draw(random), pass.Input, pass.Target, k);
            }
        }

        public void Skip(int steps)
        {
            for (long k = 0; k < (long)steps * samples; k++)
            {
                source.Draw(random);
            }
        }
    }
}
