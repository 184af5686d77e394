using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Activations;

/// <summary>An activation that is an operator of its own (LOGISTIC, TANH, SOFTMAX, RELU).</summary>
/// <param name="Size">Values of one time step.</param>
public sealed record QuantizedActivation(string Name, QuantParams Input, QuantParams Output, Activation Activation, int Size)
    : QuantizedLayer(Name, Input, Output)
{
    /// <inheritdoc/>
    public override int? Takes => Size;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input;
}
