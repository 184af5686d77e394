using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Tflite;
using static NanoBms.Models.Tests.KerasFiles;

namespace NanoBms.Models.Tests.Layers.SimpleRnn;

/// <summary>Keras' SimpleRNN from its file to integers, against formulas that are written down beside the tests.</summary>
public class SimpleRnnTests(ITestOutputHelper output)
{
    private const int Steps = 12, Inputs = 3, Units = 5;
    private const string Input = """{"class_name": "InputLayer", "config": {"batch_shape": [null, 12, 3], "name": "input"}}""";

    [Theory]
    [InlineData("tanh", true, "SimpleRNN")]
    [InlineData("relu", true, "SimpleRNN")]
    [InlineData("tanh", false, "SimpleRNN")]
    [InlineData("relu", true, "RNN")]
    public void A_keras_file_gives_what_the_formula_gives(string activation, bool hasBias, string className)
    {
        (float[,] kernel, float[,] recurrent, float[] bias) = Weights(new Random(3));
        string options = $"\"units\": {Units}, \"activation\": \"{activation}\", \"use_bias\": {(hasBias ? "true" : "false")}";
        string config = className == "RNN"
            ? "\"return_sequences\": true, \"cell\": {\"class_name\": \"SimpleRNNCell\", \"config\": {" + options + "}}"
            : "\"return_sequences\": true, " + options;
        string model = Sequential(Input, "{\"class_name\": \"" + className + "\", \"config\": {\"name\": \"r\", " + config + "}}");
        string group = className == "RNN" ? "rnn" : "simple_rnn";
        (string, object)[] arrays =
            [($"layers/{group}/cell/vars/0", kernel), ($"layers/{group}/cell/vars/1", recurrent), ($"layers/{group}/cell/vars/2", bias)];
        FloatNetwork network = ModelReader.Read(Archive(model, Hdf5(hasBias ? arrays : arrays[..2])), "m.keras").Float!;

        Activation expectedActivation = activation == "tanh" ? Activation.Tanh : Activation.Relu;
        Expect(network, new FloatSimpleRnn("r", Inputs, Units, true, expectedActivation, Rows(kernel), Rows(recurrent), hasBias
            ? bias : new float[Units]));
    }

    [Fact]
    public void A_whole_model_hdf5_file_gives_the_same()
    {
        (float[,] kernel, float[,] recurrent, float[] bias) = Weights(new Random(4));
        string model = Sequential(Input, Layer("\"name\": \"r\", \"units\": 5, \"return_sequences\": true"));
        const string Group = "model_weights/r/r/simple_rnn_cell/";
        byte[] file = Hdf5Model(model, (Group + "kernel:0", kernel), (Group + "recurrent_kernel:0", recurrent), (Group + "bias:0", bias));

        Expect(
            ModelReader.Read(file, "m.h5").Float!,
            new FloatSimpleRnn("r", Inputs, Units, true, Activation.Tanh, Rows(kernel), Rows(recurrent), bias));
    }

    [Theory]
    [InlineData("\"units\": 5, \"activation\": \"sigmoid\"", "Layer 'r' (SimpleRNN) has activation='sigmoid', which is not supported; "
        + "train it with activation='tanh' or 'relu'.")]
    [InlineData("\"units\": 5, \"go_backwards\": true, \"stateful\": true", "Layer 'r/backwards' needs all 12 time steps of a call at "
        + "once, and the model carries its state from call to call (stateful=True), so that it cannot be given one at a time; train it "
        + "with stateful=False.")]
    [InlineData("\"units\": 5, \"return_state\": true", "Layer 'r' (SimpleRNN) has return_state=True, which is not supported; return the "
        + "output alone.")]
    [InlineData("\"units\": 4", "Layer 'r' (SimpleRNN) has 'kernel' of shape [3,5] where [3,4] is needed; the file is damaged or its "
        + "model is not a plain sequence; save it again from Keras.")]
    public void Options_are_refused_by_name(string options, string sentence)
    {
        (float[,] kernel, float[,] recurrent, float[] bias) = Weights(new Random(5));
        byte[] file = Archive(
            Sequential(Input, Layer("\"name\": \"r\", " + options)),
            Hdf5(("layers/simple_rnn/cell/vars/0", kernel), ("layers/simple_rnn/cell/vars/1", recurrent),
                ("layers/simple_rnn/cell/vars/2", bias)));
        Assert.Equal(sentence, Assert.Throws<UserError>(() => ModelReader.Read(file, "m.keras")).Message);
    }

