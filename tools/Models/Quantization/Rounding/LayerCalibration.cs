using NanoBms.Models.Networks;

namespace NanoBms.Models.Quantization.Rounding;

/// <summary>What calibration says of a layer that is to be quantised.</summary>
/// <param name="Input">Quantisation of what it is given.</param>
/// <param name="Output">Quantisation that the range of its output asks for.</param>
/// <param name="Width">Width of the activations.</param>
/// <param name="Shape">Shape of its input.</param>
internal sealed record LayerCalibration(QuantParams Input, QuantParams Output, ActivationWidth Width, LayerShape Shape)
{
    /// <summary>Largest magnitude, margin included, of what a recurrent layer keeps in int16; 0 for others.</summary>
    public required float LargestState { get; init; }

    /// <summary>Mean of its input, over samples and time steps.</summary>
    public required float[] MeanInput { get; init; }

    /// <summary>Mean of its hidden state; empty where it has none.</summary>
    public required float[] MeanHidden { get; init; }

    /// <summary>Rounds weights so that errors cancel; null: each to the nearest.</summary>
    public required CompensatedRounding? Compensation { get; init; }
}
