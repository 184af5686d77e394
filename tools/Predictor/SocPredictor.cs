using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Foundation;

namespace NanoBms.Predictor;

/// <summary>
/// State of charge of one battery from voltage, current and temperature, computed as the device computes it: readings are rounded once to
/// 1 mV, 1 mA and 0.01 degC, gaps of up to three samples are bridged, longer ones start the window anew. Not thread-safe.
/// </summary>
public sealed class SocPredictor
{
    // The device's default; a model with a longer sample period estimates at each sample.
    private const int EstimatePeriodMs = 15000;

    // As the device counts it.
    private const float SupervisedOffS = 60f;

    private readonly LoadedModel model;
    private readonly StateEstimator estimator;
    private readonly KeptStates kept;
    private readonly SampleGrid grid;
    private readonly int samplesAnEstimate;
    private int samplesSinceEstimate;

    /// <summary>A predictor over the built-in model (<see cref="BuiltInModels.Default"/>).</summary>
    public SocPredictor()
        : this(new SocPredictorOptions())
    {
    }

    /// <summary>A predictor over a model file.</summary>
    /// <exception cref="UserError">The file cannot be used; one sentence says why.</exception>
    public SocPredictor(string modelPath)
        : this(new SocPredictorOptions { ModelPath = modelPath })
    {
    }

    /// <summary>A predictor over the model that the options name.</summary>
    /// <exception cref="UserError">The model cannot be used; one sentence says why.</exception>
    public SocPredictor(SocPredictorOptions options)
        : this(LoadedModel.Load(options))
    {
    }

    internal SocPredictor(LoadedModel model)
    {
        this.model = model;
        estimator = model.CreateEstimator();
        grid = new SampleGrid(model.Info.SamplePeriodMs);
        kept = new KeptStates(model.Info.SamplePeriodMs);
        samplesAnEstimate = samplesSinceEstimate = Math.Max(1, EstimatePeriodMs / model.Info.SamplePeriodMs);
    }

    /// <summary>The model's name.</summary>
    public string ModelName => model.Info.Name;

    /// <summary>int8, int16x8 or float.</summary>
    public string Precision => model.Precision;

    /// <summary>Time between two samples that the model was trained on.</summary>
    public TimeSpan SamplePeriod => TimeSpan.FromMilliseconds(model.Info.SamplePeriodMs);

    /// <summary>Samples needed before there is a first estimate.</summary>
    public int WindowLength => estimator.WindowLength;

    /// <summary>Samples in the window: 0..<see cref="WindowLength"/>.</summary>
    public int BufferedSamples => estimator.BufferedSamples;

    /// <summary>Whether there was a sample with a time since the start, or since a restart.</summary>
    public bool HasSamples => grid.IsStarted;

    /// <summary>Takes the next sample, one sample period after the one before, and estimates.</summary>
    /// <param name="voltageV">Voltage of the battery, volts.</param>
    /// <param name="currentA">Current, amperes, discharge negative.</param>
    /// <param name="temperatureC">Temperature, degrees Celsius.</param>
    /// <returns>
    /// State of charge, 0..100 %; null while the window fills. An implausible or not finite value counts as a missing sample.
    /// </returns>
    public float? PredictRealtime(float voltageV, float currentA, float temperatureC) =>
        Predict(new BatterySample(voltageV, currentA, temperatureC)).SocPercent;

    /// <summary>As <see cref="PredictRealtime"/>; false while the window fills, <paramref name="socPercent"/> is 0 then.</summary>
    public bool TryPredict(float voltageV, float currentA, float temperatureC, out float socPercent)
    {
        float? soc = PredictRealtime(voltageV, currentA, temperatureC);
        socPercent = soc ?? 0f;
        return soc.HasValue;
    }

    /// <summary>
    /// Takes a sample and estimates. A sample with a time goes to its place on the model's period grid: sample times without a sample count
    /// as missing, a second sample for the same sample time and one from the past are not used.
    /// </summary>
    public SocPrediction Predict(BatterySample sample) => Predict(sample, isAfterGap: false);