    /// <summary>
    /// Exponent of the sums, activation, int16, zero points, input weights' scale, recurrent weights' scale, output scale.
    /// </summary>
    public static readonly TheoryData<int, Activation, bool, int, int, float, float, float> Layers = new()
    {
        { -12, Activation.Tanh, false, 6, -3, 0.004f, 0.006f, 1f / 127 },
        { -12, Activation.Tanh, false, -128, 127, 0.02f, 0.05f, 1f / 127 },
        { -9, Activation.Tanh, false, 127, -128, 0.05f, 0.03f, 1f / 255 },
        { -4, Activation.Tanh, false, 0, 0, 1f, 0.5f, 1f / 128 },
        { -2, Activation.Tanh, false, 3, 5, 0.02f, 0.02f, 1f / 100 },
        { -12, Activation.Tanh, false, 3, 5, 1f, 1f, 1f / 100 },
        { -12, Activation.Tanh, true, 0, 0, 0.5f, 0.01f, 1f / 32768 },
        { -11, Activation.Tanh, true, 0, 0, 0.006f, 0.03f, 0.4f / 32767 },
        { -12, Activation.Relu, false, 6, -128, 0.004f, 0.0006f, 0.01f },
        { -10, Activation.Relu, false, -20, -100, 0.02f, 0.004f, 0.02f },
        { -15, Activation.Relu, false, 12, 40, 0.0004f, 0.02f, 0.002f },
        { -20, Activation.Relu, false, 12, -128, 0.00001f, 0.02f, 0.0000004f },
        { -11, Activation.Relu, true, 0, 0, 0.5f, 0.01f, 12f / 32767 },
        { -14, Activation.Relu, true, 0, 0, 0.006f, 0.01f, 1.5f / 32767 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Integers_equal_the_formula_bit_for_bit(
        int exponent, Activation activation, bool isWide, int inputZero, int outputZero, float inputWeightScale, float recurrentWeightScale,
            float outputScale)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var seen = new HashSet<short>();
        foreach (int units in new[] { 1, 7, 33 })
        {
            var input = new QuantParams(isWide ? 1f / 32767 : 1f / 64, inputZero);
            var layer = new QuantizedSimpleRnn(
                "r", input, new QuantParams(outputScale, outputZero), Inputs, units, true, activation, MathF.ScaleB(1f, exponent),
                inputWeightScale, recurrentWeightScale / units, Bytes(random, units * Inputs), Bytes(random, units * units),
                [.. Enumerable.Range(0, units).Select(_ => (long)random.Next(-300, 301))]);
            layer.Check();
            (int min, int max) = isWide ? (short.MinValue, short.MaxValue) : ((int)sbyte.MinValue, (int)sbyte.MaxValue);
            short[][] steps = [.. Enumerable.Range(0, 40).Select(t => Enumerable.Range(0, Inputs).Select(_ => (short)(t switch
            {
                0 => min,
                1 => max,
                _ => random.Next(min, max + 1),
            })).ToArray())];
            short[][] expected = SimpleRnnReference.Run(layer, isWide, [.. Enumerable.Repeat((short)outputZero, units)], steps);

            Assert.Equal(expected.SelectMany(state => state), Whole(layer, isWide, steps));
            Assert.Equal(expected.SelectMany(state => state), Streamed(layer, isWide, steps));
            Assert.Equal(expected[^1], Whole(layer with { ReturnSequences = false }, isWide, steps));
            seen.UnionWith(expected.SelectMany(state => state));
        }

        // A layer that is always at one end of its range would show nothing; sums in steps of a sixteenth have few values of tanh between.
        Assert.True(seen.Count > 6, $"only {seen.Count} different values");
    }

    [Theory]
    [InlineData(Activation.Tanh, ActivationWidth.Int8, 2.5)]
    [InlineData(Activation.Relu, ActivationWidth.Int8, 2.5)]
    [InlineData(Activation.Tanh, ActivationWidth.Int16, 0.2)]
    [InlineData(Activation.Relu, ActivationWidth.Int16, 0.2)]
    public void Quantised_it_stays_close_to_the_float_network(Activation activation, ActivationWidth width, double percent)
    {
        var random = new Random(6);
        var network = new FloatNetwork("n", Steps, Inputs, false,
        [
            new FloatAffine("s", [2f, 0.5f, -1f], [0.1f, -0.3f, 0.2f]),
            RandomLayer(random, "a", Inputs, 16, true, activation, 0.5f),
            RandomLayer(random, "b", 16, 8, false, activation, 0.4f),
            new FloatDense("d", 8, 1, Activation.None, Values(random, 8, 0.5f), [0.1f]),
        ]);
        float[][] samples = [.. CalibrationSamples.InRange(network, -1, 1, 300)];
        QuantizationOptions options = QuantizationOptions.Close with { Width = width, Output = (-3f, 3f) };
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, samples, options);

        OutputError error = Assert.Single(QuantizationReport.Measure(network, quantized,
            CalibrationSamples.InRange(Steps, Inputs, -1, 1, 200, 77)));
        double range = quantized.Output.Scale * (width == ActivationWidth.Int8 ? 255 : 65535);

        Assert.InRange(error.Largest, 1e-9, percent / 100 * range);
        Assert.Equal(["SimpleRNN, " + activation, "SimpleRNN, " + activation, "dense"], LayerKinds.Facts(quantized)
            .Select(facts => facts.Kind));
        Assert.Equal([12 * 16 * 19, 12 * 8 * 24, 8], LayerKinds.Facts(quantized).Select(facts => facts.Macs));
        Assert.Equal((width == ActivationWidth.Int8 ? 4 : 8) * 16 + 16 * 19, LayerKinds.Facts(quantized)[0].WeightBytes);
    }

