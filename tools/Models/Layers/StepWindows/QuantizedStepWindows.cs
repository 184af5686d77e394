using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.StepWindows;

/// <summary>The same of integers, whose values do not change.</summary>
/// <param name="InputSize">Values of a time step.</param>
/// <param name="InputSteps">Time steps of the input.</param>
/// <param name="Plan">Which steps make one.</param>
public sealed record QuantizedStepWindows(string Name, QuantParams Input, int InputSize, int InputSteps, StepPlan Plan)
    : QuantizedLayer(Name, Input, Input)
{
    /// <inheritdoc/>
    public override int? Takes => InputSize;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => Plan.After(input);
}
