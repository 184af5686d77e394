using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.Models.Tflite.Format;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests;

/// <summary>
/// What cannot be used is refused with one sentence: which operator, where, what to do. Graphs are built here as the file format has them.
/// </summary>
public class RefusalTests
{
    private const string Rebuild = "which is not supported; rebuild the model as a sequence of LSTM and Dense layers.";

    [Theory]
    [InlineData(
        "negative/edge_lstm_int8_11bytes.tflite",
        "This is not a TensorFlow Lite file (11 bytes, no 'TFL3' mark at byte 4); give the .tflite that the TensorFlow converter wrote.")]
    [InlineData(
        "negative/flood_vars_without_init.tflite",
        "Operator 2 (READ_VARIABLE) of subgraph 'sequential_4_1/lstm_4_1/while_body' reads variable "
            + "'sequential_4/lstm_4/lstm_cell/kernel', which nothing in the file initialises, so its weights are missing; export the "
            + "model again from the Keras file (converter.convert() of a model whose variables are frozen).")]
    [InlineData(
        "negative/mtp_int8_hidden_and_cell_share_a_tensor.tflite",
        "Operator 1 (UNIDIRECTIONAL_SEQUENCE_LSTM) has no cell state of its own: input 19 ('std.constant29') is the hidden state's "
            + "tensor; the file was quantised wrongly, quantise it again from the float model.")]
    [InlineData(
        "negative/siddharth_soc_dense_only.tflite",
        "Operator 24 (LEAKY_RELU) is not supported; supported are LSTM (fused, looped or unrolled), fully connected and activation "
            + "operators, so rebuild the model of LSTM and Dense layers.")]
    public void Recorded_files(string file, string sentence)
    {
        string path = SharedData.Require("models/" + file);
        Assert.Equal(sentence, Assert.Throws<UserError>(() => ModelReader.Read(path)).Message);
    }

    [Theory]
    [InlineData(1, "a coupled input and forget gate (CIFG), which is not supported; train it with separate gates.")]
    [InlineData(9, "peephole weights, which is not supported; train it without peephole connections.")]
    [InlineData(16, "a projection, which is not supported; train it without projection.")]
    [InlineData(20, "layer normalisation, which is not supported; train it without.")]
    public void Forms_of_the_fused_operator(int input, string sentence)
    {
        byte[] file = Graph([1, 4, 3], (graph, x) => Lstm(graph, x, inputs => inputs[input] = inputs[input] < 0 ? inputs[12] : -1));
        Assert.Equal("Operator 0 (UNIDIRECTIONAL_SEQUENCE_LSTM) uses " + sentence, Refusal(file));
    }

    [Theory]
    [InlineData(
        BuiltinOperator.BidirectionalSequenceLstm,
        "Operator 0 (BIDIRECTIONAL_SEQUENCE_LSTM) is bidirectional, which a gauge that runs forward in time cannot use; train it without "
            + "Bidirectional.")]
    [InlineData(
        BuiltinOperator.UnidirectionalSequenceRnn,
        "Operator 0 (UNIDIRECTIONAL_SEQUENCE_RNN) is a recurrent layer other than LSTM, which is not supported; train it with LSTM "
            + "layers.")]
    [InlineData(
        BuiltinOperator.Conv2D,
        "Operator 0 (CONV_2D) is part of a convolutional network, which is not supported; train a model of LSTM and dense layers.")]
    [InlineData(
        BuiltinOperator.SelectV2,
        "Operator 0 (SELECT_V2) chooses values by a mask, which is not supported; train it without Masking or mask_zero.")]
    [InlineData(
        BuiltinOperator.EmbeddingLookup,
        "Operator 0 (EMBEDDING_LOOKUP) looks up an embedding, which is not supported; models whose input is a window of float features "
            + "are.")]
    public void Other_operators(BuiltinOperator code, string sentence)
    {
        byte[] file = Graph(
            [1, 4, 3],
            (graph, x) => graph.Operator(code, 1, [x], graph.Tensor("y", [1, 4, 3], TensorType.Float32), TfliteOptions.None, []));
        Assert.Equal(sentence, Refusal(file));
    }