    [Fact]
    public void Sums_that_do_not_fit_the_finest_steps_get_coarser_ones()
    {
        // Parts of 20 and -18 would be cut to 8 and -8.
        var layer = new FloatSimpleRnn("r", 1, 1, false, Activation.Tanh, [20f], [-18f], [0f]);
        var network = new FloatNetwork("n", 2, 1, false, [layer]);
        var quantized = (QuantizedSimpleRnn)PostTrainingQuantizer.Quantize(network, [[1f, 1f], [0f, 0f], [-1f, -1f]]).Layers[0];

        Assert.Equal(MathF.ScaleB(1f, -10), quantized.SumScale);
        var output = new short[1];
        var model = new InterpretedModel(PostTrainingQuantizer.Quantize(network, [[1f, 1f], [0f, 0f], [-1f, -1f]]));
        model.Invoke([127, 127], output);
        Assert.Equal(Math.Tanh(2), (output[0] - model.Info.OutputZeroPoint) * model.Info.OutputScale, 0.03);
    }

    [Fact]
    public void It_has_no_form_in_a_tflite_file()
    {
        var network = new FloatNetwork("n", 2, Inputs, false, [RandomLayer(new Random(7), "r", Inputs, 2, false, Activation.Tanh, 1f)]);
        const string Sentence = "Layer 'r' has no form in a .tflite file; convert the file that it was read from.";
        Assert.Equal(Sentence, Assert.Throws<UserError>(() => TfliteWriter.Write(network)).Message);
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, CalibrationSamples.InRange(network, -1, 1, 8));
        Assert.Equal(Sentence, Assert.Throws<UserError>(() => TfliteWriter.Write(quantized)).Message);
    }

    [Fact]
    public void Outputs_far_smaller_than_their_sums_are_refused()
    {
        var layer = new FloatSimpleRnn("r", 1, 1, false, Activation.Relu, [100_000f], [-1f], [-99_999.99f]);
        var network = new FloatNetwork("n", 1, 1, false, [layer]);
        Assert.Equal(
            "Layer 'r' gives values so much smaller than the sums they are made of that integers cannot tell them apart; train the model "
                + "again, with regularised weights.",
            Assert.Throws<UserError>(() => PostTrainingQuantizer.Quantize(
                network, [[0f], [0.999f], [1f]], new QuantizationOptions { Width = ActivationWidth.Int16 })).Message);
    }

    private static void Expect(FloatNetwork network, FloatSimpleRnn layer)
    {
        var read = Assert.IsType<FloatSimpleRnn>(Assert.Single(network.Layers));
        Assert.Equal((layer.Activation, layer.Units, layer.InputSize, true),
            (read.Activation, read.Units, read.InputSize, read.ReturnSequences));
        var random = new Random(8);
        float[][] steps = [.. Enumerable.Range(0, Steps).Select(_ => Values(random, Inputs, 1f))];

        double[] expected = [.. SimpleRnnReference.Run(layer, steps).SelectMany(state => state)];
        float[] actual = new FloatModel(network).Invoke([.. steps.SelectMany(x => x)]);

        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Contains(expected, value => Math.Abs(value) > 0.1);
    }

    private static short[] Whole(QuantizedSimpleRnn layer, bool isWide, short[][] steps)
    {
        var output = new short[(layer.ReturnSequences ? steps.Length : 1) * layer.Units];
        new InterpretedModel(Network(layer, isWide, steps.Length, false)).Invoke([.. steps.SelectMany(x => x)], output);
        return output;
    }

    private static short[] Streamed(QuantizedSimpleRnn layer, bool isWide, short[][] steps)
    {
        var model = new InterpretedModel(Network(layer, isWide, 1, true));
        return [.. steps.SelectMany(x =>
        {
            var output = new short[layer.Units];
            model.Invoke(x, output);
            return output;
        })];
    }

    private static QuantizedNetwork Network(QuantizedSimpleRnn layer, bool isWide, int steps, bool isStateful) => new(
        "n", isWide ? ActivationWidth.Int16
            : ActivationWidth.Int8, steps, Inputs, isStateful, layer.Input, layer.Output, false, false, [layer]);

    private static string Layer(string options) => "{\"class_name\": \"SimpleRNN\", \"config\": {" + options + "}}";

    private static (float[,] Kernel, float[,] Recurrent, float[] Bias) Weights(Random random) =>
        (Matrix(random, Inputs, Units), Matrix(random, Units, Units), Values(random, Units, 0.3f));

    private static float[,] Matrix(Random random, int rows, int columns)
    {
        var matrix = new float[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                matrix[row, column] = random.NextSingle() - 0.5f;
            }
        }

        return matrix;
    }

    /// <summary>Keras multiplies x W, the formula W x.</summary>
    private static float[] Rows(float[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(1)).SelectMany(column => Enumerable.Range(0, matrix.GetLength(0))
            .Select(row => matrix[row, column]))];

    private static FloatSimpleRnn RandomLayer(Random random, string name, int inputs, int units, bool sequences, Activation activation,
        float limit) => new(
        name, inputs, units, sequences, activation, Values(random, units * inputs, limit), Values(random, units * units, limit / 2),
            Values(random, units, 0.1f));

    private static sbyte[] Bytes(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];

    private static float[] Values(Random random, int count, float limit) =>
        [.. Enumerable.Range(0, count).Select(_ => limit * (2f * random.NextSingle() - 1f))];
}
