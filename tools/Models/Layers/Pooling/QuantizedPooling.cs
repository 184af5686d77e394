using NanoBms.Foundation;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Pooling;

/// <summary>The same in integers. The mean has a quantisation of its own; maximum and last time step keep their input's.</summary>
/// <param name="Mode">What goes on.</param>
/// <param name="Steps">Time steps.</param>
/// <param name="Size">Values of one.</param>
public sealed record QuantizedPooling(string Name, QuantParams Input, QuantParams Output, PoolingMode Mode, int Steps, int Size)
    : QuantizedLayer(Name, Input, Output)
{
    // Sums of int16 keep within int32.
    private const int MaxSteps = 32768;

    /// <inheritdoc/>
    public override int? Takes => Size;

    /// <summary>A step of the mean's sum in steps of the output.</summary>
    internal double Factor => (double)Input.Scale / ((double)Output.Scale * Steps);

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input with { Steps = 1 };

    /// <inheritdoc/>
    public override void Check()
    {
        if (Steps is < 1 or > MaxSteps)
        {
            throw new UserError($"Layer '{Name}' pools {Steps} time steps; up to {MaxSteps} are supported, use a shorter window.");
        }

        if (Mode == PoolingMode.Mean)
        {
            HiddenRounding.Require(Factor, Name);
        }
    }
}
