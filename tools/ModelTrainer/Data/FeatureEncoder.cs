using NanoBms.Core;

namespace NanoBms.ModelTrainer.Data;

/// <summary>Readings to network input by Core's own path: gap filter, features, scaling, input quantisation.</summary>
internal sealed class FeatureEncoder
{
    private readonly ModelInfo info;
    private readonly GapFilter gaps;
    private readonly FeaturePipeline features;
    private readonly FeatureQuantizer quantizer;
    private readonly float[] values;
    private readonly short[] quantized;

    public FeatureEncoder(ModelInfo info)
    {
        this.info = info;
        gaps = new GapFilter(info);
        features = new FeaturePipeline(info.Features, info.SamplePeriodMs);
        quantizer = new FeatureQuantizer(info);
        values = new float[info.InputSize];
        quantized = new short[info.InputSize];
    }

    /// <summary>Samples since the last restart, the newest among them.</summary>
    public int Run { get; private set; }

    /// <summary>As after power-up.</summary>
    public void Restart()
    {
        gaps.Reset();
        features.Reset();
        Run = 0;
    }

    /// <summary>Takes a reading and writes the input values, on the grid of the input quantisation; false at a gap.</summary>
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
        if (status == SampleStatus.Gap)
        {
            features.Reset();
            Run = 0;
            return false;
        }

        features.Push(gaps.VoltageV, gaps.CurrentA, gaps.TemperatureC, values);
        quantizer.Quantize(values, quantized, 0);
        for (int k = 0; k < quantized.Length; k++)
        {
            input[k] = (quantized[k] - info.InputZeroPoint) * info.InputScale;
        }

        Run++;
        return true;
    }
}
