using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using static NanoBms.Models.Tests.KerasFiles;

namespace NanoBms.Models.Tests;

/// <summary>Layers that wrap others or come in other clothes, and models inside models.</summary>
public class KerasLayersTests
{
    private const string Input = """{"class_name": "InputLayer", "config": {"batch_shape": [null, 2, 1], "name": "input"}}""";
    private const string Head =
        """{"class_name": "Dense", "config": {"name": "head", "units": 1, "activation": "linear", "use_bias": true}}""";

    [Fact]
    public void A_model_inside_a_model_is_laid_out_flat_and_its_weights_are_found()
    {
        string inner = Sequential(
            """{"class_name": "InputLayer", "config": {"batch_shape": [null, 2, 1], "name": "inner_input"}}""",
            """{"class_name": "Dense", "config": {"name": "twice", "units": 1, "activation": "linear", "use_bias": true}}""")
            .Replace("\"name\": \"m\"", "\"name\": \"inner\"", StringComparison.Ordinal);
        string model = Sequential(Input, inner, """{"class_name": "Flatten", "config": {"name": "f"}}""", Head);
        byte[] weights = Hdf5(
            ("layers/sequential/layers/dense/vars/0", new[,] { { 2f } }), ("layers/sequential/layers/dense/vars/1", new[] { 1f }),
            ("layers/dense/vars/0", new[,] { { 10f }, { 100f } }), ("layers/dense/vars/1", new[] { 0.5f }));

        FloatNetwork network = ModelReader.Read(Archive(model, weights), "m.keras").Float!;

        // 10 (2 * 3 + 1) + 100 (2 * 4 + 1) + 0.5
        Assert.Equal(970.5f, new FloatModel(network).Invoke([3f, 4f])[0], 1e-4);
    }

    [Theory]
    [InlineData("inner/twice/kernel:0", "inner/twice/bias:0")]
    [InlineData("inner/inner/twice/kernel", "inner/inner/twice/bias")]
    public void Weights_of_a_model_inside_a_model_are_found_by_its_names_in_hdf5(string kernel, string bias)
    {
        string inner = Sequential(
            """{"class_name": "Dense", "config": {"name": "twice", "units": 1, "activation": "linear", "use_bias": true}}""")
            .Replace("\"name\": \"m\"", "\"name\": \"inner\"", StringComparison.Ordinal);
        string model = Sequential("""{"class_name": "InputLayer", "config": {"batch_input_shape": [null, 1], "name": "i"}}""", inner);
        byte[] file = Hdf5Model(model, ("model_weights/" + kernel, new[,] { { 2f } }), ("model_weights/" + bias, new[] { 1f }));

        FloatNetwork network = ModelReader.Read(file, "m.h5").Float!;

        Assert.Equal(7f, new FloatModel(network).Invoke([3f])[0], 1e-6);
    }

    [Fact]
    public void An_rnn_of_lstm_cells_is_an_lstm()
    {
        const string Options = "\"units\": 1, \"activation\": \"tanh\", \"recurrent_activation\": \"sigmoid\"";
        string wrapped =
            "{\"class_name\": \"RNN\", \"config\": {\"name\": \"rnn\", \"return_sequences\": false, \"cell\": {\"class_name\": "
                + "\"LSTMCell\", \"config\": {" + Options + "}}}}";
        string plain = "{\"class_name\": \"LSTM\", \"config\": {\"name\": \"lstm\", \"return_sequences\": false, " + Options + "}}";
        float[,] kernel = { { 0.1f, 0.2f, 0.3f, 0.4f } }, recurrent = { { 0.5f, -0.6f, 0.7f, -0.8f } };
        float[] bias = [0.01f, 1.02f, 0.03f, 0.04f];
        FloatNetwork fromCells = ModelReader.Read(Archive(Sequential(Input, wrapped), Hdf5(
            ("layers/rnn/cell/vars/0", kernel), ("layers/rnn/cell/vars/1", recurrent), ("layers/rnn/cell/vars/2", bias))),
            "m.keras").Float!;
        FloatNetwork fromLstm = ModelReader.Read(Archive(Sequential(Input, plain), Hdf5(
            ("layers/lstm/cell/vars/0", kernel), ("layers/lstm/cell/vars/1", recurrent), ("layers/lstm/cell/vars/2", bias))),
            "m.keras").Float!;

        float[] output = new FloatModel(fromCells).Invoke([0.3f, -0.4f]);

        Assert.Equal(new FloatModel(fromLstm).Invoke([0.3f, -0.4f]), output);
        Assert.Equal(0.2f, ((FloatLstm)fromCells.Layers[0]).InputWeights[1][0]);
        Assert.NotEqual(0f, output[0]);
    }

