using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Quantization;

/// <summary>
/// What is to be chosen where a float network is quantised. The plain scheme of the TensorFlow converter where nothing is said.
/// </summary>
public sealed record QuantizationOptions
{
    private const float CloseMargin = 1.05f;

    /// <summary>The choices that keep closest to the float network: what the commands use.</summary>
    public static QuantizationOptions Close { get; } = new() { Margin = CloseMargin, CompensatesRounding = true };

    /// <summary>int8 activations, or int16 (16x8); weights are int8 in both.</summary>
    public ActivationWidth Width { get; init; } = ActivationWidth.Int8;

    /// <summary>Quantisation of the input where it is fixed; null: by ranges.</summary>
    public QuantParams? Input { get; init; }

    /// <summary>Range of the input that is to be held beside that of the samples; null: none.</summary>
    public (float Min, float Max)? MinInput { get; init; }

    /// <summary>Range of the network's output where it is fixed; null: by the samples and <see cref="MinOutput"/>.</summary>
    public (float Min, float Max)? Output { get; init; }

    /// <summary>Range of the network's output that is to be held beside that of the samples; null: none.</summary>
    public (float Min, float Max)? MinOutput { get; init; }

    /// <summary>Factor on the ranges that samples show inside the network: what other inputs may show beyond them.</summary>
    public float Margin { get; init; } = 1f;

    /// <summary>
    /// True: weights are rounded so that a row's errors cancel over the samples (<see cref="CompensatedRounding"/>). False: each to the
    /// nearest.
    /// </summary>
    public bool CompensatesRounding { get; init; }
}
