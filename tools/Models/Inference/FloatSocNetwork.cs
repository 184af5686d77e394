using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference;

/// <summary>The state of charge by a float model, under the same <see cref="StateEstimator"/> as the device's.</summary>
public sealed class FloatSocNetwork : SocNetwork
{
    private readonly InputEncoding encoding;
    private readonly FloatModel model;
    private readonly (float Low, float High) range;
    private readonly float[] window, captured;
    private float streamed;
    private int buffered;

    /// <summary>The network over a float model's layers.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="info">Its features, scaling and sample period.</param>
    /// <param name="onInputGrid">Whether it sees its input as <paramref name="info"/>'s quantisation holds it.</param>
    /// <param name="range">What its input is clamped to, as in its training; null: nothing.</param>
    public FloatSocNetwork(FloatNetwork network, ModelInfo info, bool onInputGrid, (float Low, float High)? range = null)
        : base(info)
    {
        encoding = new InputEncoding(info, onInputGrid);
        model = new FloatModel(network);
        this.range = range ?? (float.NegativeInfinity, float.PositiveInfinity);
        window = new float[WindowLength * info.InputSize];
        captured = new float[window.Length];
    }

    /// <inheritdoc/>
    public override int BufferedSamples => buffered;

    /// <inheritdoc/>
    public override void Accept(float[] features)
    {
        window.AsSpan(Info.InputSize).CopyTo(window);
        Span<float> newest = window.AsSpan(window.Length - Info.InputSize);
        encoding.Encode(features, newest);
        foreach (ref float value in newest)
        {
            value = Math.Clamp(value, range.Low, range.High);
        }

        buffered = Math.Min(buffered + 1, WindowLength);
        if (Info.Streaming)
        {
            // It must see every sample, also those nobody asks an estimate for.
            streamed = model.Invoke(window)[0];
        }
    }

    /// <inheritdoc/>
    public override bool TryCapture()
    {
        if (buffered < WindowLength)
        {
            return false;
        }

        window.CopyTo(captured, 0);
        if (Info.Streaming)
        {
            captured[0] = streamed;
        }

        return true;
    }

    /// <inheritdoc/>
    public override float Infer()
    {
        if (Info.Streaming)
        {
            return ToPercent(captured[0]);
        }

        model.Reset();
        return ToPercent(model.Invoke(captured)[0]);
    }

    /// <inheritdoc/>
    public override void Restart()
    {
        buffered = 0;
        model.Reset();
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: only the device sleeps.</exception>
    public override void Serialize(StateBuffer buffer) => throw new NotSupportedException("The state of a float model is not kept.");
}
