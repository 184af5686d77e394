using System.Numerics.Tensors;
using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Quantization;

/// <summary>
/// Makes an int8 network of a float one as the TensorFlow Lite converter does with a representative dataset: weights int8 per
/// tensor and symmetric, activations int8 asymmetric by their range (or int16 symmetric), hidden state and output of an LSTM in one
/// quantisation, cell state int16 with a power of two. Ranges and the rounding of weights are free in that scheme: <see cref="QuantizationOptions"/>.
/// </summary>
public static class PostTrainingQuantizer
{
    /// <summary>Quantises a network by calibration samples ([time steps, features] each), weights to the nearest.</summary>
    /// <param name="network">The float network: LSTM, dense and activation layers.</param>
    /// <param name="samples">Calibration samples; in order of time where the network is stateful, with an empty one where its state starts anew.</param>
    /// <param name="input">Quantisation of the input where it is fixed; null: by the samples' range.</param>
    /// <param name="outputRange">Range of the network's output where it is fixed; null: by the samples.</param>
    /// <exception cref="UserError">A layer that has no int8 form here, or unusable samples.</exception>
    public static QuantizedNetwork Quantize(
        FloatNetwork network, IEnumerable<float[]> samples, QuantParams? input = null, (float Min, float Max)? outputRange = null) =>
        Quantize(network, samples, new QuantizationOptions { Input = input, Output = outputRange });

    /// <summary>Quantises a network by calibration samples ([time steps, features] each).</summary>
    /// <param name="network">The float network: LSTM, dense and activation layers.</param>
    /// <param name="samples">Calibration samples; in order of time where the network is stateful.</param>
    /// <param name="options">Width of the activations, ranges and rounding.</param>
    /// <exception cref="UserError">A layer that has no quantised form here, or unusable samples.</exception>
    public static QuantizedNetwork Quantize(FloatNetwork network, IEnumerable<float[]> samples, QuantizationOptions options)
    {
        IReadOnlyList<FloatLayer> folded = AffineFolding.Fold(network);
        network = network with { Layers = folded };
        var ranges = new CalibrationRanges(network, samples, options.CompensatesRounding);
        QuantParams input = options.Input ?? Params(Union((ranges.Input.Min, ranges.Input.Max), options.LeastInput), options.Width);
        QuantParams before = input;
        int size = network.InputSize, steps = network.TimeSteps;
        var layers = new List<QuantizedLayer>();
        for (int k = 0; k < folded.Count; k++)
        {
            QuantParams after = Params(OutputRange(folded[k], ranges.Output(k), k == folded.Count - 1, options), options.Width);
            CompensatedRounding? compensation = ranges.Moments(k) is { } moments ? new CompensatedRounding(moments) : null;
            switch (folded[k])
            {
                case FloatLstm lstm:
                    layers.Add(Quantize(lstm, before, after, ranges.Cell(k) * options.Margin, [ranges.MeanInput(k), ranges.MeanHidden(k)], compensation));
                    size = lstm.Units;
                    steps = lstm.ReturnSequences ? steps : 1;
                    break;
                case FloatDense dense:
                    layers.Add(Quantize(dense, before, after, ranges.MeanInput(k), compensation));
                    size = dense.Units;
                    break;
                case FloatActivation activation:
                    layers.Add(Standalone(activation.Name, activation.Activation, before, after, size, options.Width));
                    break;
                case FloatFlatten flatten:
                    layers.Add(new QuantizedFlatten(flatten.Name, before));
                    size *= steps;
                    steps = 1;
                    break;
                default:
                    throw new UserError($"Layer '{folded[k].Name}' has no int8 form; use LSTM, Dense and activation layers.");
            }

            before = layers[^1].Output;
        }

        return new QuantizedNetwork(
            network.Name, options.Width, network.TimeSteps, network.InputSize, network.Stateful,
            input, before, FloatInput: false, FloatOutput: false, layers);
    }

    /// <summary>int8 quantisation of a range, which is widened to hold 0.</summary>
    public static QuantParams Asymmetric(float min, float max)
    {
        double low = Math.Min(0.0, min), high = Math.Max(0.0, max);
        if (high - low < 1e-9)
        {
            return new QuantParams(1f, 0);
        }

        float scale = (float)((high - low) / 255.0);
        int zeroPoint = (int)Math.Clamp(Math.Round(-128.0 - low / scale, MidpointRounding.AwayFromZero), -128, 127);
        return new QuantParams(scale, zeroPoint);
    }

