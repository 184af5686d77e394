using NanoBms.Foundation;
using NanoBms.Models.Layers;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Quantization;

/// <summary>
/// Makes an int8 network of a float one as the TensorFlow Lite converter does with a representative dataset: weights int8 per
/// tensor and symmetric, activations int8 asymmetric by their range (or int16 symmetric), hidden state and output of a recurrent layer in
/// one quantisation, other state int16 with a power of two. Ranges and the rounding of weights are free in that scheme:
/// <see cref="QuantizationOptions"/>.
/// </summary>
public static class PostTrainingQuantizer
{
    /// <summary>Quantises a network by calibration samples ([time steps, features] each), weights to the nearest.</summary>
    /// <param name="network">The float network.</param>
    /// <param name="samples">Calibration samples; in order of time where the network is stateful, with an empty one where its state starts
    /// anew.</param>
    /// <param name="input">Quantisation of the input where it is fixed; null: by the samples' range.</param>
    /// <param name="outputRange">Range of the network's output where it is fixed; null: by the samples.</param>
    /// <exception cref="UserError">A layer that has no int8 form here, or unusable samples.</exception>
    public static QuantizedNetwork Quantize(
        FloatNetwork network, IEnumerable<float[]> samples, QuantParams? input = null, (float Min, float Max)? outputRange = null) =>
        Quantize(network, samples, new QuantizationOptions { Input = input, Output = outputRange });

    /// <summary>Quantises a network by calibration samples ([time steps, features] each).</summary>
    /// <param name="network">The float network.</param>
    /// <param name="samples">Calibration samples; in order of time where the network is stateful.</param>
    /// <param name="options">Width of the activations, ranges and rounding.</param>
    /// <exception cref="UserError">A layer that has no quantised form here, or unusable samples.</exception>
    public static QuantizedNetwork Quantize(FloatNetwork network, IEnumerable<float[]> samples, QuantizationOptions options)
    {
        IReadOnlyList<FloatLayer> folded = AffineFolding.Fold(network);
        network = network with { Layers = folded };
        var ranges = new CalibrationRanges(network, samples, options.CompensatesRounding);
        QuantParams input = options.Input
            ?? QuantizationGrids.Of(Union((ranges.Input.Min, ranges.Input.Max), options.MinInput), options.Width);
        QuantParams before = input;
        var shape = new LayerShape(network.TimeSteps, network.InputSize);
        var layers = new List<QuantizedLayer>();
        for (int k = 0; k < folded.Count; k++)
        {
            QuantParams after = QuantizationGrids.Of(OutputRange(folded[k], ranges.Output(k), k == folded.Count - 1, options),
                options.Width);
            layers.Add(LayerKinds.Of(folded[k]).Quantize(folded[k], new LayerCalibration(before, after, options.Width, shape)
            {
                LargestStates = [.. ranges.LargestStates(k).Select(largest => largest * options.Margin)],
                MeanInput = ranges.MeanInput(k),
                MeanHidden = ranges.MeanHidden(k),
                Compensation = ranges.Moments(k) is { } moments ? new CompensatedRounding(moments) : null,
            }));
            shape = folded[k].After(shape);
            before = layers[^1].Output;
        }

        return new QuantizedNetwork(
            network.Name, options.Width, network.TimeSteps, network.InputSize, network.Stateful,
            input, before, FloatInput: false, FloatOutput: false, layers);
    }

    private static (float Min, float Max) Union((float Min, float Max) range, (float Min, float Max)? other) =>
        other is { } least ? (Math.Min(range.Min, least.Min), Math.Max(range.Max, least.Max)) : range;

    private static (float Min, float Max) OutputRange(FloatLayer layer, CalibrationRanges.Range seen, bool isLast,
        QuantizationOptions options)
    {
        if (isLast)
        {
            return options.Output ?? Union((seen.Min, seen.Max), options.MinOutput);
        }

        (float min, float max) = (seen.Min * options.Margin, seen.Max * options.Margin);
        return layer.OutputBounds is { } bounds ? (Math.Max(min, bounds.Min), Math.Min(max, bounds.Max)) : (min, max);
    }
}
