using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Flatten;

/// <summary>[T, N] becomes [T * N].</summary>
public sealed record FloatFlatten(string Name) : FloatLayer(Name)
{
    /// <inheritdoc/>
    public override bool NeedsAllSteps => true;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => new(1, input.Count);
}
