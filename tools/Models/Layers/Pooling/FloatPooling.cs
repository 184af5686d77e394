using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Pooling;

/// <summary>[T, N] becomes [N]: mean, maximum or last of the time steps.</summary>
public sealed record FloatPooling(string Name, PoolingMode Mode) : FloatLayer(Name)
{
    /// <inheritdoc/>
    public override bool NeedsAllSteps => true;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input with { Steps = 1 };
}
