using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Networks;
using static NanoBms.Models.Tests.KerasFiles;

namespace NanoBms.Models.Tests;

/// <summary>Keras files made here: configurations as Keras writes them, weights as HDF5.</summary>
public class KerasTests
{
    /// <summary>What other tests expect too, word for word.</summary>
    internal const string Supported =
        "supported are LSTM, GRU, SimpleRNN, Bidirectional, Dense, Dropout, Normalization, BatchNormalization, LayerNormalization, "
            + "Rescaling, Flatten, Conv1D, MaxPooling1D, RepeatVector, pooling over all time steps and activations, so train the model "
            + "with these.";

    /// <summary>See <see cref="Supported"/>.</summary>
    internal const string OtherRecurrent =
        "is a recurrent layer other than LSTM, GRU and SimpleRNN, which is not supported; train the model with one of these.";

    private const string Input = """{"class_name": "InputLayer", "config": {"batch_shape": [null, 4, 3], "name": "input"}}""";

    [Theory]
    [InlineData("CuDNNGRU", "{}", "Layer 'l' (CuDNNGRU) " + OtherRecurrent)]
    [InlineData(
        "Bidirectional", "{}",
        "Layer 'l' (Bidirectional) does not say the layer inside; save the model again from Keras.")]
    [InlineData(
        "Bidirectional", """{"merge_mode": "mul", "layer": {"class_name": "LSTM", "config": {"units": 2}}}""",
        "Layer 'l' (Bidirectional) has merge_mode='mul', which is not supported; use 'concat', 'sum' or 'ave'.")]
    [InlineData(
        "Bidirectional", """{"layer": {"class_name": "Dense", "config": {"units": 2, "use_bias": false}}}""",
        "Layer 'l' (Dense) has no weights 'kernel' in the file; save the model with its weights.")]
    [InlineData(
        "Masking", "{}",
        "Layer 'l' (Masking) is not supported: the window on the device is always full, of floats; train the model without it.")]
    [InlineData(
        "Lambda", "{}", "Layer 'l' (Lambda) holds Python code, which is not run; replace it by a Normalization or Rescaling layer.")]
    [InlineData("Conv2D", "{}", "Layer 'l' (Conv2D) belongs to a convolutional network, which is not supported; " + Supported)]
    [InlineData(
        "LayerNormalization", """{"axis": [1]}""",
        "Layer 'l' (LayerNormalization) has no weights 'gamma' in the file; save the model with its weights.")]
    [InlineData(
        "LayerNormalization", """{"axis": [1, 2]}""",
        "Layer 'l' (LayerNormalization) normalises over other axes than the features; use axis=-1.")]
    [InlineData(
        "LayerNormalization", """{"rms_scaling": true}""",
        "Layer 'l' (LayerNormalization) has rms_scaling=True, which is not supported; train it without.")]
    [InlineData(
        "AveragePooling1D", "{}", "Layer 'l' (AveragePooling1D) belongs to a convolutional network, which is not supported; " + Supported)]
    [InlineData(
        "LSTM", """{"units": 2, "time_major": true}""",
        "Layer 'l' (LSTM) has time_major=True, which is not supported; put the batch first.")]
    [InlineData(
        "LSTM", """{"units": 2, "return_state": true}""",
        "Layer 'l' (LSTM) has return_state=True, which is not supported; return the output alone.")]
    [InlineData(
        "LSTM", """{"units": 2, "activation": "gelu"}""",
        "Layer 'l' (LSTM) has activation='gelu', which is not supported; supported are tanh, sigmoid, hard_sigmoid, relu, softsign and "
            + "linear, so train it with one of these.")]
    [InlineData("LSTM", """{"units": 2}""", "Layer 'l' (LSTM) has no weights 'kernel' in the file; save the model with its weights.")]
    [InlineData(
        "Activation", """{"activation": "gelu"}""",
        "Layer 'l' (Activation) has activation 'gelu', which is not supported; supported are linear, relu, relu6, leaky_relu, elu, selu, "
            + "swish, softplus, softsign, tanh, sigmoid and softmax, so train it with one of these.")]
    public void Layers_and_options_are_refused_by_name(string className, string options, string sentence)
    {
        string config = options == "{}" ? """{"name": "l"}""" : options.Replace("{", """{"name": "l", """, StringComparison.Ordinal);
        string model = Sequential(Input, "{\"class_name\": \"" + className + "\", \"config\": " + config + "}");
        Assert.Equal(sentence, Refusal(model));
    }

