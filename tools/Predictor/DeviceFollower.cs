using NanoBms.Core.Estimation;

namespace NanoBms.Predictor;

/// <summary>
/// Follows a device to the last digit: what it shows is what a predictor says to the same samples, also after the device lost its power.
/// A power cut costs it the last minute of what it learnt, nobody else knows how much; what it shows afterwards tells.
/// </summary>
/// <param name="predictor">The predictor, of the device's model and battery; samples reach it through here from now on.</param>
public sealed class DeviceFollower(SocPredictor predictor)
{
    // Samples after a start within which what it started from is still sought: different states come to show the same.
    private const int MostSince = 250;

    // What Save writes; another one where it, or what a device keeps, changes.
    private const byte SavedVersion = 4;

    // States that the device may have started from, the one that is taken for it first; what it said since.
    private readonly List<byte[]> possible = [];
    private readonly List<(BatterySample Sample, DeviceFigure Shown)> since = [];

    /// <summary>Takes a sample of the device.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="shown">What else the device said with it.</param>
    public SocPrediction Follow(BatterySample sample, DeviceFigure shown)
    {
        if (shown.Start != DeviceStart.None)
        {
            return Start(sample, shown);
        }

        SocPrediction prediction = predictor.Predict(sample, shown.IsAfterGap);
        if (possible.Count < 2 || since.Count > MostSince)
        {
            possible.Clear();
            return prediction;
        }

        since.Add((sample, shown));
        return Fits(prediction, shown) ? prediction : Search();
    }

    /// <summary>
    /// All that the next sample depends on, to the last digit, for <see cref="TryRestore"/>: some kilobytes, of which nothing is
    /// lost where a process ends.
    /// </summary>
    /// <exception cref="NotSupportedException">The model is a float or a streaming one, whose state cannot be had.</exception>
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(SavedVersion);
        predictor.Save(writer);
        writer.Write(possible.Count);
        possible.ForEach(writer.Write);
        writer.Write(since.Count);
        foreach ((BatterySample sample, DeviceFigure shown) in since)
        {
            Write(writer, sample.VoltageV);
            Write(writer, sample.CurrentA);
            Write(writer, sample.TemperatureC);
            writer.Write(sample.Time?.ToUnixTimeMilliseconds() ?? long.MinValue);
            Write(writer, shown.SocPercent);
            Write(writer, shown.BarPercent);
            writer.Write((byte)shown.Start);
            writer.Write(shown.IsAfterGap);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Goes on from what <see cref="Save"/> gave, as if nothing had been between.</summary>
    /// <returns>False, and as after power-up, where that was of another model, another battery or another version.</returns>
    public bool TryRestore(byte[] saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        possible.Clear();
        since.Clear();
        if (reader.ReadByte() != SavedVersion || !predictor.TryRestore(reader))
        {
            predictor.Reset();
            return false;
        }

        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            possible.Add(reader.ReadBytes(StateEstimator.LearntBytes));
        }

        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            float? voltageV = Read(reader), currentA = Read(reader), temperatureC = Read(reader);
            long timeMs = reader.ReadInt64();
            DateTimeOffset? time = timeMs == long.MinValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
            since.Add((new BatterySample(voltageV, currentA, temperatureC, time),
                new DeviceFigure(Read(reader), Read(reader), (DeviceStart)reader.ReadByte(), reader.ReadBoolean())));
        }

        return true;
    }

    // No sample has NaN: it stands for none.
    private static void Write(BinaryWriter writer, float? value) => writer.Write(value ?? float.NaN);

    private static float? Read(BinaryReader reader) => reader.ReadSingle() is var value && float.IsNaN(value) ? null : value;

    // A sample that was not used, and one that the device showed nothing for, tell nothing.
    private static bool Fits(SocPrediction prediction, DeviceFigure shown) =>
        prediction.Outcome is not (SampleOutcome.Measured or SampleOutcome.Restarted) || shown.SocPercent is null
            || shown.IsSame(prediction);

    private SocPrediction Start(BatterySample sample, DeviceFigure shown)
    {
        possible.Clear();
        since.Clear();
        if (predictor.IsBeforeLast(sample))
        {
            return new SocPrediction(null, SampleOutcome.TooLate, predictor.BufferedSamples, 0);
        }

        IReadOnlyList<byte[]> states = predictor.KeptStates;
        if (shown.SocPercent is null || states.Count == 0)
        {
            predictor.Reset();
            return predictor.Predict(sample);
        }

        possible.AddRange(states.Where(state => shown.IsSame(Replay(state, [(sample, shown)], out _))));
        since.Add((sample, shown));

        // It may have none of them, as after an update of its firmware: then the newest.
        return Replay(possible.Count > 0 ? possible[0] : states[0], since, out _);
    }

    /// <summary>
    /// The device shows something else: it did not start from the state that was taken for it, but from one of the others.
    /// </summary>
    private SocPrediction Search()
    {
        for (int k = 1; k < possible.Count; k++)
        {
            SocPrediction prediction = Replay(possible[k], since, out bool fits);
            if (fits)
            {
                possible.RemoveRange(0, k);
                return prediction;
            }
        }

        // None fits: the one that was taken is as good as any.
        SocPrediction taken = Replay(possible[0], since, out _);
        possible.Clear();
        return taken;
    }

    private SocPrediction Replay(byte[] state, IReadOnlyList<(BatterySample Sample, DeviceFigure Shown)> samples, out bool fits)
    {
        SocPrediction prediction = predictor.PredictFrom(state, samples[0].Sample, samples[0].Shown.Start == DeviceStart.Supervised);
        fits = Fits(prediction, samples[0].Shown);
        foreach ((BatterySample sample, DeviceFigure shown) in samples.Skip(1))
        {
            prediction = predictor.Predict(sample, shown.IsAfterGap);
            fits &= Fits(prediction, shown);
        }

        return prediction;
    }
}
