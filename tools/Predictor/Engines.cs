using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.Predictor;

/// <summary>Readings in, percent out, one sample a period.</summary>
internal interface ISocEngine
{
    int BufferedSamples { get; }

    int WindowLength { get; }

    SampleStatus LastStatus { get; }

    void Accept(float voltageV, float currentA, float temperatureC);

    void AcceptMissing();

    /// <summary>Percent for the newest sample; null while the window fills.</summary>
    float? Infer();

    void Reset();
}

/// <summary>A quantised model: the device's own estimator.</summary>
internal sealed class QuantizedEngine(QuantizedModel model) : ISocEngine
{
    private readonly SocEstimator estimator = new(model);

    public int BufferedSamples => estimator.BufferedSamples;

    public int WindowLength => estimator.WindowLength;

    public SampleStatus LastStatus => estimator.LastStatus;

    public void Accept(float voltageV, float currentA, float temperatureC)
    {
        Reading reading = Reading.FromPhysical(voltageV, currentA, temperatureC);
        estimator.Accept(reading.VoltageV, reading.CurrentA, reading.TemperatureC);
    }

    public void AcceptMissing() => estimator.AcceptMissing();

    public float? Infer() => estimator.TryInfer(out float percent) ? percent : null;

    public void Reset() => estimator.Reset();
}

/// <summary>A float model on Core's gap filter, features and scaling.</summary>
internal sealed class FloatEngine : ISocEngine
{
    private readonly ModelInfo info;
    private readonly FeatureEncoder encoder;
    private readonly FloatModel model;
    private readonly float[] window;
    private readonly (float Low, float High) range;
    private float streamed;

    /// <param name="network">The network.</param>
    /// <param name="info">Its features, scaling and sample period.</param>
    /// <param name="range">What scaled features are clamped to, as in its training; null: nothing.</param>
    public FloatEngine(FloatNetwork network, ModelInfo info, ManifestRange? range)
    {
        this.info = info;
        this.range = range is null ? (float.NegativeInfinity, float.PositiveInfinity) : (range.Low, range.High);
        encoder = new FeatureEncoder(info, onInputGrid: false);
        model = new FloatModel(network);
        window = new float[WindowLength * info.InputSize];
    }

    public int BufferedSamples => Math.Min(encoder.Run, WindowLength);

    public int WindowLength => info.Streaming ? 1 : info.TimeSteps;

    public SampleStatus LastStatus => encoder.LastStatus;

    public void Accept(float voltageV, float currentA, float temperatureC)
    {
        Span<float> newest = Advance();
        Finish(encoder.Push(voltageV, currentA, temperatureC, newest), newest);
    }

    public void AcceptMissing()
    {
        Span<float> newest = Advance();
        Finish(encoder.PushMissing(newest), newest);
    }

    public float? Infer()
    {
        if (BufferedSamples < WindowLength)
        {
            return null;
        }

        float output = streamed;
        if (!info.Streaming)
        {
            model.Reset();
            output = model.Invoke(window)[0];
        }

        return Math.Clamp(output * info.SocScale + info.SocOffset, 0f, 100f);
    }

    public void Reset()
    {
        encoder.Restart();
        model.Reset();
    }

    private Span<float> Advance()
    {
        window.AsSpan(info.InputSize).CopyTo(window);
        return window.AsSpan(window.Length - info.InputSize);
    }

    private void Finish(bool hasSample, Span<float> newest)
    {
        foreach (ref float value in newest)
        {
            value = Math.Clamp(value, range.Low, range.High);
        }

        // A streaming model must see every sample, also those nobody asks an estimate for.
        if (!hasSample)
        {
            model.Reset();
        }
        else if (info.Streaming)
        {
            streamed = model.Invoke(window)[0];
        }
    }
}
