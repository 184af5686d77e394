using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Core.Features;

namespace NanoBms.Models.Inference;

/// <summary>
/// Readings to a float network's input by Core's own path: gap filter, features, scaling and, if asked for, input quantisation.
/// </summary>
public sealed class FeatureEncoder
{
    private readonly ModelInfo info;
    private readonly GapFilter gaps;
    private readonly FeaturePipeline features;
    private readonly FeatureQuantizer quantizer;
    private readonly bool onInputGrid;
    private readonly float[] values;
    private readonly short[] quantized;

    /// <summary>An encoder for a model's features.</summary>
    /// <param name="info">Features, scaling, sample period, plausible ranges and, for the grid, the input's quantisation.</param>
    /// <param name="onInputGrid">True: values as a quantised input holds them. False: as they are.</param>
    /// <exception cref="ArgumentException">The info names no features, or scaling and features differ in length.</exception>
    public FeatureEncoder(ModelInfo info, bool onInputGrid = true)
    {
        this.info = info;
        this.onInputGrid = onInputGrid;
        gaps = new GapFilter(info);
        features = new FeaturePipeline(info.Features, info.SamplePeriodMs);
        quantizer = new FeatureQuantizer(info);
        values = new float[info.InputSize];
        quantized = new short[info.InputSize];
    }

    /// <summary>Samples since the last restart, the newest among them.</summary>
    public int Run { get; private set; }

    /// <summary>What became of the last sample.</summary>
    public SampleStatus LastStatus { get; private set; }

    /// <summary>As after power-up.</summary>
    public void Restart()
    {
        gaps.Reset();
        features.Reset();
        Run = 0;
    }

    /// <summary>Takes a reading (V, A, degC) and writes the input values, one a feature; false at a gap.</summary>
    public bool Push(float voltageV, float currentA, float temperatureC, Span<float> input)
    {
        // Rounded as the device rounds it, before anything uses it.
        Reading reading = Reading.FromPhysical(voltageV, currentA, temperatureC);
        return Encode(gaps.Push(reading.VoltageV, reading.CurrentA, reading.TemperatureC), input);
    }

    /// <summary>Takes a sample time without a reading.</summary>
    public bool PushMissing(Span<float> input) => Encode(gaps.PushFailed(), input);

    private bool Encode(SampleStatus status, Span<float> input)
    {
        LastStatus = status;
        if (status == SampleStatus.Gap)
        {
            features.Reset();
            Run = 0;
            return false;
        }

        features.Push(gaps.VoltageV, gaps.CurrentA, gaps.TemperatureC, values);
        if (onInputGrid)
        {
            quantizer.Quantize(values, quantized, 0);
        }

        for (int k = 0; k < values.Length; k++)
        {
            input[k] = onInputGrid ? (quantized[k] - info.InputZeroPoint) * info.InputScale : quantizer.Scale(k, values[k]);
        }

        Run++;
        return true;
    }
}
