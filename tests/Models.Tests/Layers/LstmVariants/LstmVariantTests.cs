using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Tflite;
using static NanoBms.Models.Tests.KerasFiles;
using static NanoBms.Models.Tests.Layers.TestNumbers;

namespace NanoBms.Models.Tests.Layers.LstmVariants;

/// <summary>LSTMs of other activations from their files to integers, against formulas that are written down beside the tests.</summary>
public class LstmVariantTests(ITestOutputHelper output)
{
    private const int Steps = 12, Inputs = 3, Units = 5;
    private const string Input = """{"class_name": "InputLayer", "config": {"batch_shape": [null, 12, 3], "name": "input"}}""";

    [Theory]
    [InlineData("relu", "sigmoid", Activation.Relu, Activation.Sigmoid)]
    [InlineData("relu", "hard_sigmoid", Activation.Relu, Activation.HardSigmoid6)]
    [InlineData("tanh", "hard_sigmoid", Activation.Tanh, Activation.HardSigmoid6)]
    [InlineData("sigmoid", "sigmoid", Activation.Sigmoid, Activation.Sigmoid)]
    [InlineData("softsign", "sigmoid", Activation.Softsign, Activation.Sigmoid)]
    [InlineData("linear", "sigmoid", Activation.None, Activation.Sigmoid)]
    [InlineData("hard_sigmoid", "tanh", Activation.HardSigmoid6, Activation.Tanh)]
    [InlineData("tanh", "relu", Activation.Tanh, Activation.Relu)]
    [InlineData("relu", "softsign", Activation.Relu, Activation.Softsign)]
    public void A_keras_3_archive_gives_what_the_formula_gives(
        string cell, string gates, Activation cellActivation, Activation gateActivation)
    {
        (float[,] kernel, float[,] recurrent, float[] bias) = Weights(new Random(3));
        string model = Sequential(Input, Layer(cell, gates, "\"return_sequences\": true, \"use_bias\": true"));
        byte[] file = Archive(model, Hdf5(
            ("layers/lstm/cell/vars/0", kernel), ("layers/lstm/cell/vars/1", recurrent), ("layers/lstm/cell/vars/2", bias)));

        Expect(ModelReader.Read(file, "m.keras").Float!, Formula(kernel, recurrent, bias, cellActivation, gateActivation));
    }

    [Theory]
    [InlineData("2.4.0", Activation.HardSigmoid)]
    [InlineData("3.3.3", Activation.HardSigmoid6)]
    [InlineData(null, Activation.HardSigmoid)]
    public void Hard_sigmoid_is_that_of_the_version_that_wrote_the_hdf5_file(string? version, Activation gateActivation)
    {
        (float[,] kernel, float[,] recurrent, float[] bias) = Weights(new Random(4));
        string model = Sequential(Input, Layer("relu", "hard_sigmoid", "\"return_sequences\": true"));
        const string Group = "model_weights/r/r/lstm_cell/";
        byte[] file = Hdf5Model(
            model, version, (Group + "kernel:0", kernel), (Group + "recurrent_kernel:0", recurrent), (Group + "bias:0", bias));

        Expect(ModelReader.Read(file, "m.h5").Float!, Formula(kernel, recurrent, bias, Activation.Relu, gateActivation));
    }

    [Fact]
    public void An_rnn_of_a_cell_is_read_too()
    {
        (float[,] kernel, float[,] recurrent, _) = Weights(new Random(5));
        string model = Sequential(Input, """
            {"class_name": "RNN", "config": {"name": "r", "return_sequences": true, "cell": {"class_name": "LSTMCell",
            "config": {"units": 5, "activation": "relu", "recurrent_activation": "sigmoid", "use_bias": false}}}}
            """);
        byte[] file = Archive(model, Hdf5(("layers/rnn/cell/vars/0", kernel), ("layers/rnn/cell/vars/1", recurrent)));

        Expect(
            ModelReader.Read(file, "m.keras").Float!,
            Formula(kernel, recurrent, new float[4 * Units], Activation.Relu, Activation.Sigmoid));
    }

    [Fact]
    public void An_lstm_of_tanh_and_sigmoid_stays_the_one_of_the_reference_kernel()
    {
        (float[,] kernel, float[,] recurrent, float[] bias) = Weights(new Random(3));
        byte[] file = Archive(Sequential(Input, Layer("tanh", "sigmoid", "\"use_bias\": true")), Hdf5(
            ("layers/lstm/cell/vars/0", kernel), ("layers/lstm/cell/vars/1", recurrent), ("layers/lstm/cell/vars/2", bias)));
        Assert.IsType<FloatLstm>(Assert.Single(ModelReader.Read(file, "m.keras").Float!.Layers));
    }