    /// <summary>Symmetric int8 weights in -127..127 and their scale.</summary>
    public static (sbyte[] Values, float Scale) Symmetric(ReadOnlySpan<float> weights)
    {
        float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(weights));
        float scale = largest > 0 ? largest / 127f : 1f;
        var values = new sbyte[weights.Length];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = (sbyte)Math.Clamp(MathF.Round(weights[k] / scale, MidpointRounding.AwayFromZero), -127f, 127f);
        }

        return (values, scale);
    }

    /// <summary>Quantisation of a range: int8 asymmetric, int16 symmetric.</summary>
    private static QuantParams Params((float Min, float Max) range, ActivationWidth width)
    {
        if (width == ActivationWidth.Int8)
        {
            return Asymmetric(range.Min, range.Max);
        }

        float largest = Math.Max(MathF.Abs(range.Min), MathF.Abs(range.Max));
        return new QuantParams(largest > 0 ? largest / short.MaxValue : 1f, 0);
    }

    private static (float Min, float Max) Union((float Min, float Max) range, (float Min, float Max)? other) =>
        other is { } least ? (Math.Min(range.Min, least.Min), Math.Max(range.Max, least.Max)) : range;

    private static (float Min, float Max) OutputRange(FloatLayer layer, CalibrationRanges.Range seen, bool isLast, QuantizationOptions options)
    {
        if (isLast)
        {
            return options.Output ?? Union((seen.Min, seen.Max), options.LeastOutput);
        }

        (float min, float max) = (seen.Min * options.Margin, seen.Max * options.Margin);

        // A hidden value is a sigmoid times a tanh.
        return layer is FloatLstm ? (Math.Max(min, -1f), Math.Min(max, 1f)) : (min, max);
    }

    private static QuantizedLstm Quantize(
        FloatLstm lstm, QuantParams input, QuantParams hidden, float largestCell, float[][] means, CompensatedRounding? compensation)
    {
        int exponent = largestCell > 0 ? (int)Math.Ceiling(Math.Log2(largestCell)) : 0;

        // Below 2^0 finer cells gain nothing: gate sums themselves have 12 fraction bits.
        float cellScale = (float)Math.ScaleB(1.0, Math.Clamp(exponent, 0, 6) - 15);
        RoundedWeights[] gates = [.. lstm.Biases.Select((bias, gate) =>
            RoundedWeights.Of([lstm.InputWeights[gate], lstm.RecurrentWeights[gate]], bias, means, compensation))];
        return new QuantizedLstm(
            lstm.Name, input, hidden, lstm.InputSize, lstm.Units, lstm.ReturnSequences, cellScale, lstm.CellClip,
            [.. gates.Select(gate => gate.Scales[0])], [.. gates.Select(gate => gate.Scales[1])],
            [.. gates.Select(gate => gate.Values[0])], [.. gates.Select(gate => gate.Values[1])],
            [.. gates.Select(gate => Bias(gate.Bias, input.Scale * gate.Scales[0]))]);
    }

    private static QuantizedDense Quantize(FloatDense dense, QuantParams input, QuantParams output, float[] meanInput, CompensatedRounding? compensation)
    {
        bool fused = dense.Activation is Activation.None or Activation.Relu or Activation.Relu6 or Activation.ReluN1To1;
        if (!fused)
        {
            throw new UserError($"Layer '{dense.Name}': {dense.Activation} must stand as a layer of its own before it is quantised.");
        }

        var rounded = RoundedWeights.Of([dense.Weights], dense.Bias, [meanInput], compensation);
        return new QuantizedDense(
            dense.Name, input, output, dense.InputSize, dense.Units, dense.Activation, rounded.Scales, rounded.Values[0],
            Bias(rounded.Bias, input.Scale * rounded.Scales[0]));
    }

    private static QuantizedActivation Standalone(string name, Activation activation, QuantParams input, QuantParams output, int size, ActivationWidth width) =>
        (activation, width) switch
        {
            (Activation.Sigmoid or Activation.Softmax or Activation.Tanh, ActivationWidth.Int16) => new QuantizedActivation(name, input, new QuantParams(1f / 32768f, 0), activation, size),
            (Activation.Sigmoid or Activation.Softmax, _) => new QuantizedActivation(name, input, new QuantParams(1f / 256f, -128), activation, size),
            (Activation.Tanh, _) => new QuantizedActivation(name, input, new QuantParams(1f / 128f, 0), activation, size),
            _ => new QuantizedActivation(name, input, output, activation, size),
        };

    private static long[] Bias(float[] bias, float scale) =>
        [.. bias.Select(value => (long)Math.Clamp(Math.Round((double)value / scale, MidpointRounding.AwayFromZero), int.MinValue, int.MaxValue))];
}
