using System.Buffers.Binary;
using System.IO.Hashing;
using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation.Golden;

/// <summary>
/// A gauge's way through a cycle as the device goes it: a sample a period, an estimate each 15 s that may take some samples' time; with
/// sensor errors, failed and implausible readings, stalls, deep sleeps and restarts by a seed.
/// </summary>
/// <param name="Name">Name of the run.</param>
/// <param name="PeriodMs">Sample period, ms.</param>
/// <param name="RatedCapacityAh">Rated capacity of the cell, Ah; 0: not known.</param>
/// <param name="IsStreaming">Whether the network is a streaming one.</param>
/// <param name="Gain">What the current sensor shows of a current.</param>
/// <param name="OffsetMilliA">What it shows beside that, mA.</param>
/// <param name="Rate">How often things happen: about one in so many samples is a fault.</param>
/// <param name="Seed">Seed of what happens when.</param>
internal sealed record GoldenRun(
    string Name, int PeriodMs, float RatedCapacityAh, bool IsStreaming, float Gain, int OffsetMilliA, int Rate, uint Seed)
{
    private const int EstimateMs = 15000, LineMs = 250_000, MinLineSamples = 50;

    /// <summary>All runs.</summary>
    public static IReadOnlyList<GoldenRun> All { get; } =
    [
        new("windowed", 1000, 2.9f, false, 1f, 0, 150, 1),
        new("quiet", 1000, 2.9f, false, 1f, 0, 100_000, 2),
        new("wrong-current", 1000, 2.9f, false, 0.2f, -40, 400, 3),
        new("streaming", 1000, 2.9f, true, 1.02f, 20, 200, 4),
        new("every-15s", 15000, 2.9f, false, 1f, 0, 40, 5),
        new("no-capacity", 1000, 0f, false, 1f, 0, 150, 6),
    ];

    /// <summary>
    /// Every some minutes and at the end: samples so far, status of the last one, samples in the window, state of charge by network in
    /// hundredths of a percent, and a CRC-32 over all of that and the bits of the estimates at every sample so far.
    /// </summary>
    /// <param name="readings">One a sample time; null: none was recorded.</param>
    /// <param name="create">A gauge at power-up for a run.</param>
    public IReadOnlyList<string> Lines(IReadOnlyList<Reading?> readings, Func<GoldenRun, IGoldenGauge> create)
    {
        var lines = new List<string>();
        var crc = new Crc32();
        var dice = new Dice(Seed);
        int stride = Math.Max(1, EstimateMs / PeriodMs), lineSamples = Math.Max(MinLineSamples, LineMs / PeriodMs);
        int lastEstimate = -1, inferAt = -1, faultsLeft = 0, samples = 0;
        IGoldenGauge gauge = create(this);
        for (int k = 0; k < readings.Count; k++)
        {
            if (dice.Hits(3 * Rate))
            {
                int stalled = 1 + dice.Next(dice.Hits(2) ? GapFilter.MaxHeld : 12);
                gauge.AcceptMissed(stalled);
                k += stalled;
                if (k >= readings.Count)
                {
                    break;
                }
            }

            Reading? reading = Shown(readings[k], dice);
            faultsLeft = faultsLeft > 0 ? faultsLeft - 1 : dice.Hits(Rate) ? 1 + dice.Next(dice.Hits(4) ? dice.Hits(3) ? 700 : 60 : 5) : 0;
            if (reading is { } shown && faultsLeft == 0)
            {
                gauge.Accept(shown);
            }
            else
            {
                gauge.AcceptMissing();
            }

            lastEstimate = gauge.LastStatus == SampleStatus.Gap ? -1 : lastEstimate;
            float estimate = -1f;
            bool isDue = lastEstimate < 0 || k - lastEstimate >= stride;
            if (gauge.LastStatus == SampleStatus.Good && isDue && inferAt < 0 && gauge.TryCapture())
            {
                lastEstimate = k;
                inferAt = samples + dice.Next(4);
            }

            if (inferAt >= 0 && samples >= inferAt)
            {
                inferAt = -1;
                estimate = gauge.Infer();
                gauge.Correct(estimate, stride * PeriodMs / 1000f);
            }

            Add(crc, gauge, estimate);
            samples++;
            if (samples % lineSamples == 0 || k == readings.Count - 1)
            {
                lines.Add(
                    $"{samples},{(int)gauge.LastStatus},{gauge.BufferedSamples},{gauge.NetworkCentiPercent},"
                        + $"{crc.GetCurrentHashAsUInt32():X8}");
            }

            if (inferAt < 0 && dice.Hits(Rate))
            {
                gauge = gauge.Sleep();
            }

            if (dice.Hits(8 * Rate))
            {
                gauge = gauge.Restart(dice.Hits(2) ? 60f : -1f);
                (inferAt, lastEstimate) = (-1, -1);
            }
        }

        return lines;
    }

    /// <summary>The network as it is at power-up.</summary>
    public QuantizedModel CreateNetwork() => new GoldenNetwork(PeriodMs, RatedCapacityAh, IsStreaming);

    /// <summary>What the sensors show of a reading.</summary>
    private Reading? Shown(Reading? truth, Dice dice)
    {
        if (truth is not { } reading)
        {
            return null;
        }

        reading.CurrentMilliA = (int)(reading.CurrentMilliA * Gain) + OffsetMilliA;
        if (dice.Hits(2 * Rate))
        {
            reading.VoltageMilliV = 7000;
        }

        return reading;
    }

    private static void Add(Crc32 crc, IGoldenGauge gauge, float estimate)
    {
        Span<byte> bytes = stackalloc byte[16];
        Span<int> values =
        [
            (int)gauge.LastStatus, gauge.BufferedSamples, gauge.NetworkCentiPercent, BitConverter.SingleToInt32Bits(estimate),
        ];
        for (int k = 0; k < values.Length; k++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * k)..], values[k]);
        }

        crc.Append(bytes);
    }

    /// <summary>Numbers that look random: Numerical Recipes' linear congruential generator, the same on every machine.</summary>
    private sealed class Dice(uint seed)
    {
        private uint state = seed;

        public int Next(int below)
        {
            state = unchecked(state * 1664525 + 1013904223);
            return (int)((ulong)state * (ulong)below >> 32);
        }

        /// <summary>True about once in so many.</summary>
        public bool Hits(int many) => Next(many) == 0;
    }
}
