using NanoBms.Foundation;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.SimpleRnn;

/// <summary>
/// The int8 form of a SimpleRNN: a scale for each matrix, hidden state and output in one quantisation, sums int16 with a power of two.
/// </summary>
internal static class SimpleRnnQuantization
{
    // Of the sums' range. The tanh's table has steps of 2^-12, so that finer sums gain nothing; relu passes them on as they are.
    private const int MinTanhExponent = 3, MinReluExponent = -9, MaxExponent = 15;

    // Twice an int16 sum times this fits 31 bits.
    private const double MaxOutputMultiplier = 1 << 14;

    public static QuantizedSimpleRnn Quantize(FloatSimpleRnn layer, LayerCalibration calibration)
    {
        int minExponent = layer.Activation == Activation.Tanh ? MinTanhExponent : MinReluExponent;
        var rounded = RoundedWeights.Of(
            [layer.InputWeights, layer.RecurrentWeights], layer.Bias, [calibration.MeanInput, calibration.MeanHidden],
                calibration.Compensation);
        var quantized = new QuantizedSimpleRnn(
            layer.Name, calibration.Input, calibration.Output, layer.InputSize, layer.Units, layer.ReturnSequences, layer.Activation,
            QuantizationGrids.PowerOfTwo(calibration.LargestState, minExponent, MaxExponent), rounded.Scales[0], rounded.Scales[1],
            rounded.Values[0], rounded.Values[1], QuantizationGrids.Bias(rounded.Bias, calibration.Input.Scale * rounded.Scales[0]));
        return quantized.OutputMultiplier <= MaxOutputMultiplier
            ? quantized
            : throw new UserError(
                $"Layer '{layer.Name}' gives values so much smaller than the sums they are made of that integers cannot tell them apart; "
                    + "train the model again, with regularised weights.");
    }

    public static FloatSimpleRnn TakeInBefore(FloatSimpleRnn layer, Scaling scaling)
    {
        (float[] weights, float[] bias) = scaling.FoldInto(layer.InputWeights, layer.Bias);
        return layer with { InputWeights = weights, Bias = bias };
    }
}
