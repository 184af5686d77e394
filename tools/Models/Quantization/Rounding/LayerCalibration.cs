using NanoBms.Models.Networks;

namespace NanoBms.Models.Quantization.Rounding;

/// <summary>What calibration says of a layer that is to be quantised.</summary>
/// <param name="Input">Quantisation of what it is given.</param>
/// <param name="Output">Quantisation that the range of its output asks for.</param>
/// <param name="Width">Width of the activations.</param>
/// <param name="Shape">Shape of its input.</param>
internal sealed record LayerCalibration(QuantParams Input, QuantParams Output, ActivationWidth Width, LayerShape Shape)
{
    /// <summary>
    /// Largest magnitude, margin included, of each value that the layer told of beside its hidden state; empty for layers without state.
    /// </summary>
    public required float[] LargestStates { get; init; }

    /// <summary>The largest of <see cref="LargestStates"/>; 0 where there are none.</summary>
    public float LargestState => LargestStates.DefaultIfEmpty().Max();

    /// <summary>Mean of its input, over samples and time steps.</summary>
    public required float[] MeanInput { get; init; }

    /// <summary>Mean of its hidden state; empty where it has none.</summary>
    public required float[] MeanHidden { get; init; }

    /// <summary>Rounds weights so that errors cancel; null: each to the nearest.</summary>
    public required CompensatedRounding? Compensation { get; init; }
}
