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
    // 0.01 * 100 is 1 in single precision; in double, the single 0.01 is less.
    private const float TieScale = 0.01f, TieWeightScale = 100f / 32768;

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

    /// <summary>Quantisation of the input, and of every hidden state, of a network of <see cref="TieLstm"/>.</summary>
    public static QuantParams TieInput(bool wide) => wide ? new QuantParams(TieScale / 256, 0) : new QuantParams(TieScale, 2);

    /// <summary>An LSTM.</summary>
    /// <param name="units">Its units.</param>
    /// <param name="cellExponent">The cell state's scale is 2 to this power.</param>
    /// <param name="cellClip">Where the cell state is clipped (+-); 0: nowhere.</param>
    /// <param name="zeroPoint">Zero point of the hidden state.</param>
    /// <param name="sequences">Whether it gives all time steps.</param>
    /// <param name="weights">Its weights; random ones where they are left out.</param>
    public NetworkBuilder Lstm(
        int units, int cellExponent, float cellClip, int zeroPoint = 0, bool sequences = true, LstmWeights? weights = null)
    {
        // Random weights leave the gates neither all open nor all shut, over few inputs and over many.
        weights ??= new LstmWeights();
        float limit = 2.6f * weights.Gain / MathF.Sqrt(size), recurrentLimit = 2f * weights.RecurrentGain / MathF.Sqrt(units);
        var hidden = wide ? new QuantParams(1f / 32768, zeroPoint) : new QuantParams(1f / 130, zeroPoint);
        return Lstm(
            units, cellExponent, cellClip, hidden, sequences, weights,
            Scales(limit, 1f, 0.8f, 1.3f, 1.1f), Scales(recurrentLimit, 1f, 1.2f, 0.7f, 0.9f));
    }

    /// <summary>
    /// An LSTM whose scales are a power of two once they are multiplied in single precision, and a little less in double: sums that are
    /// halves show which of the two was computed. It takes <see cref="TieInput"/>, or the output of another one.
    /// </summary>
    /// <param name="units">Its units.</param>
    public NetworkBuilder TieLstm(int units) => Lstm(
        units, -12, 10f, TieInput(wide), true, new LstmWeights(),
        [.. Enumerable.Repeat(TieWeightScale, 4)], [.. Enumerable.Repeat(TieWeightScale, 4)]);

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
        return Dense(
            units, output, activation, pattern,
            perChannel ? [.. Enumerable.Range(0, units).Select(unit => limit * (1 + (unit % 5)) / 381)] : [limit / 127]);
    }

    /// <summary>A fully connected layer with the scales of <see cref="TieLstm"/>.</summary>
    /// <param name="units">Its outputs.</param>
    /// <param name="perChannel">One weight scale an output in place of one for all.</param>
    public NetworkBuilder TieDense(int units, bool perChannel) => Dense(
        units, wide ? new QuantParams(1f / 8192, 0) : new QuantParams(1f / 32, -4), Activation.None, WeightPattern.Random,
        [.. Enumerable.Repeat(TieWeightScale, perChannel ? units : 1)]);

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

    private NetworkBuilder Lstm(
        int units, int cellExponent, float cellClip, QuantParams hidden, bool sequences, LstmWeights weights,
        float[] inputScales, float[] recurrentScales)
    {
        layers.Add(new QuantizedLstm(
            $"lstm{layers.Count}", current, hidden, size, units, sequences, MathF.ScaleB(1f, cellExponent), cellClip,
            inputScales, recurrentScales,
            [.. Enumerable.Range(0, 4).Select(_ => source.Weights(units * size, weights.Input))],
            [.. Enumerable.Range(0, 4).Select(_ => source.Weights(units * units, weights.Recurrent))],
            [.. inputScales.Select(scale => source.Biases(units, (int)(1.2f / (current.Scale * scale))))]));
        (current, size, steps) = (hidden, units, sequences ? steps : 1);
        return this;
    }

    private NetworkBuilder Dense(int units, QuantParams output, Activation activation, WeightPattern pattern, float[] scales)
    {
        layers.Add(new QuantizedDense(
            $"dense{layers.Count}", current, output, size, units, activation, scales, source.Weights(units * size, pattern),
            source.Biases(units, (int)(0.7f / (current.Scale * scales[0])))));
        (current, size) = (output, units);
        return this;
    }

    private static float[] Scales(float limit, params float[] factors) => [.. factors.Select(factor => factor * limit / 127)];
}