    [Fact]
    public void A_stateful_model_of_a_fixed_batch_gives_step_by_step_what_it_gives_in_windows()
    {
        (float[,] kernel, float[,] recurrent, float[] bias) = Weights(new Random(6));
        byte[] file = Archive(
            Sequential(
                Input.Replace("null", "32", StringComparison.Ordinal),
                Layer("relu", "sigmoid", "\"stateful\": true, \"return_sequences\": false")),
            Hdf5(("layers/lstm/cell/vars/0", kernel), ("layers/lstm/cell/vars/1", recurrent), ("layers/lstm/cell/vars/2", bias)));
        ModelFile model = ModelReader.Read(file, "m.keras");

        Assert.Equal((1, true), (model.Float!.TimeSteps, model.Float.Stateful));
        Assert.EndsWith(", stateful: one time step a call", model.Format, StringComparison.Ordinal);
        var random = new Random(8);
        float[][] steps = [.. Enumerable.Range(0, 2 * Steps).Select(_ => Values(random, Inputs, 1f))];
        double[][] expected = LstmVariantReference.Run(Formula(kernel, recurrent, bias, Activation.Relu, Activation.Sigmoid), steps);
        var run = new FloatModel(model.Float);
        Assert.All(steps.Zip(expected), step =>
            Assert.All(run.Invoke(step.First).Zip(step.Second), pair => Assert.Equal(pair.Second, pair.First, 1e-5)));
    }

    [Fact]
    public void A_stateful_model_that_needs_its_window_whole_is_refused()
    {
        (float[,] kernel, float[,] recurrent, float[] bias) = Weights(new Random(6));
        byte[] file = Archive(
            Sequential(
                Input, Layer("relu", "sigmoid", "\"stateful\": true, \"return_sequences\": true"),
                "{\"class_name\": \"Flatten\", \"config\": {\"name\": \"flat\"}}"),
            Hdf5(("layers/lstm/cell/vars/0", kernel), ("layers/lstm/cell/vars/1", recurrent), ("layers/lstm/cell/vars/2", bias)));
        Assert.Equal(
            "Layer 'flat' needs all 12 time steps of a call at once, and the model carries its state from call to call (stateful=True), so "
                + "that it cannot be given one at a time; train it with stateful=False.",
            Assert.Throws<UserError>(() => ModelReader.Read(file, "m.keras")).Message);
    }

    [Theory]
    [InlineData("elu", "sigmoid", "activation='elu'")]
    [InlineData("relu", "softmax", "recurrent_activation='softmax'")]
    public void Other_activations_are_refused_by_name(string cell, string gates, string what)
    {
        byte[] file = Archive(Sequential(Input, Layer(cell, gates, "\"use_bias\": true")), Hdf5(("layers/lstm/cell/vars/0", new float[1])));
        Assert.Equal(
            $"Layer 'r' (LSTM) has {what}, which is not supported; supported are tanh, sigmoid, hard_sigmoid, relu, softsign and linear, "
                + "so train it with one of these.",
            Assert.Throws<UserError>(() => ModelReader.Read(file, "m.keras")).Message);
    }