    [Fact]
    public void Time_steps_in_reverse()
    {
        byte[] file = Graph([1, 4, 3], (graph, x) =>
        {
            int axis = graph.Constant("axis", [1], TensorType.Int32, [1, 0, 0, 0]);
            int reversed = graph.Operator(
                BuiltinOperator.ReverseV2, 1, [x, axis], graph.Tensor("reversed", [1, 4, 3], TensorType.Float32), TfliteOptions.None, []);
            return Lstm(graph, reversed);
        });
        Assert.Equal(
            "The LSTM reads Input 'x' from the last time step to the first (go_backwards), which a gauge that runs forward in time cannot "
                + "do; train it forwards.", Refusal(file));
    }

    [Fact]
    public void Two_lstm_joined()
    {
        byte[] file = Graph([1, 1, 3], (graph, x) =>
            graph.Operator(
                BuiltinOperator.Concatenation, 1, [Lstm(graph, x, steps: 1), Lstm(graph, x, steps: 1)],
                graph.Tensor("both", [2, 1, 2], TensorType.Float32), LastAxis, []));
        Assert.Equal(
            "The outputs of two LSTM are joined (Operator 0 (UNIDIRECTIONAL_SEQUENCE_LSTM)), as Bidirectional does, which a gauge that "
                + "runs forward in time cannot use; train it without Bidirectional.", Refusal(file));
    }

    [Fact]
    public void Branches_that_join()
    {
        byte[] file = Graph(
            [1, 3],
            (graph, x) =>
                graph.Operator(BuiltinOperator.Add, 1, [x, x], graph.Tensor("sum", [1, 3], TensorType.Float32), TfliteOptions.Add, []));
        Assert.Equal(
            "Operator 0 (ADD) combines two computed values and is not part of an LSTM cell (sigmoid gates, tanh), so it belongs to "
                + $"another cell (GRU, SimpleRNN) or to branches that join, {Rebuild}", Refusal(file));
    }

    [Theory]
    [InlineData(
        BuiltinOperator.Relu6, BuiltinOperator.Logistic,
        "with the cell activation Relu6, which is not supported; train it with activation='tanh' or 'relu'.")]
    [InlineData(
        BuiltinOperator.Tanh, BuiltinOperator.Relu6,
        "whose output gate has the activation Relu6, which is not supported; train it with recurrent_activation='sigmoid'.")]
    public void Unrolled_lstm_with_other_activations(BuiltinOperator cell, BuiltinOperator gate, string sentence)
    {
        Assert.Equal($"Operator 8 (MUL) ends an LSTM {sentence}", Refusal(Unrolled(cell, gate)));
    }

    [Fact]
    public void An_unrolled_step_without_state_is_an_lstm()
    {
        FloatNetwork network = TfliteReader.Read(Unrolled(BuiltinOperator.Tanh, BuiltinOperator.Logistic), "m.tflite").Float!;
        var lstm = Assert.IsType<FloatLstm>(Assert.Single(network.Layers));
        Assert.Equal((3, 2, 1), (lstm.InputSize, lstm.Units, network.TimeSteps));
    }

    [Fact]
    public void A_batch_of_several_whose_output_is_not_one_of_each_sample()
    {
        byte[] file = Graph(
            [4, 3],
            (graph, x) => graph.Operator(
                BuiltinOperator.Reshape, 1, [x, graph.Constant("s", [2], TensorType.Int32, TensorBytes.Of([1, 12]))],
                graph.Tensor("y", [1, 12], TensorType.Float32), TfliteOptions.Reshape, []));
        Assert.Equal(
            "The input has a fixed batch of 4, and an output of shape [1,12] is not one of each sample; export the model with a batch of "
                + "1.",
            Refusal(file));
    }

