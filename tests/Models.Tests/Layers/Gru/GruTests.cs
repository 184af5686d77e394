using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Layers;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Tflite;
using static NanoBms.Models.Tests.KerasFiles;
using static NanoBms.Models.Tests.Layers.TestNumbers;

namespace NanoBms.Models.Tests.Layers.Gru;

/// <summary>Keras' GRU from its file to integers, against formulas that are written down beside the tests.</summary>
public class GruTests(ITestOutputHelper output)
{
    private const int Steps = 12, Inputs = 3, Units = 5, All = 3 * Units;
    private const string Input = """{"class_name": "InputLayer", "config": {"batch_shape": [null, 12, 3], "name": "input"}}""";

    [Theory]
    [InlineData(true, true, "tanh", "sigmoid", Activation.Tanh, Activation.Sigmoid)]
    [InlineData(false, true, "tanh", "sigmoid", Activation.Tanh, Activation.Sigmoid)]
    [InlineData(true, false, "tanh", "sigmoid", Activation.Tanh, Activation.Sigmoid)]
    [InlineData(false, false, "tanh", "hard_sigmoid", Activation.Tanh, Activation.HardSigmoid6)]
    [InlineData(true, true, "relu", "sigmoid", Activation.Relu, Activation.Sigmoid)]
    [InlineData(false, true, "relu", "hard_sigmoid", Activation.Relu, Activation.HardSigmoid6)]
    public void A_keras_3_archive_gives_what_the_formula_gives(
        bool resetAfter, bool hasBias, string activation, string gates, Activation candidateActivation, Activation gateActivation)
    {
        var random = new Random(3);
        float[,] kernel = Matrix(random, Inputs, All), recurrent = Matrix(random, Units, All), biases = Matrix(random, 2, All);
        float[] single = Values(random, All, 0.3f);
        string options = "\"return_sequences\": true, \"use_bias\": " + (hasBias ? "true" : "false");
        (string, object)[] arrays =
        [
            ("layers/gru/cell/vars/0", kernel), ("layers/gru/cell/vars/1", recurrent),
            ("layers/gru/cell/vars/2", resetAfter ? biases : single),
        ];
        byte[] file = Archive(
            Sequential(Input, Layer(activation, gates, resetAfter, options)), Hdf5(hasBias ? arrays : arrays[..2]));

        Expect(
            ModelReader.Read(file, "m.keras").Float!,
            Formula(kernel, recurrent, hasBias ? resetAfter ? biases : Beside(single) : new float[2, All], resetAfter, candidateActivation,
                gateActivation));
    }

    [Fact]
    public void A_file_of_keras_1_or_2_without_the_option_resets_before_the_product()
    {
        var random = new Random(4);
        float[,] kernel = Matrix(random, Inputs, All), recurrent = Matrix(random, Units, All);
        float[] bias = Values(random, All, 0.3f);
        string model = Sequential(Input, """
            {"class_name": "GRU", "config": {"name": "r", "units": 5, "activation": "tanh", "recurrent_activation": "hard_sigmoid",
            "use_bias": true, "return_sequences": true}}
            """);
        const string Group = "model_weights/r/r/";
        byte[] file = Hdf5Model(
            model, "2.1.0", (Group + "kernel:0", kernel), (Group + "recurrent_kernel:0", recurrent), (Group + "bias:0", bias));

        Expect(
            ModelReader.Read(file, "m.h5").Float!,
            Formula(kernel, recurrent, Beside(bias), false, Activation.Tanh, Activation.HardSigmoid));
    }

    [Fact]
    public void An_rnn_of_a_cell_is_read_too()
    {
        var random = new Random(5);
        float[,] kernel = Matrix(random, Inputs, All), recurrent = Matrix(random, Units, All), bias = Matrix(random, 2, All);
        string model = Sequential(Input, """
            {"class_name": "RNN", "config": {"name": "r", "return_sequences": true, "cell": {"class_name": "GRUCell",
            "config": {"units": 5, "reset_after": true, "use_bias": true}}}}
            """);
        byte[] file = Archive(model, Hdf5(
            ("layers/rnn/cell/vars/0", kernel), ("layers/rnn/cell/vars/1", recurrent), ("layers/rnn/cell/vars/2", bias)));

        Expect(ModelReader.Read(file, "m.keras").Float!, Formula(kernel, recurrent, bias, true, Activation.Tanh, Activation.Sigmoid));
    }

