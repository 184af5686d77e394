using NanoBms.Core;
using NanoBms.Core.Estimation;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>In a network's place: plays recorded estimates back.</summary>
internal sealed class PlayedNetwork(ModelInfo info) : SocNetwork(info)
{
    /// <summary>The estimate that is due now, percent; NaN: none.</summary>
    public float Percent { get; set; } = float.NaN;

    /// <inheritdoc/>
    public override int BufferedSamples => float.IsNaN(Percent) ? 0 : WindowLength;

    /// <inheritdoc/>
    public override void Accept(float[] features)
    {
    }

    /// <inheritdoc/>
    public override bool TryCapture() => !float.IsNaN(Percent);

    /// <inheritdoc/>
    public override float Infer() => Percent;

    /// <inheritdoc/>
    public override void Restart()
    {
    }

    /// <inheritdoc/>
    public override void Serialize(StateBuffer buffer)
    {
    }
}
