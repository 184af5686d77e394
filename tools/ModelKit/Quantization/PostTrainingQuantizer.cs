using System.Numerics.Tensors;
using NanoBms.ModelKit.Networks;

namespace NanoBms.ModelKit.Quantization;

/// <summary>
/// Makes an int8 network of a float one as the TensorFlow Lite converter does with a representative dataset: weights int8 per
/// tensor and symmetric, activations int8 asymmetric by their range, hidden state and output of an LSTM in one quantisation,
/// cell state int16 with a power of two.
/// </summary>
public static class PostTrainingQuantizer
{
    /// <summary>Quantises a network by calibration samples ([time steps, features] each).</summary>
    /// <param name="network">The float network: LSTM, dense and activation layers.</param>
    /// <param name="samples">Calibration samples; in order of time where the network is stateful, with an empty one where its state starts anew.</param>
    /// <param name="input">Quantisation of the input where it is fixed; null: by the samples' range.</param>
    /// <param name="outputRange">Range of the network's output where it is fixed; null: by the samples.</param>
    /// <exception cref="ModelFormatException">A layer that has no int8 form here, or unusable samples.</exception>
    public static QuantizedNetwork Quantize(
        FloatNetwork network, IEnumerable<float[]> samples, QuantParams? input = null, (float Min, float Max)? outputRange = null)
    {
        IReadOnlyList<FloatLayer> folded = AffineFolding.Fold(network);
        network = network with { Layers = folded };
        var ranges = new CalibrationRanges(network, samples);
        input ??= Asymmetric(ranges.Input.Min, ranges.Input.Max);
        QuantParams before = input;
        int size = network.InputSize, steps = network.TimeSteps;
        var layers = new List<QuantizedLayer>();
        for (int k = 0; k < folded.Count; k++)
        {
            CalibrationRanges.Range range = ranges.Output(k);
            bool last = k == folded.Count - 1;
            QuantParams after = last && outputRange is { } fixedRange
                ? Asymmetric(fixedRange.Min, fixedRange.Max)
                : Asymmetric(range.Min, range.Max);
            switch (folded[k])
            {
                case FloatLstm lstm:
                    layers.Add(Quantize(lstm, before, after, ranges.Cell(k), ranges.MeanInput(k), ranges.MeanHidden(k)));
                    size = lstm.Units;
                    steps = lstm.ReturnSequences ? steps : 1;
                    break;
                case FloatDense dense:
                    foreach (QuantizedLayer layer in Quantize(dense, before, after, ranges.MeanInput(k)))
                    {
                        layers.Add(layer);
                    }

                    size = dense.Units;
                    break;
                case FloatActivation activation:
                    layers.Add(Standalone(activation.Name, activation.Activation, before, after, size));
                    break;
                case FloatFlatten flatten:
                    layers.Add(new QuantizedFlatten(flatten.Name, before));
                    size *= steps;
                    steps = 1;
                    break;
                default:
                    throw new ModelFormatException($"Layer '{folded[k].Name}' has no int8 form; use LSTM, Dense and activation layers.");
            }

            before = layers[^1].Output;
        }

        return new QuantizedNetwork(
            network.Name, ActivationWidth.Int8, network.TimeSteps, network.InputSize, network.Stateful,
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

    private static QuantizedLstm Quantize(FloatLstm lstm, QuantParams input, QuantParams hidden, float largestCell, float[] meanInput, float[] meanHidden)
    {
        (sbyte[] Values, float Scale)[] inputWeights = [.. lstm.InputWeights.Select(gate => Symmetric(gate))];
        (sbyte[] Values, float Scale)[] recurrentWeights = [.. lstm.RecurrentWeights.Select(gate => Symmetric(gate))];
        int exponent = largestCell > 0 ? (int)Math.Ceiling(Math.Log2(largestCell)) : 0;

        // Below 2^0 finer cells gain nothing: gate sums themselves have 12 fraction bits.
        float cellScale = (float)Math.ScaleB(1.0, Math.Clamp(exponent, 0, 6) - 15);
        return new QuantizedLstm(
            lstm.Name, input, hidden, lstm.InputSize, lstm.Units, lstm.ReturnSequences, cellScale, lstm.CellClip,
            [.. inputWeights.Select(gate => gate.Scale)], [.. recurrentWeights.Select(gate => gate.Scale)],
            [.. inputWeights.Select(gate => gate.Values)], [.. recurrentWeights.Select(gate => gate.Values)],
            [.. lstm.Biases.Select((bias, gate) =>
            {
                float[] corrected = Corrected(bias, lstm.InputWeights[gate], inputWeights[gate], meanInput);
                corrected = Corrected(corrected, lstm.RecurrentWeights[gate], recurrentWeights[gate], meanHidden);
                return Bias(corrected, input.Scale * inputWeights[gate].Scale);
            })]);
    }

    private static IEnumerable<QuantizedLayer> Quantize(FloatDense dense, QuantParams input, QuantParams output, float[] meanInput)
    {
        (sbyte[] weights, float scale) = Symmetric(dense.Weights);
        float[] bias = Corrected(dense.Bias, dense.Weights, (weights, scale), meanInput);
        bool fused = dense.Activation is Activation.None or Activation.Relu or Activation.Relu6 or Activation.ReluN1To1;
        if (!fused)
        {
            throw new ModelFormatException($"Layer '{dense.Name}': {dense.Activation} must stand as a layer of its own before it is quantised.");
        }

        yield return new QuantizedDense(
            dense.Name, input, output, dense.InputSize, dense.Units, dense.Activation, [scale], weights, Bias(bias, input.Scale * scale));
    }

    private static QuantizedActivation Standalone(string name, Activation activation, QuantParams input, QuantParams output, int size) =>
        activation switch
        {
            Activation.Sigmoid or Activation.Softmax => new QuantizedActivation(name, input, new QuantParams(1f / 256f, -128), activation, size),
            Activation.Tanh => new QuantizedActivation(name, input, new QuantParams(1f / 128f, 0), activation, size),
            _ => new QuantizedActivation(name, input, output, activation, size),
        };

    /// <summary>
    /// A bias that takes up what rounding the weights changes on average: sum over the inputs of (weight - rounded weight) * mean input.
    /// </summary>
    private static float[] Corrected(float[] bias, float[] weights, (sbyte[] Values, float Scale) rounded, float[] meanInput)
    {
        int columns = meanInput.Length;
        var corrected = new float[bias.Length];
        for (int row = 0; row < bias.Length; row++)
        {
            double sum = bias[row];
            for (int column = 0; column < columns; column++)
            {
                int k = row * columns + column;
                sum += ((double)weights[k] - rounded.Values[k] * (double)rounded.Scale) * meanInput[column];
            }

            corrected[row] = (float)sum;
        }

        return corrected;
    }

    private static long[] Bias(float[] bias, float scale) =>
        [.. bias.Select(value => (long)Math.Clamp(Math.Round((double)value / scale, MidpointRounding.AwayFromZero), int.MinValue, int.MaxValue))];
}
