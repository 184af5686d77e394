using NanoBms.Foundation;
using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Dense;

/// <summary>
/// The int8 form of a fully connected layer, which takes in scalings on either side and has only activations of the relu family.
/// </summary>
internal static class DenseQuantization
{
    public static QuantizedDense Quantize(FloatDense dense, LayerCalibration calibration)
    {
        if (!IsFused(dense.Activation))
        {
            throw new UserError($"Layer '{dense.Name}': {dense.Activation} must stand as a layer of its own before it is quantised.");
        }

        var rounded = RoundedWeights.Of([dense.Weights], dense.Bias, [calibration.MeanInput], calibration.Compensation);
        return new QuantizedDense(
            dense.Name, calibration.Input, calibration.Output, dense.InputSize, dense.Units, dense.Activation,
            rounded.Scales, rounded.Values[0], QuantizationGrids.Bias(rounded.Bias, calibration.Input.Scale * rounded.Scales[0]));
    }

    /// <summary>Whether the operator has an activation fused.</summary>
    public static bool IsFused(Activation activation) =>
        activation is Activation.None or Activation.Relu or Activation.Relu6 or Activation.ReluN1To1;

    public static IEnumerable<FloatLayer> Split(FloatDense dense) =>
        dense.Activation is Activation.Sigmoid or Activation.Tanh or Activation.Softmax
        ? [dense with { Activation = Activation.None }, new FloatActivation(dense.Name + "_activation", dense.Activation)]
        : [dense];

    public static FloatDense TakeInBefore(FloatDense dense, Scaling scaling)
    {
        (float[] weights, float[] bias) = scaling.FoldInto(dense.Weights, dense.Bias);
        return dense with { Weights = weights, Bias = bias, Hybrid = null };
    }

    public static FloatDense? TakeInAfter(FloatDense dense, Scaling scaling)
    {
        if (dense.Activation != Activation.None)
        {
            return null;
        }

        int width = dense.InputSize;
        return dense with
        {
            Weights = [.. dense.Weights.Select((weight, k) => weight * scaling.Scale[k / width])],
            Bias = [.. dense.Bias.Select((bias, unit) => bias * scaling.Scale[unit] + scaling.Offset[unit])],
            Hybrid = null,
        };
    }
}