    /// <summary>
    /// Reset after the product, candidate and gate activation, int16, exponents of the gates' and of the candidate's sums, output scale,
    /// zero points.
    /// </summary>
    public static readonly TheoryData<bool, Activation, Activation, bool, int, int, float, int, int> Layers = new()
    {
        { true, Activation.Tanh, Activation.Sigmoid, false, -12, -12, 1f / 128, 6, 0 },
        { false, Activation.Tanh, Activation.Sigmoid, false, -12, -12, 1f / 128, -128, 3 },
        { true, Activation.Tanh, Activation.Sigmoid, true, -12, -12, 1f / 32768, 0, 0 },
        { false, Activation.Tanh, Activation.Sigmoid, true, -11, -12, 0.9f / 32768, 0, 0 },
        { true, Activation.Tanh, Activation.Sigmoid, false, -8, -10, 1f / 100, 127, -128 },
        { false, Activation.Tanh, Activation.HardSigmoid, false, -12, -11, 1f / 128, 6, 0 },
        { true, Activation.Tanh, Activation.HardSigmoid6, true, -10, -12, 1f / 32768, 0, 0 },
        { true, Activation.Relu, Activation.Sigmoid, false, -12, -14, 0.01f, -20, -128 },
        { false, Activation.Relu, Activation.Sigmoid, false, -12, -11, 0.05f, -20, -128 },
        { true, Activation.Relu, Activation.HardSigmoid, true, -12, -13, 4f / 32768, 0, 0 },
        { true, Activation.Softsign, Activation.Sigmoid, false, -12, -12, 1f / 128, 1, 2 },
        { true, Activation.None, Activation.Tanh, false, -12, -12, 0.1f, 1, 2 },
        { false, Activation.None, Activation.Relu, false, -12, -12, 0.5f, 1, 2 },
        { true, Activation.Tanh, Activation.Relu, true, -12, -12, 4f / 32768, 0, 0 },
        { true, Activation.Tanh, Activation.Softsign, false, -12, -6, 1f / 64, 1, 2 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Integers_equal_the_formula_bit_for_bit(
        bool resetAfter, Activation candidate, Activation gates, bool isWide, int gateExponent, int candidateExponent, float outputScale,
        int inputZero, int outputZero)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var seen = new HashSet<short>();
        foreach (int units in new[] { 1, 7, 20 })
        {
            float[] sums = [.. new[] { gateExponent, gateExponent, candidateExponent }.Select(n => MathF.ScaleB(1f, n))];
            var input = new QuantParams(isWide ? 1f / 32767 : 1f / 64, inputZero);
            int width = isWide ? 32767 : 127;
            var layer = new QuantizedGru(
                "r", input, new QuantParams(outputScale, outputZero), Inputs, units, true, resetAfter, candidate, gates, sums,
                [.. sums.Select(sum => 9000 * sum / (input.Scale * width * 127))],
                [.. sums.Select(sum => 9000 * sum / (outputScale * width * 127 * units))],
                [.. sums.Select(_ => Bytes(random, units * Inputs))], [.. sums.Select(_ => Bytes(random, units * units))],
                [.. sums.Select(_ => Enumerable.Range(0, units).Select(_ => (long)random.Next(-3000, 3001)).ToArray())],
                resetAfter ? [.. Enumerable.Range(0, units).Select(_ => (long)random.Next(-3000, 3001))] : new long[units]);
            layer.Check();
            short[][] steps = TestNumbers.Steps(random, 40, Inputs, isWide);
            short[][] expected = GruReference.Run(layer, isWide, steps);

            Assert.Equal(expected.SelectMany(state => state), Whole(layer, isWide, steps));
            Assert.Equal(expected.SelectMany(state => state), Streamed(layer, isWide, steps));
            Assert.Equal(expected[^1], Whole(layer with { ReturnSequences = false }, isWide, steps));
            seen.UnionWith(expected.SelectMany(state => state));
        }

        // Gates without bounds soon drive all to one end.
        Assert.True(seen.Count > (gates is Activation.Relu or Activation.Tanh ? 2 : 10), $"only {seen.Count} different values");
    }

    [Theory]
    [InlineData(true, Activation.Tanh, ActivationWidth.Int8, 1.5)]
    [InlineData(false, Activation.Tanh, ActivationWidth.Int8, 1.5)]
    [InlineData(true, Activation.Relu, ActivationWidth.Int8, 1.5)]
    [InlineData(true, Activation.Tanh, ActivationWidth.Int16, 0.15)]
    [InlineData(false, Activation.Relu, ActivationWidth.Int16, 0.15)]
    public void Quantised_it_stays_close_to_the_float_network(bool resetAfter, Activation candidate, ActivationWidth width, double percent)
    {
        var random = new Random(6);
        var network = new FloatNetwork("n", Steps, Inputs, false,
        [
            RandomLayer(random, "a", Inputs, 16, true, resetAfter, candidate, 0.8f),
            RandomLayer(random, "b", 16, 8, false, resetAfter, candidate, 0.5f),
            new FloatDense("d", 8, 1, Activation.None, Values(random, 8, 0.7f), [0.1f]),
        ]);
        QuantizedNetwork quantized = Closeness.Expect(network, width, percent, output);

        Assert.Equal([12 * 3 * 16 * 19, 12 * 3 * 8 * 24, 8], LayerKinds.Facts(quantized).Select(facts => facts.Macs));
    }

    [Fact]
    public void A_state_that_moves_less_than_a_step_of_int8_still_moves()
    {
        // z = 0.995: each step brings 0.5 % of the rest of the way to tanh(3); steps of int8 alone would stand still a third below it.
        const float Open = 5.3f;
        var layer = new FloatGru(
            "r", 1, 1, false, true, Activation.Tanh, Activation.Sigmoid, [[0f], [0f], [3f]], [[0f], [0f], [0f]],
            [[Open], [0f], [0f]], [0f]);
        var network = new FloatNetwork("n", 1500, 1, false, [layer]);
        float[] window = [.. Enumerable.Repeat(1f, 1500)];
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, [window], QuantizationOptions.Close);

        OutputError error = Assert.Single(QuantizationReport.Measure(network, quantized, [window]));
        Assert.InRange(error.Largest, 0, 0.012);
    }

