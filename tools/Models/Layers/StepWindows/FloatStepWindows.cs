using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.StepWindows;

/// <summary>
/// Several time steps as one, for each step of the output: what goes before a dense layer makes it a convolution over time, the largest
/// of them is pooling, and the same one for each repeats a vector.
/// </summary>
/// <param name="InputSize">Values of a time step.</param>
/// <param name="Plan">Which steps make one.</param>
public sealed record FloatStepWindows(string Name, int InputSize, StepPlan Plan) : FloatLayer(Name)
{
    /// <inheritdoc/>
    public override bool NeedsAllSteps => true;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => Plan.After(input);
}