    [Fact]
    public void Files_that_are_no_models()
    {
        byte[] whole = Graph([1, 4, 3], (graph, x) => Lstm(graph, x));
        Assert.Equal("'m.tflite' is empty; give the model file that TensorFlow or Keras wrote.", Refusal([]));
        Assert.Equal(
            "The file is damaged or cut off: it points outside itself; get it again from where it was made.",
            Refusal(whole[..(whole.Length / 2)]));
        Assert.StartsWith("This is not a TensorFlow Lite file (5000 bytes", Refusal(new byte[5000]), StringComparison.Ordinal);
        Assert.Equal("There is no file 'missing.tflite'.", Assert.Throws<UserError>(() => ModelReader.Read("missing.tflite")).Message);
        Assert.StartsWith(
            $"'{Path.GetTempPath()}' is a folder;", Assert.Throws<UserError>(() => ModelReader.Read(Path.GetTempPath())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("large.tflite");
        using (FileStream stream = File.Create(path))
        {
            stream.SetLength(300L << 20);
        }

        Assert.Equal(
            $"'{path}' has 300 MB; a model for a microcontroller has at most 256 MB.",
            Assert.Throws<UserError>(() => ModelReader.Read(path)).Message);
    }

    private static string Refusal(byte[] file) => Assert.Throws<UserError>(() => ModelReader.Read(file, "m.tflite")).Message;

    private static TfliteOptions LastAxis { get; } = new(10, builder =>
    {
        builder.StartTable(2);
        builder.AddInt(0, -1, 0);
        return builder.EndTable();
    });

    private static byte[] Graph(int[] shape, Func<TfliteBuilder, int, int> build)
    {
        var graph = new TfliteBuilder();
        int x = graph.Tensor("x", shape, TensorType.Float32);
        graph.SetInput(x);
        graph.SetOutput(build(graph, x));
        return graph.Build("test");
    }

    /// <summary>A fused LSTM of 2 units on 3 inputs.</summary>
    private static int Lstm(TfliteBuilder graph, int x, Action<int[]>? change = null, int steps = 4)
    {
        int Weights(int rows, int columns) => graph.Constant("w", [rows, columns], TensorType.Float32, new byte[4 * rows * columns]);
        int Bias() => graph.Constant("b", [2], TensorType.Float32, new byte[8]);
        int[] inputs =
        [
            x, Weights(2, 3), Weights(2, 3), Weights(2, 3), Weights(2, 3), Weights(2, 2), Weights(2, 2), Weights(2, 2), Weights(2, 2),
            -1, -1, -1, Bias(), Bias(), Bias(), Bias(), -1, -1,
            graph.Variable("h", [1, 2], TensorType.Float32, null), graph.Variable("c", [1, 2], TensorType.Float32, null), -1, -1, -1, -1,
        ];
        change?.Invoke(inputs);
        return graph.Operator(
            BuiltinOperator.UnidirectionalSequenceLstm, 1, inputs, graph.Tensor("lstm", [1, steps, 2], TensorType.Float32),
            TfliteOptions.Lstm(10f), []);
    }

    /// <summary>
    /// One LSTM step from zero state, in plain operators: o * act(i * act(g)), as the converter leaves it once zeros are folded.
    /// </summary>
    [Fact]
    public void An_unrolled_lstm_of_relu_is_read()
    {
        var lstm = Assert.IsType<FloatLstmVariant>(Assert.Single(
            ModelReader.Read(Unrolled(BuiltinOperator.Relu, BuiltinOperator.Logistic), "m.tflite").Float!.Layers));
        Assert.Equal(
            (Activation.Relu, Activation.Sigmoid, 2, 3), (lstm.CellActivation, lstm.GateActivation, lstm.Units, lstm.InputSize));
    }

    private static byte[] Unrolled(BuiltinOperator cell, BuiltinOperator outputGate) => Graph([1, 3], (graph, x) =>
    {
        int Apply(BuiltinOperator code, params int[] inputs) => graph.Operator(
            code, 1, inputs, graph.Tensor(code.ToString(), [1, 2], TensorType.Float32),
            code == BuiltinOperator.Mul ? TfliteOptions.Multiply : TfliteOptions.None, []);
        int Gate() => graph.Operator(
            BuiltinOperator.FullyConnected, 1,
            [x, graph.Constant("w", [2, 3], TensorType.Float32, new byte[24]), graph.Constant("b", [2], TensorType.Float32, new byte[8])],
            graph.Tensor("gate", [1, 2], TensorType.Float32), TfliteOptions.Dense(Activation.None, false), []);
        int input = Apply(BuiltinOperator.Logistic, Gate()), candidate = Apply(cell, Gate()), output = Apply(outputGate, Gate());
        int product = Apply(BuiltinOperator.Mul, input, candidate);
        return Apply(BuiltinOperator.Mul, output, Apply(cell, product));
    });
}
