using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Curves;

/// <summary>A curve as a layer.</summary>
public sealed record FloatCurve(string Name, Curve Curve) : FloatLayer(Name)
{
    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input;
}