    [Theory]
    [InlineData(
        "[null, null, 3]",
        "The model's input leaves the number of time steps open ((None, None, 3)); say it with --window, or build the model with a fixed "
            + "one.")]
    [InlineData(
        "[null, 4, 4, 3]", "The model's input has shape (None, 4, 4, 3); (batch, time steps, features) is supported, build the model so.")]
    public void Input_shapes_are_refused(string shape, string sentence)
    {
        Assert.Equal(sentence, Refusal(Sequential(Input.Replace("[null, 4, 3]", shape, StringComparison.Ordinal))));
    }

    [Fact]
    public void Other_archives_and_subclassed_models_are_refused()
    {
        Assert.Equal(
            "'m.keras' is an archive without 'config.json', so it is not a Keras model; give the file that model.save('model.keras') "
                + "wrote.",
            Assert.Throws<UserError>(() => ModelReader.Read(Zip(("a.txt", [1])), "m.keras")).Message);
        Assert.Equal(
            "'m.keras' holds a model of class 'MyModel', whose layers stand in Python code; build it as a Sequential or functional model "
                + "and save that.",
            Refusal("""{"class_name": "MyModel", "config": {}}"""));
        Assert.StartsWith("The configuration in 'm.keras' is damaged", Refusal("{"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_functional_model_in_the_form_of_keras_3_is_followed_by_its_connections()
    {
        // Listed out of order: the connections tell it.
        string history(string layer) =>
            "[{\"args\": [{\"class_name\": \"__keras_tensor__\", \"config\": {\"keras_history\": [\"" + layer
                + "\", 0, 0]}}], \"kwargs\": {}}]";
        string model = "{\"class_name\": \"Functional\", \"config\": {\"layers\": ["
            + """{"class_name": "Dense", "name": "out", "config": {"name": "out", "units": 1, "activation": "linear", "use_bias": true}, """
            + "\"inbound_nodes\": " + history("norm") + "},"
            + """{"class_name": "InputLayer", "name": "in", "config": {"name": "in", "batch_shape": [null, 2]}, "inbound_nodes": []},"""
            + """{"class_name": "Normalization", "name": "norm", "config": {"name": "norm", "axis": [-1]}, "inbound_nodes": """
            + history("in") + "}"
            + """], "input_layers": ["in", 0, 0], "output_layers": ["out", 0, 0]}}""";
        byte[] weights = Hdf5(
            ("layers/dense/vars/0", new[,] { { 2f }, { 3f } }), ("layers/dense/vars/1", new[] { 0.5f }),
            ("layers/normalization/vars/0", new[] { 1f, -1f }), ("layers/normalization/vars/1", new[] { 4f, 0.25f }));

        FloatNetwork network = ModelReader.Read(Archive(model, weights), "m.keras").Float!;

        // 2 (5 - 1) / 2 + 3 (0 + 1) / 0.5 + 0.5
        Assert.Equal(10.5f, new FloatModel(network).Invoke([5f, 0f])[0], 1e-6);
    }

    [Fact]
    public void A_fill_value_longer_than_its_message_is_refused_before_memory_is_taken_for_it()
    {
        // A message of kind 5 and two bytes: version 3, and flags, of which the fifth says that a length and a value follow.
        byte[] message = [5, 2, 0, 0, 3];
        byte[] weights = Hdf5(("layers/dense/vars/0", new[,] { { 2f } }));
        int flags = weights.AsSpan().IndexOf(message) + message.Length;
        Assert.Equal(0, weights[flags] & 0x20);
        weights[flags] |= 0x20;
        string config = Sequential("""{"class_name": "InputLayer", "config": {"batch_shape": [null, 1], "name": "input"}}""");
        byte[] file = Archive(config, weights);
        long before = GC.GetAllocatedBytesForCurrentThread();

        string sentence = Assert.Throws<UserError>(() => ModelReader.Read(file, "m.keras")).Message;

        Assert.Contains("is not a readable HDF5 file (A length in it points outside what holds it)", sentence, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void A_symbolic_link_which_may_lead_to_itself_without_end_is_refused()
    {
        // A link to the group of the layers: version 1, flags, character set, four bytes of length, name.
        byte[] link = [1, 0x12, 1, 6, 0, 0, 0, .. "layers"u8];
        byte[] weights = Hdf5(("layers/dense/vars/0", new[,] { { 2f } }));
        weights[weights.AsSpan().IndexOf(link) + 1] |= 8;

        Assert.Equal(
            "'m.keras' is not a readable HDF5 file (It holds a symbolic link); save the model again from Keras.",
            Assert.Throws<UserError>(() => ModelReader.Read(Archive(Sequential(), weights), "m.keras")).Message);
    }

    [Fact]
    public void A_version_that_is_no_text_is_one_that_is_not_said()
    {
        string config = Sequential(
            """{"class_name": "InputLayer", "config": {"batch_input_shape": [null, 1], "name": "input"}}""",
            """{"class_name": "Dense", "config": {"name": "dense", "units": 1, "activation": "linear", "use_bias": false}}""");
        byte[] file = Hdf5Model(config, "2.4.0", ("model_weights/dense/dense/kernel:0", new[,] { { 2f } }));

        // Texts lie in a heap; an attribute has length, address of the heap and number. Without an address there is none.
        byte[] heap = BitConverter.GetBytes((long)file.AsSpan().IndexOf("GCOL"u8));
        int attributes = 0;
        for (int at = 4; at < file.Length - heap.Length; at++)
        {
            if (file.AsSpan(at, heap.Length).SequenceEqual(heap) && BitConverter.ToInt32(file, at - 4) is 5 or 6)
            {
                file.AsSpan(at - 4, 16).Clear();
                attributes++;
            }
        }

        Assert.Equal(1, attributes);
        Assert.Equal(2f, new FloatModel(ModelReader.Read(file, "m.h5").Float!).Invoke([1f])[0]);
    }

    [Fact]
    public void Joined_branches_are_refused()
    {
        string model = """
            {"class_name": "Functional", "config": {"layers": [
              {"class_name": "InputLayer", "name": "in", "config": {"name": "in", "batch_input_shape": [null, 2]}, "inbound_nodes": []},
              {"class_name": "Dense", "name": "a", "config": {"name": "a", "units": 1}, "inbound_nodes": [[["in", 0, 0, {}]]]},
              {"class_name": "Concatenate", "name": "c", "config": {"name": "c"}, "inbound_nodes": [[["a", 0, 0, {}], ["in", 0, 0, {}]]]}],
              "input_layers": [["in", 0, 0]], "output_layers": [["c", 0, 0]]}}
            """;
        Assert.Equal(
            "Layer 'c' (Concatenate) joins 2 branches (a, in), which is not supported; build the model as a plain sequence of layers.",
            Refusal(model));
    }

    [Fact]
    public void Weights_of_the_second_layer_of_a_class_are_found_by_its_number()
    {
        // The first layer's name is the second one's number.
        string model = Sequential(
            """{"class_name": "InputLayer", "config": {"batch_shape": [null, 1], "name": "i"}}""",
            """{"class_name": "Dense", "config": {"name": "dense_1", "units": 1, "activation": "linear", "use_bias": false}}""",
            """{"class_name": "Dense", "config": {"name": "dense_2", "units": 1, "activation": "relu", "use_bias": false}}""");
        byte[] weights = Hdf5(("layers/dense/vars/0", new[,] { { 2f } }), ("layers/dense_1/vars/0", new[,] { { 5f } }));
        FloatNetwork network = ModelReader.Read(Archive(model, weights), "m.keras").Float!;
        Assert.Equal([2f, 5f], network.Layers.Cast<FloatDense>().Select(layer => layer.Weights[0]));
    }

    private static string Refusal(string config) =>
        Assert.Throws<UserError>(() => ModelReader.Read(Archive(config, Hdf5(("layers/other/vars/0", new[] { 1f }))), "m.keras")).Message;
}