    /// <summary>
    /// As <see cref="Predict(BatterySample)"/>, for a sample of which it is known besides whether the samples before it are void.
    /// </summary>
    public SocPrediction Predict(BatterySample sample, bool isAfterGap)
    {
        long missed = 0;
        if (sample.Time is { } time && grid.IsStarted)
        {
            long timeMs = time.ToUnixTimeMilliseconds(), slots = grid.SlotsTo(timeMs);
            if (slots <= 0)
            {
                return new SocPrediction(null, slots == 0 ? SampleOutcome.TooSoon : SampleOutcome.TooLate, BufferedSamples, 0);
            }

            missed = slots - 1;
            if (missed > GapFilter.MaxHeld)
            {
                grid.Start(timeMs);
            }
            else
            {
                grid.Advance(slots, timeMs);
            }
        }
        else if (sample.Time is { } first)
        {
            grid.Start(first.ToUnixTimeMilliseconds());
        }

        bool hadHistory = BufferedSamples > 0;
        estimator.AcceptMissed(isAfterGap && hadHistory ? Math.Max(missed, GapFilter.MaxHeld + 1) : missed);
        samplesSinceEstimate = (int)Math.Min(samplesSinceEstimate + missed, samplesAnEstimate);
        return Accept(sample, missed, hadHistory);
    }

    /// <summary>Takes a sample time at which no reading could be had; the estimate where the gap can be bridged, else null.</summary>
    public float? PredictMissing() => Predict(default).SocPercent;

    /// <summary>Predicts a sequence of samples from where the predictor stands; see <see cref="Predict(BatterySample)"/>.</summary>
    public IEnumerable<SocPrediction> PredictBatch(IEnumerable<BatterySample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return samples.Select(Predict);
    }

    /// <summary>Predicts samples that are one sample period apart, from where the predictor stands.</summary>
    /// <param name="voltageV">Voltages of the battery, volts.</param>
    /// <param name="currentA">Currents, amperes, discharge negative; as many.</param>
    /// <param name="temperatureC">Temperatures, degrees Celsius; as many. NaN in any of the three is a missing sample.</param>
    /// <returns>State of charge, 0..100 %, one a sample; null while the window fills.</returns>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public float?[] PredictBatch(ReadOnlySpan<float> voltageV, ReadOnlySpan<float> currentA, ReadOnlySpan<float> temperatureC)
    {
        if (voltageV.Length != currentA.Length || voltageV.Length != temperatureC.Length)
        {
            throw new ArgumentException(
                $"There are {voltageV.Length} voltages, {currentA.Length} currents and {temperatureC.Length} temperatures; give as many "
                    + "of each.");
        }

        var soc = new float?[voltageV.Length];
        for (int k = 0; k < soc.Length; k++)
        {
            soc[k] = PredictRealtime(voltageV[k], currentA[k], temperatureC[k]);
        }

        return soc;
    }

    /// <summary>Predicts the rows of a CSV file from where the predictor stands; see <see cref="SampleCsv"/> for its columns.</summary>
    /// <exception cref="InvalidDataException">The file is no such table; one sentence says where and why.</exception>
    public IReadOnlyList<SocPrediction> PredictCsv(string path) => [.. PredictBatch(SampleCsv.Read(path))];

    /// <summary>Starts anew, as at power-up.</summary>
    public void Reset()
    {
        estimator.Reset();
        grid.Reset();
        kept.Clear();
        samplesSinceEstimate = samplesAnEstimate;
    }

    /// <summary>What measures was restarted: what was learnt stays, as on a device that starts again.</summary>
    /// <param name="isSupervised">Whether the device restarted itself, which takes a minute at most; otherwise nobody knows.</param>
    public void Restart(bool isSupervised)
    {
        estimator.Restart(OffS(isSupervised));
        grid.Reset();
        samplesSinceEstimate = samplesAnEstimate;
    }

    /// <summary>Whether a sample is older than the last one.</summary>
    internal bool IsBeforeLast(BatterySample sample) =>
        sample.Time is { } time && grid.IsStarted && grid.SlotsTo(time.ToUnixTimeMilliseconds()) < 0;

    /// <summary>What a device may have kept of what is known now, newest first.</summary>
    internal IReadOnlyList<byte[]> KeptStates => kept.NewestFirst;

    /// <summary>Writes all that the next sample depends on, to the last digit.</summary>
    /// <exception cref="NotSupportedException">The model is a float or a streaming one, whose state cannot be had.</exception>
    internal void Save(BinaryWriter writer)
    {
        if (!model.HasKeepableState)
        {
            throw new NotSupportedException($"The state of '{ModelName}' cannot be kept: it is a float or a streaming model.");
        }

        writer.Write(model.Fingerprint);
        grid.Save(writer);
        writer.Write(samplesSinceEstimate);
        kept.Save(writer);
        var length = new StateBuffer(null, false) { IsExact = true };
        estimator.Serialize(length);
        var state = new byte[length.Length];
        estimator.Serialize(new StateBuffer(state, false) { IsExact = true });
        writer.Write(state);
    }