    /// <summary>
    /// Cell and gate activation, int16, exponents of the gates' sums, of the candidate's sums and of the cell, output scale, zero points.
    /// </summary>
    public static readonly TheoryData<Activation, Activation, bool, int, int, int, float, int, int> Layers = new()
    {
        { Activation.Relu, Activation.Sigmoid, false, -12, -12, -14, 0.05f, 6, -128 },
        { Activation.Relu, Activation.Sigmoid, false, -10, -14, -16, 0.01f, -20, -100 },
        { Activation.Relu, Activation.Sigmoid, false, -12, -9, -9, 2f, 127, -128 },
        { Activation.Relu, Activation.Sigmoid, true, -12, -12, -15, 12f / 32767, 0, 0 },
        { Activation.Relu, Activation.HardSigmoid, false, -12, -12, -14, 0.05f, 6, -128 },
        { Activation.Relu, Activation.HardSigmoid6, true, -11, -13, -15, 3f / 32767, 0, 0 },
        { Activation.Relu, Activation.Relu, false, -12, -12, -12, 4f, 3, -128 },
        { Activation.None, Activation.Sigmoid, false, -12, -12, -14, 0.1f, 3, 4 },
        { Activation.None, Activation.None, true, -14, -14, -14, 0.01f, 0, 0 },
        { Activation.Sigmoid, Activation.Sigmoid, false, -12, -12, -17, 1f / 256, -6, -128 },
        { Activation.Sigmoid, Activation.HardSigmoid, true, -12, -11, -8, 1f / 32768, 0, 0 },
        { Activation.Softsign, Activation.Sigmoid, false, -12, -12, -17, 1f / 128, -6, 0 },
        { Activation.Softsign, Activation.Softsign, true, -9, -12, -16, 1f / 32768, 0, 0 },
        { Activation.HardSigmoid6, Activation.Tanh, false, -12, -12, -17, 1f / 128, -6, 0 },
        { Activation.HardSigmoid, Activation.Sigmoid, false, -12, -4, -4, 1f / 128, -6, 0 },
        { Activation.Tanh, Activation.HardSigmoid, false, -12, -12, -15, 1f / 128, 1, -1 },
        { Activation.Tanh, Activation.HardSigmoid6, true, -12, -12, -17, 1f / 32768, 0, 0 },
        { Activation.Tanh, Activation.Relu, false, -11, -12, -6, 0.5f, 12, 3 },
        { Activation.Tanh, Activation.Tanh, false, -12, -6, -2, 1f / 128, 12, 3 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Integers_equal_the_formula_bit_for_bit(
        Activation cell, Activation gates, bool isWide, int gateExponent, int candidateExponent, int cellExponent, float outputScale,
        int inputZero, int outputZero)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var seen = new HashSet<short>();
        foreach (int units in new[] { 1, 7, 20 })
        {
            float[] sums = [.. new[] { gateExponent, gateExponent, candidateExponent, gateExponent }.Select(n => MathF.ScaleB(1f, n))];
            var input = new QuantParams(isWide ? 1f / 32767 : 1f / 64, inputZero);
            int width = isWide ? 32767 : 127;
            var layer = new QuantizedLstmVariant(
                "r", input, new QuantParams(outputScale, outputZero), Inputs, units, true, cell, gates, sums,
                MathF.ScaleB(1f, cellExponent),
                [.. sums.Select(sum => 9000 * sum / (input.Scale * width * 127))],
                [.. sums.Select(sum => 9000 * sum / (outputScale * width * 127 * units))],
                [.. Enumerable.Range(0, 4).Select(_ => Bytes(random, units * Inputs))],
                [.. Enumerable.Range(0, 4).Select(_ => Bytes(random, units * units))],
                [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, units).Select(_ => (long)random.Next(-3000, 3001)).ToArray())]);
            layer.Check();
            short[][] steps = TestNumbers.Steps(random, 40, Inputs, isWide);
            short[][] expected = LstmVariantReference.Run(layer, isWide, steps);

            Assert.Equal(expected.SelectMany(state => state), Whole(layer, isWide, steps));
            Assert.Equal(expected.SelectMany(state => state), Streamed(layer, isWide, steps));
            Assert.Equal(expected[^1], Whole(layer with { ReturnSequences = false }, isWide, steps));
            seen.UnionWith(expected.SelectMany(state => state));
        }

