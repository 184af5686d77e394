using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Activations;

/// <summary>An activation that is a layer of its own.</summary>
public sealed record FloatActivation(string Name, Activation Activation) : FloatLayer(Name)
{
    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input;
}