    /// <summary>Takes up what <see cref="Save"/> wrote; false where that was of another model or battery.</summary>
    internal bool TryRestore(BinaryReader reader)
    {
        if (!model.HasKeepableState || reader.ReadInt64() != model.Fingerprint)
        {
            return false;
        }

        grid.Restore(reader);
        samplesSinceEstimate = reader.ReadInt32();
        kept.Restore(reader);
        var length = new StateBuffer(null, false) { IsExact = true };
        estimator.Serialize(length);
        estimator.Serialize(new StateBuffer(reader.ReadBytes(length.Length), true) { IsExact = true });
        return true;
    }

    /// <summary>Takes the first sample after a restart of which it is known what was kept.</summary>
    internal SocPrediction PredictFrom(byte[] state, BatterySample sample, bool isSupervised)
    {
        grid.Reset();
        estimator.Restart(state, OffS(isSupervised));
        samplesSinceEstimate = samplesAnEstimate;
        kept.StartFrom(state);
        return Predict(sample);
    }

    /// <summary>Your word: the battery is full now.</summary>
    public void SetFull() => estimator.SetSoc(100);

    /// <summary>Your word: the battery's state of charge now, percent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 100.</exception>
    public void SetSoc(float percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        estimator.SetSoc(percent);
    }

    /// <summary>Your word: there is another battery of the same description; what was learnt is forgotten.</summary>
    public void ReplaceBattery() => estimator.ReplaceBattery();

    private static float OffS(bool isSupervised) => isSupervised ? SupervisedOffS : -1f;

    private SocPrediction Accept(BatterySample sample, long missed, bool hadHistory)
    {
        if (sample is { VoltageV: { } voltageV, CurrentA: { } currentA, TemperatureC: { } temperatureC }
            && IsMeasured(voltageV) && IsMeasured(currentA) && IsMeasured(temperatureC))
        {
            estimator.Accept(Reading.FromPhysical(voltageV, currentA, temperatureC));
        }
        else
        {
            estimator.AcceptMissing();
        }

        kept.Add(estimator);
        SampleOutcome outcome = estimator.LastStatus switch
        {
            SampleStatus.Held => SampleOutcome.Held,
            SampleStatus.Gap => SampleOutcome.Void,
            _ => hadHistory && missed > GapFilter.MaxHeld ? SampleOutcome.Restarted : SampleOutcome.Measured,
        };
        // As on the device, a network's estimate counts only at a sample that was measured, and not each sample but each 15 seconds.
        samplesSinceEstimate++;
        bool isMeasured = outcome is SampleOutcome.Measured or SampleOutcome.Restarted;
        if (outcome is SampleOutcome.Void or SampleOutcome.Restarted || BufferedSamples == 1)
        {
            samplesSinceEstimate = samplesAnEstimate;
        }

        if (isMeasured && samplesSinceEstimate >= samplesAnEstimate && estimator.TryInfer(out float percent))
        {
            estimator.Correct(percent, samplesAnEstimate * model.Info.SamplePeriodMs / 1000f, out _);
            samplesSinceEstimate = 0;
            kept.Add(estimator);
        }

        return Figures(outcome, missed);
    }

    private SocPrediction Figures(SampleOutcome outcome, long missed)
    {
        estimator.Read(out StateEstimate estimate);
        bool isKnown = estimate.SocCentiPercent >= 0;
        return new SocPrediction(isKnown ? estimate.SocCentiPercent / 100f : null, outcome, BufferedSamples, missed)
        {
            BarPercent = isKnown ? estimate.BarDeciPercent / 10f : null,
            NetworkSocPercent = estimate.NetworkCentiPercent < 0 ? null : estimate.NetworkCentiPercent / 100f,
            CapacityAh = estimate.CapacityCentiAh < 0 ? null : estimate.CapacityCentiAh / 100f,
            HealthShare = estimator.CapacityShare,
            RemainingAh = isKnown && estimate.CapacityCentiAh >= 0 ? estimator.RemainingAh : null,
            TimeLeft = estimator.TimeLeftS > 0 ? TimeSpan.FromSeconds(estimator.TimeLeftS) : null,
            Disagrees = estimate.Disagrees,
            Fault = estimate.Fault,
        };
    }

    // Beyond this a value in thousandths is no integer any more; no cell has it.
    private static bool IsMeasured(float value) => MathF.Abs(value) < 1e6f;
}
