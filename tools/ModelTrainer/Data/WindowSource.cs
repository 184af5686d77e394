using NanoBms.Core;
using NanoBms.CycleData;
using NanoBms.ModelKit.Evaluation;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Data;

/// <summary>Windows of encoded samples with their state of charge, all cycles in one array.</summary>
internal sealed class WindowSource
{
    private readonly int features, window;
    private readonly float[] samples, soc;
    private readonly int[] ends;

    private WindowSource(int features, int window, List<float> samples, List<float> soc, List<int> ends)
    {
        this.features = features;
        this.window = window;
        this.samples = [.. samples];
        this.soc = [.. soc];
        this.ends = [.. ends];
    }

    /// <summary>Windows that can be drawn.</summary>
    public int Count => ends.Length;

    /// <summary>The cycles as recorded, from their start.</summary>
    public static WindowSource Plain(IEnumerable<Cycle> cycles, ModelInfo info) => Encode(cycles, info, 1, 0f, null);

    /// <summary>Random values, to time training with.</summary>
    public static WindowSource MadeUp(int features, int window, int samples, Random random) => new(
        features, window,
        [.. Enumerable.Range(0, samples * features).Select(_ => 2f * random.NextSingle() - 1f)],
        [.. Enumerable.Range(0, samples).Select(_ => random.NextSingle())],
        [.. Enumerable.Range(window - 1, samples - window + 1)]);

    /// <summary>Copies of the cycles, each with sensor errors, and cold starts at random times.</summary>
    public static WindowSource Augmented(IEnumerable<Cycle> cycles, ModelInfo info, TrainingOptions options) =>
        Encode(cycles, info, options.Copies, options.SensorErrorScale, new Random(options.Seed + 77));

    /// <summary>Fills a batch ([step][feature][batch] and [batch]) with windows drawn at random.</summary>
    public void Fill(Random random, float[] input, float[] target)
    {
        for (int k = 0; k < target.Length; k++)
        {
            Fill(Draw(random), input, target, k);
        }
    }

    /// <summary>Draws the index of a window.</summary>
    public int Draw(Random random) => random.Next(ends.Length);

    /// <summary>Writes window <paramref name="index"/> as sample <paramref name="place"/> of a batch.</summary>
    public void Fill(int index, float[] input, float[] target, int place)
    {
        int batch = target.Length, first = (ends[index] - window + 1) * features;
        for (int k = 0; k < window * features; k++)
        {
            input[k * batch + place] = samples[first + k];
        }

        target[place] = soc[ends[index]];
    }

    private static WindowSource Encode(IEnumerable<Cycle> cycles, ModelInfo info, int copies, float errorScale, Random? random)
    {
        var samples = new List<float>();
        var soc = new List<float>();
        var ends = new List<int>();
        var row = new float[info.InputSize];
        var encoder = new FeatureEncoder(info);
        var errors = new SensorErrors(random ?? new Random(0), errorScale);
        foreach (Cycle cycle in cycles)
        {
            for (int copy = 0; copy < copies; copy++)
            {
                encoder.Restart();
                errors.Draw();
                int restart = NextRestart(random);
                foreach (int sample in cycle.Samples(info.SamplePeriodMs, StartS(cycle, info.SamplePeriodMs, random)))
                {
                    if (restart-- == 0)
                    {
                        encoder.Restart();
                        errors.Draw();
                        restart = NextRestart(random);
                    }

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
                    soc.Add(sample >= 0 ? cycle.Soc(sample, info.RatedCapacityAh) : soc[^1]);
                    if (encoder.Run >= info.TimeSteps)
                    {
                        ends.Add(soc.Count - 1);
                    }
                }
            }
        }

        return new WindowSource(info.InputSize, info.TimeSteps, samples, soc, ends);
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
}