    [Fact]
    public void A_dense_layer_for_each_time_step_is_a_dense_layer()
    {
        string model = Sequential(
            Input,
            """{"class_name": "TimeDistributed", "config": {"name": "td", "layer": """
                + """{"class_name": "Dense", "config": {"name": "d", "units": 1, "activation": "relu", "use_bias": true}}}}""",
            """{"class_name": "GlobalAveragePooling1D", "config": {"name": "mean", "data_format": "channels_last", "keepdims": false}}""");
        byte[] weights = Hdf5(
            ("layers/time_distributed/layer/vars/0", new[,] { { 2f } }), ("layers/time_distributed/layer/vars/1", new[] { -1f }));

        FloatNetwork network = ModelReader.Read(Archive(model, weights), "m.keras").Float!;

        // The mean of relu(2 * 3 - 1) and relu(2 * 0 - 1).
        Assert.Equal(2.5f, new FloatModel(network).Invoke([3f, 0f])[0], 1e-6);
    }

    [Fact]
    public void A_convolution_over_one_time_step_is_a_dense_layer_for_each()
    {
        string model = Sequential(
            Input,
            """
            {
              "class_name": "Conv1D",
              "config": { "name": "c", "filters": 1, "kernel_size": [1], "strides": [1], "groups": 1, "activation": "relu", "use_bias": true }
            }
            """,
            """{"class_name": "Flatten", "config": {"name": "f"}}""", Head);
        byte[] weights = Hdf5(
            ("layers/conv1d/vars/0", new[, ,] { { { 2f } } }), ("layers/conv1d/vars/1", new[] { -1f }),
            ("layers/dense/vars/0", new[,] { { 10f }, { 100f } }), ("layers/dense/vars/1", new[] { 0.5f }));

        FloatNetwork network = ModelReader.Read(Archive(model, weights), "m.keras").Float!;

        // 10 relu(2 * 3 - 1) + 100 relu(2 * 0.25 - 1) + 0.5
        Assert.Equal(50.5f, new FloatModel(network).Invoke([3f, 0.25f])[0], 1e-5);
    }

    [Fact]
    public void A_reshape_at_the_end_leaves_the_values_in_order()
    {
        string model = Sequential(
            """{"class_name": "InputLayer", "config": {"batch_shape": [null, 1], "name": "input"}}""",
            """{"class_name": "Dense", "config": {"name": "d", "units": 3, "use_bias": false}}""",
            """{"class_name": "Reshape", "config": {"name": "r", "target_shape": [3, 1]}}""");
        byte[] weights = Hdf5(("layers/dense/vars/0", new[,] { { 2f, 3f, 4f } }));
        Assert.Equal([4f, 6f, 8f], new FloatModel(ModelReader.Read(Archive(model, weights), "m.keras").Float!).Invoke([2f]));
    }

    [Fact]
    public void A_model_that_states_no_input_layer_is_read_by_the_shape_it_was_built_for()
    {
        string model = Sequential(
            """{"class_name": "Dense", "config": {"name": "d", "units": 1, "activation": "linear", "use_bias": true}, """
            + """ "build_config": {"input_shape": [null, 2]}}""");
        byte[] weights = Hdf5(("layers/dense/vars/0", new[,] { { 2f }, { 3f } }), ("layers/dense/vars/1", new[] { 1f }));
        Assert.Equal(9f, new FloatModel(ModelReader.Read(Archive(model, weights), "m.keras").Float!).Invoke([1f, 2f])[0], 1e-6);
    }

    [Theory]
    [InlineData(
        "RNN", """ "cell": {"class_name": "StackedRNNCells", "config": {"cells": []}} """,
        "Layer 'l' (RNN) stacks its cells (StackedRNNCells), which is not supported; use an LSTM layer for each cell.")]
    [InlineData(
        "RNN", """ "cell": {"class_name": "PeepholeCell", "config": {"units": 2}} """,
        "Layer 'l' (RNN) has cells of class PeepholeCell, which is not supported; train the model with LSTM layers.")]
    [InlineData(
        "TimeDistributed", """ "layer": {"class_name": "Conv1D", "config": {}} """,
        "Layer 'l' (TimeDistributed) applies a layer of class Conv1D to each time step, which is not supported; supported is Dense.")]
    [InlineData(
        "CuDNNLSTM", """ "units": 2 """,
        "Layer 'l' (CuDNNLSTM) is the form of LSTM for graphics cards of Keras 1 and 2, which is not supported; load its weights into an "
            + "LSTM layer and save that model.")]
    public void Other_wrapped_layers_are_refused_by_name(string className, string options, string sentence)
    {
        string model = Sequential(Input, "{\"class_name\": \"" + className + "\", \"config\": {\"name\": \"l\", " + options + "}}");
        byte[] file = Archive(model, Hdf5(("layers/other/vars/0", new[] { 1f })));
        Assert.Equal(sentence, Assert.Throws<UserError>(() => ModelReader.Read(file, "m.keras")).Message);
    }

    [Fact]
    public void Weights_without_a_model_are_refused()
    {
        byte[] file = Hdf5(("layers/dense/vars/0", new[] { 1f }));
        Assert.Equal(
            "'m.weights.h5' holds weights without a model; save the whole model: model.save('model.keras').",
            Assert.Throws<UserError>(() => ModelReader.Read(file, "m.weights.h5")).Message);
    }
}
