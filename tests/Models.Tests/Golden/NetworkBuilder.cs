using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tests.Golden;

/// <summary>
/// Puts layers one after the other; each takes what the one before it gives. All numbers follow from the seed and the arguments.
/// </summary>
internal sealed class NetworkBuilder
{
    private readonly WeightSource source;
    private readonly bool wide;
    private readonly int timeSteps;
    private readonly QuantParams input;
    private readonly int inputSize;
    private readonly List<QuantizedLayer> layers = [];
    private QuantParams current;
    private int size;
    private int steps;

    /// <param name="seed">Decides all weights and biases.</param>
    /// <param name="wide">False: int8 activations; true: int16.</param>
    /// <param name="timeSteps">Time steps of the input.</param>
    /// <param name="inputSize">Values of a time step.</param>
    /// <param name="input">Quantisation of the input; null: about +-2 in the full range.</param>
    public NetworkBuilder(ulong seed, bool wide, int timeSteps, int inputSize, QuantParams? input = null)
    {
        source = new WeightSource(seed);
        this.wide = wide;
        this.timeSteps = steps = timeSteps;
        this.inputSize = size = inputSize;
        this.input = current = input ?? (wide ? new QuantParams(2f / 32767, 0) : new QuantParams(4f / 255, 6));
    }

    /// <summary>An LSTM.</summary>
    /// <param name="units">Its units.</param>
    /// <param name="cellExponent">The cell state's scale is 2 to this power.</param>
    /// <param name="cellClip">Where the cell state is clipped (+-); 0: nowhere.</param>
    /// <param name="zeroPoint">Zero point of the hidden state.</param>
    /// <param name="sequences">Whether it gives all time steps.</param>
    /// <param name="pattern">Its input weights.</param>
    /// <param name="recurrent">Its recurrent weights.</param>
    /// <param name="gain">Makes its input weights' real values greater or smaller.</param>
    public NetworkBuilder Lstm(
        int units, int cellExponent, float cellClip, int zeroPoint = 0, bool sequences = true,
        WeightPattern pattern = WeightPattern.Random, WeightPattern recurrent = WeightPattern.Random, float gain = 1f)
    {
        // Random weights leave the gates neither all open nor all shut, over few inputs and over many.
        float limit = 2.6f * gain / MathF.Sqrt(size), recurrentLimit = 2f / MathF.Sqrt(units);
        float[] inputScales = Scales(limit, 1f, 0.8f, 1.3f, 1.1f), recurrentScales = Scales(recurrentLimit, 1f, 1.2f, 0.7f, 0.9f);
        var hidden = wide ? new QuantParams(1f / 32768, zeroPoint) : new QuantParams(1f / 130, zeroPoint);
        layers.Add(new QuantizedLstm(
            $"lstm{layers.Count}", current, hidden, size, units, sequences, MathF.ScaleB(1f, cellExponent), cellClip,
            inputScales, recurrentScales,
            [.. Enumerable.Range(0, 4).Select(_ => source.Weights(units * size, pattern))],
            [.. Enumerable.Range(0, 4).Select(_ => source.Weights(units * units, recurrent))],
            [.. inputScales.Select(scale => source.Biases(units, (int)(1.2f / (current.Scale * scale))))]));
        (current, size, steps) = (hidden, units, sequences ? steps : 1);
        return this;
    }

    /// <summary>A fully connected layer.</summary>
    /// <param name="units">Its outputs.</param>
    /// <param name="output">Quantisation of its output.</param>
    /// <param name="activation">What is fused into it.</param>
    /// <param name="perChannel">One weight scale an output in place of one for all.</param>
    /// <param name="pattern">Its weights.</param>
    public NetworkBuilder Dense(
        int units, QuantParams output, Activation activation = Activation.None, bool perChannel = false,
        WeightPattern pattern = WeightPattern.Random)
    {
        float limit = 2.6f / MathF.Sqrt(size);
        float[] scales = perChannel ? [.. Enumerable.Range(0, units).Select(unit => limit * (1 + (unit % 5)) / 381)] : [limit / 127];
        layers.Add(new QuantizedDense(
            $"dense{layers.Count}", current, output, size, units, activation, scales, source.Weights(units * size, pattern),
            source.Biases(units, (int)(0.7f / (current.Scale * scales[0])))));
        (current, size) = (output, units);
        return this;
    }

    /// <summary>
    /// An activation as an operator of its own; sigmoid, tanh and softmax have the output quantisation that the runtime prescribes.
    /// </summary>
    public NetworkBuilder Operator(Activation activation, QuantParams? output = null)
    {
        QuantParams prescribed = (wide, activation) switch
        {
            (true, _) => new QuantParams(1f / 32768, 0),
            (_, Activation.Tanh) => new QuantParams(1f / 128, 0),
            _ => new QuantParams(1f / 256, -128),
        };
        QuantParams result = output ?? prescribed;
        layers.Add(new QuantizedActivation($"activation{layers.Count}", current, result, activation, size));
        current = result;
        return this;
    }

    /// <summary>All time steps in one row.</summary>
    public NetworkBuilder Flatten()
    {
        layers.Add(new QuantizedFlatten($"flatten{layers.Count}", current));
        (size, steps) = (steps * size, 1);
        return this;
    }

    /// <summary>The network.</summary>
    public QuantizedNetwork Build(string name) => new(
        name, wide ? ActivationWidth.Int16 : ActivationWidth.Int8, timeSteps, inputSize, false, input, current, false, false, layers);

    private static float[] Scales(float limit, params float[] factors) => [.. factors.Select(factor => factor * limit / 127)];
}