        // Gates without bounds soon drive all to one end.
        Assert.True(seen.Count > (gates is Activation.Relu or Activation.None ? 3 : 10), $"only {seen.Count} different values");
    }

    [Theory]
    [InlineData(Activation.Relu, Activation.Sigmoid, ActivationWidth.Int8, 1.5)]
    [InlineData(Activation.Relu, Activation.HardSigmoid, ActivationWidth.Int8, 1.5)]
    [InlineData(Activation.Tanh, Activation.HardSigmoid6, ActivationWidth.Int8, 1.5)]
    [InlineData(Activation.Softsign, Activation.Sigmoid, ActivationWidth.Int8, 1.5)]
    [InlineData(Activation.None, Activation.Sigmoid, ActivationWidth.Int8, 1.5)]
    [InlineData(Activation.Relu, Activation.Sigmoid, ActivationWidth.Int16, 0.15)]
    [InlineData(Activation.Tanh, Activation.HardSigmoid, ActivationWidth.Int16, 0.15)]
    public void Quantised_it_stays_close_to_the_float_network(Activation cell, Activation gates, ActivationWidth width, double percent)
    {
        var random = new Random(6);
        var network = new FloatNetwork("n", Steps, Inputs, false,
        [
            RandomLayer(random, "a", Inputs, 16, true, cell, gates, 0.8f),
            RandomLayer(random, "b", 16, 8, false, cell, gates, 0.5f),
            new FloatDense("d", 8, 1, Activation.None, Values(random, 8, 0.7f), [0.1f]),
        ]);
        QuantizedNetwork quantized = Closeness.Expect(network, width, percent, output);

        Assert.Equal([12 * 4 * 16 * 19, 12 * 4 * 8 * 24, 8], LayerKinds.Facts(quantized).Select(facts => facts.Macs));
        Assert.Equal(4 * ((width == ActivationWidth.Int8 ? 4 : 8) * 16 + 16 * 19), LayerKinds.Facts(quantized)[0].WeightBytes);
    }

    [Fact]
    public void A_cell_has_room_for_64_times_what_calibration_showed()
    {
        // Each step adds the input to the cell, and the gates are open: f = i = o = 1 from 2.5 on.
        float[][] zero = [[0f], [0f], [0f], [0f]];
        var layer = new FloatLstmVariant(
            "r", 1, 1, false, Activation.Relu, Activation.HardSigmoid, [[0f], [0f], [1f], [0f]], zero, [[5f], [5f], [0f], [5f]]);
        var network = new FloatNetwork("n", 40, 1, false, [layer]);
        float[] Window(float value) => [.. Enumerable.Repeat(value, 40)];
        var options = new QuantizationOptions { Width = ActivationWidth.Int16, Output = (0f, 40f), Input = new QuantParams(1f / 32767, 0) };
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, [Window(1f / 60)], options);

        OutputError error = Assert.Single(QuantizationReport.Measure(network, quantized, [Window(0.5f / 60)]));
        Assert.InRange(error.Largest, 0, 0.001);
        Assert.Equal(MathF.ScaleB(1f, -18), ((QuantizedLstmVariant)quantized.Layers[0]).CellScale);
    }

    [Fact]
    public void It_has_no_form_in_a_tflite_file()
    {
        var network = new FloatNetwork("n", 2, Inputs, false,
            [RandomLayer(new Random(7), "r", Inputs, 2, false, Activation.Relu, Activation.Sigmoid, 1f)]);
        const string Sentence = "Layer 'r' has no form in a .tflite file; convert the file that it was read from.";
        Assert.Equal(Sentence, Assert.Throws<UserError>(() => TfliteWriter.Write(network)).Message);
    }

    private static FloatLstmVariant Formula(
        float[,] kernel, float[,] recurrent, float[] bias, Activation cellActivation, Activation gateActivation) => new(
        "r", Inputs, Units, true, cellActivation, gateActivation,
        [.. Enumerable.Range(0, 4).Select(gate => Rows(kernel, gate * Units, Units))],
        [.. Enumerable.Range(0, 4).Select(gate => Rows(recurrent, gate * Units, Units))],
        [.. Enumerable.Range(0, 4).Select(gate => bias[(gate * Units)..((gate + 1) * Units)])]);

    private static void Expect(FloatNetwork network, FloatLstmVariant formula)
    {
        var read = Assert.IsType<FloatLstmVariant>(Assert.Single(network.Layers));
        Assert.Equal(
            (formula.CellActivation, formula.GateActivation, Units, Inputs, true),
            (read.CellActivation, read.GateActivation, read.Units, read.InputSize, read.ReturnSequences));
        var random = new Random(8);
        float[][] steps = [.. Enumerable.Range(0, Steps).Select(_ => Values(random, Inputs, 1f))];
        TestNumbers.Expect([.. LstmVariantReference.Run(formula, steps).SelectMany(state => state)], network, steps);
    }

    private static string Layer(string cell, string gates, string options) =>
        "{\"class_name\": \"LSTM\", \"config\": {\"name\": \"r\", \"units\": 5, \"activation\": \"" + cell
            + "\", \"recurrent_activation\": \"" + gates + "\", " + options + "}}";

    private static (float[,] Kernel, float[,] Recurrent, float[] Bias) Weights(Random random) =>
        (Matrix(random, Inputs, 4 * Units), Matrix(random, Units, 4 * Units), Values(random, 4 * Units, 0.3f));

    private static FloatLstmVariant RandomLayer(
        Random random, string name, int inputs, int units, bool sequences, Activation cell, Activation gates, float limit) => new(
        name, inputs, units, sequences, cell, gates,
        [.. Enumerable.Range(0, 4).Select(_ => Values(random, units * inputs, limit))],
        [.. Enumerable.Range(0, 4).Select(_ => Values(random, units * units, limit / 2))],
        [.. Enumerable.Range(0, 4).Select(_ => Values(random, units, 0.3f))]);
}