    [Fact]
    public void It_has_no_form_in_a_tflite_file()
    {
        var network = new FloatNetwork("n", 2, Inputs, false,
            [RandomLayer(new Random(7), "r", Inputs, 2, false, true, Activation.Tanh, 1f)]);
        Assert.Equal(
            "Layer 'r' has no form in a .tflite file; convert the file that it was read from.",
            Assert.Throws<UserError>(() => TfliteWriter.Write(network)).Message);
    }

    private static void Expect(FloatNetwork network, FloatGru formula)
    {
        var read = Assert.IsType<FloatGru>(Assert.Single(network.Layers));
        Assert.Equal(
            (formula.CandidateActivation, formula.GateActivation, formula.ResetAfter, Units, Inputs, true),
            (read.CandidateActivation, read.GateActivation, read.ResetAfter, read.Units, read.InputSize, read.ReturnSequences));
        var random = new Random(8);
        float[][] steps = [.. Enumerable.Range(0, Steps).Select(_ => Values(random, Inputs, 1f))];
        TestNumbers.Expect([.. GruReference.Run(formula, steps).SelectMany(state => state)], network, steps);
    }

    /// <summary>Keras' arrays as the formula has them; with the reset gate before the product there is one bias.</summary>
    private static FloatGru Formula(
        float[,] kernel, float[,] recurrent, float[,] biases, bool resetAfter, Activation candidate, Activation gates)
    {
        float Bias(int gate, int u) => biases[0, (gate * Units) + u] + (gate < 2 ? biases[1, (gate * Units) + u] : 0);
        return new FloatGru(
            "r", Inputs, Units, true, resetAfter, candidate, gates,
            [.. Enumerable.Range(0, 3).Select(gate => Rows(kernel, gate * Units, Units))],
            [.. Enumerable.Range(0, 3).Select(gate => Rows(recurrent, gate * Units, Units))],
            [.. Enumerable.Range(0, 3).Select(gate => Enumerable.Range(0, Units).Select(u => Bias(gate, u)).ToArray())],
            [.. Enumerable.Range(0, Units).Select(u => biases[1, (2 * Units) + u])]);
    }

    private static float[,] Beside(float[] bias)
    {
        var biases = new float[2, bias.Length];
        for (int k = 0; k < bias.Length; k++)
        {
            biases[0, k] = bias[k];
        }

        return biases;
    }

    private static string Layer(string activation, string gates, bool resetAfter, string options) =>
        "{\"class_name\": \"GRU\", \"config\": {\"name\": \"r\", \"units\": 5, \"activation\": \"" + activation
            + "\", \"recurrent_activation\": \"" + gates + "\", \"reset_after\": " + (resetAfter ? "true" : "false")
            + ", " + options + "}}";

    private static FloatGru RandomLayer(
        Random random, string name, int inputs, int units, bool sequences, bool resetAfter, Activation candidate, float limit) => new(
        name, inputs, units, sequences, resetAfter, candidate, Activation.Sigmoid,
        [.. Enumerable.Range(0, 3).Select(_ => Values(random, units * inputs, limit))],
        [.. Enumerable.Range(0, 3).Select(_ => Values(random, units * units, limit / 2))],
        [.. Enumerable.Range(0, 3).Select(_ => Values(random, units, 0.3f))],
        resetAfter ? Values(random, units, 0.3f) : new float[units]);
}
