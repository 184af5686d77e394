using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference;

/// <summary>
/// Readings to a network's input by Core's own path, for whoever trains a network: what <see cref="StateEstimator"/> would give it.
/// </summary>
public sealed class FeatureEncoder
{
    private readonly InputRecorder recorder;
    private readonly StateEstimator estimator;

    /// <summary>An encoder for a model's features: values as a quantised input holds them.</summary>
    /// <param name="manifest">Features, scaling, sample period and plausible ranges.</param>
    /// <param name="quantization">The input's quantisation, 8 bits.</param>
    /// <exception cref="ArgumentException">The manifest names no features.</exception>
    public FeatureEncoder(Manifest manifest, QuantParams quantization)
    {
        ModelInfo info = ModelInfoFactory.Create(manifest, quantization);
        recorder = new InputRecorder(info);
        estimator = new StateEstimator(recorder, new Battery(info), fullVoltageV: 0f);
    }

    /// <summary>Samples since the last restart, the newest among them.</summary>
    public int Run => recorder.Run;

    /// <summary>As after power-up.</summary>
    public void Restart() => estimator.Reset();

    /// <summary>Takes a reading (V, A, degC) and writes the input values, one a feature; false at a gap.</summary>
    public bool Push(float voltageV, float currentA, float temperatureC, Span<float> input)
    {
        // Rounded as the device rounds it, before anything uses it.
        estimator.Accept(Reading.FromPhysical(voltageV, currentA, temperatureC));
        return Encoded(input);
    }

    /// <summary>Takes a sample time without a reading.</summary>
    public bool PushMissing(Span<float> input)
    {
        estimator.AcceptMissing();
        return Encoded(input);
    }

    private bool Encoded(Span<float> input)
    {
        if (estimator.LastStatus == SampleStatus.Gap)
        {
            return false;
        }

        recorder.Newest.CopyTo(input);
        return true;
    }

    /// <summary>In a network's place: keeps what it would see, and estimates nothing.</summary>
    private sealed class InputRecorder(ModelInfo info) : SocNetwork(info)
    {
        private readonly InputEncoding encoding = new(info, onInputGrid: true);

        public override int BufferedSamples => Math.Min(Run, 1);

        /// <summary>Input values of the newest sample.</summary>
        public float[] Newest { get; } = new float[info.InputSize];

        public int Run { get; private set; }

        public override void Accept(float[] features)
        {
            encoding.Encode(features, Newest);
            Run++;
        }

        public override bool TryCapture() => false;

        public override float Infer() => throw new NotSupportedException("There is no network.");

        public override void Restart() => Run = 0;

        public override void Serialize(StateBuffer buffer) => throw new NotSupportedException("There is no network.");
    }
}
