using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Flatten;

/// <summary>[T, N] becomes [T * N].</summary>
public sealed record QuantizedFlatten(string Name, QuantParams Input) : QuantizedLayer(Name, Input, Input)
{
    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => new(1, input.Count);
}
