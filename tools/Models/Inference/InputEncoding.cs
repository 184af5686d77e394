using NanoBms.Core;
using NanoBms.Core.Features;

namespace NanoBms.Models.Inference;

/// <summary>Features to a float network's input: scaled by Core and, if asked for, as a quantised input holds them.</summary>
/// <param name="info">Scaling and, for the grid, the input's quantisation.</param>
/// <param name="onInputGrid">True: values as a quantised input holds them. False: as they are.</param>
internal sealed class InputEncoding(ModelInfo info, bool onInputGrid)
{
    private readonly FeatureQuantizer quantizer = new(info);
    private readonly short[] quantized = new short[info.InputSize];

    /// <summary>Writes the input values, one a feature.</summary>
    public void Encode(float[] features, Span<float> input)
    {
        if (onInputGrid)
        {
            quantizer.Quantize(features, quantized, 0);
        }

        for (int k = 0; k < features.Length; k++)
        {
            input[k] = onInputGrid ? (quantized[k] - info.InputZeroPoint) * info.InputScale : quantizer.Scale(k, features[k]);
        }
    }
}
