using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using PureHDF;
using static NanoBms.Models.Tests.KerasFiles;

namespace NanoBms.Models.Tests;

/// <summary>One LSTM in the forms that versions and options of Keras give a file.</summary>
public class KerasVariantTests
{
    private const string Input = """{"class_name": "InputLayer", "config": {"batch_shape": [null, 2, 1], "name": "input"}}""";
    private const string Plain = "\"name\": \"a\", \"units\": 1";

    private static readonly float[,] Kernel = { { 0.1f, 0.2f, 0.3f, 0.4f } }, Recurrent = { { 0.5f, -0.6f, 0.7f, -0.8f } };
    private static readonly float[] Bias = [0.01f, 1.02f, 0.03f, 0.04f];

    [Theory]
    [InlineData("""{"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2, 1], "name": "i"}}""", Plain)]
    [InlineData(
        """{"class_name": "InputLayer", "config": {"batch_shape": [1, 2, 1], "name": "i"}}""",
        Plain + ", \"batch_input_shape\": [1, 2, 1]")]
    [InlineData(null, Plain + ", \"batch_input_shape\": [null, 2, 1], \"implementation\": 2, \"unroll\": true")]
    [InlineData(Input, Plain + ", \"dropout\": 0.5, \"recurrent_dropout\": 0.2, \"unit_forget_bias\": true, \"seed\": null")]
    [InlineData(Input, Plain + ", \"dtype\": \"float16\"")]
    [InlineData(
        Input, Plain + ", \"dtype\": {\"module\": \"keras\", \"class_name\": \"DTypePolicy\", \"config\": {\"name\": \"mixed_bfloat16\"}}")]
    [InlineData(
        Input,
        Plain
            + ", \"activation\": {\"module\": \"builtins\", \"class_name\": \"function\", \"config\": \"tanh\", \"registered_name\": "
            + "\"function\"}")]
    public void Forms_of_the_configuration_mean_the_same(string? input, string options)
    {
        string[] layers =
        [
            .. input is null ? Array.Empty<string>() : [input], Lstm(options),
            """{"class_name": "Dropout", "config": {"name": "drop", "rate": 0.5}}"""
        ];
        FloatNetwork network = ModelReader.Read(Archive(Sequential(layers), Weights()), "m.keras").Float!;
        Assert.Equal((2, 1, false), (network.TimeSteps, network.InputSize, network.Stateful));
        Expect(network, Bias);
    }

    [Theory]
    [InlineData("layers\\lstm\\cell/vars/")]
    [InlineData("_layer_checkpoint_dependencies\\lstm\\cell/vars/")]
    public void Archives_that_were_written_on_windows_are_read(string group) => Expect(
        ModelReader.Read(
            Archive(Sequential(Input, Lstm(Plain)), Hdf5((group + "0", Kernel), (group + "1", Recurrent), (group + "2", Bias))),
            "m.keras").Float!,
        Bias);

    [Fact]
    public void Half_precision_weights_are_read()
    {
        var half = new Half[1, 4];
        for (int k = 0; k < 4; k++)
        {
            half[0, k] = (Half)(0.25f * k);
        }

        byte[] file = Hdf5(("layers/lstm/cell/vars/0", half), ("layers/lstm/cell/vars/1", Recurrent), ("layers/lstm/cell/vars/2", Bias));
        var lstm =
            (FloatLstm)ModelReader.Read(
                Archive(Sequential(Input, Lstm(Plain + ", \"dtype\": \"float16\"")), file), "m.keras").Float!.Layers[0];
        Assert.Equal([0f, 0.25f, 0.5f, 0.75f], lstm.InputWeights.Select(gate => gate[0]));
    }

    [Fact]
    public void An_lstm_without_bias_is_read_and_one_whose_bias_is_missing_is_refused()
    {
        byte[] weights = Hdf5(("layers/lstm/cell/vars/0", Kernel), ("layers/lstm/cell/vars/1", Recurrent));
        Expect(
            ModelReader.Read(Archive(Sequential(Input, Lstm(Plain + ", \"use_bias\": false")), weights), "m.keras").Float!,
            [0f, 0f, 0f, 0f]);
        Assert.Equal(
            "Layer 'a' (LSTM) has no weights 'bias' in the file; save the model with its weights.",
            Refusal(Archive(Sequential(Input, Lstm(Plain + ", \"use_bias\": true")), weights)));
    }

    [Fact]
    public void A_stateful_model_of_a_fixed_batch_keeps_its_state()
    {
        FloatNetwork network = ModelReader.Read(
            Archive(Sequential(Input.Replace("null", "1", StringComparison.Ordinal), Lstm(Plain + ", \"stateful\": true")), Weights()),
            "m.keras").Float!;
        Assert.True(network.Stateful);
        Expect(network, Bias);
    }

    [Theory]
    [InlineData("\"dtype\": \"bfloat16\"", "bfloat16")]
    [InlineData("\"dtype\": {\"class_name\": \"DTypePolicy\", \"config\": {\"name\": \"bfloat16\"}}", "bfloat16")]
    [InlineData(
        "\"dtype\": {\"class_name\": \"QuantizedDTypePolicy\", \"config\": {\"mode\": \"int8\", \"source_name\": \"float32\"}}", "int8")]
    [InlineData("\"dtype\": {\"class_name\": \"QuantizedDTypePolicy\", \"config\": {\"name\": \"int8_from_float32\"}}", "int8")]
    public void Weights_of_types_that_are_not_read_are_refused_by_name(string policy, string type) => Assert.Equal(
        $"Layer 'a' (LSTM) has weights of type {type}, which is not read; take the model over to the dtype policy float32 (build it anew "
            + "with that and set_weights of the old one's) and save it again.",
        Refusal(Archive(Sequential(Input, Lstm(Plain + ", " + policy)), Hdf5(("layers/other/vars/0", new[] { 1f })))));

    [Theory]
    [InlineData("lstm/lstm/lstm_cell/", ":0", "lstm")]
    [InlineData("lstm/sequential/lstm/lstm_cell/", "", "lstm")]
    [InlineData("block/lstm/block/lstm/lstm_cell/", ":0", "block/lstm")]
    public void Weights_are_found_in_whole_model_hdf5(string group, string suffix, string name)
    {
        string config = Sequential(Input, Lstm($"\"name\": \"{name}\", \"units\": 1"));
        (string, object)[] arrays =
            [($"model_weights/{group}kernel{suffix}", Kernel), ($"model_weights/{group}recurrent_kernel{suffix}", Recurrent),
                ($"model_weights/{group}bias{suffix}", Bias)];
        Expect(ModelReader.Read(Hdf5Model(config, arrays), "m.h5").Float!, Bias);
        Expect(
            ModelReader.Read(Hdf5Model(config, new H5WriteOptions(DefaultStringLength: config.Length + 3), arrays), "m.h5").Float!, Bias);
    }

    [Theory]
    [InlineData(
        "Bidirectional", "\"layer\": {\"class_name\": \"LSTM\", \"config\": {\"units\": 1}}",
        "Layer 'l' (LSTM) has no weights 'kernel' in the file; save the model with its weights.")]
    [InlineData(
        "Bidirectional", "\"layer\": {\"class_name\": \"ConvLSTM1D\", \"config\": {\"units\": 1}}",
        "Layer 'l' (Bidirectional) is of ConvLSTM1D, which is not supported; use LSTM, GRU or SimpleRNN.")]
    [InlineData("ConvLSTM1D", "\"units\": 1", "Layer 'l' (ConvLSTM1D) " + KerasTests.OtherRecurrent)]
    [InlineData(
        "LSTM", "\"units\": 1, \"recurrent_activation\": {\"class_name\": \"function\", \"config\": \"elu\"}",
        "Layer 'l' (LSTM) has recurrent_activation='elu', which is not supported; supported are tanh, sigmoid, hard_sigmoid, relu, "
            + "softsign and linear, so train it with one of these.")]
    [InlineData(
        "Normalization", "\"axis\": [-1]",
        "Layer 'l' (Normalization) has 0 values of mean for 1 features; adapt it to data of the model's features (axis=-1) and save the "
            + "model again.")]
    [InlineData(
        "Lambda", "\"function\": {\"class_name\": \"__lambda__\", \"config\": {\"code\": \"4wEA\"}}",
        "Layer 'l' (Lambda) holds Python code, which is not run; replace it by a Normalization or Rescaling layer.")]
    public void Layers_are_refused_with_their_options_as_keras_writes_them(string className, string options, string sentence) =>
        Assert.Equal(
            sentence,
            Refusal(
                Archive(
                    Sequential(Input, "{\"class_name\": \"" + className + "\", \"config\": {\"name\": \"l\", " + options + "}}"),
                    Hdf5(("layers/other/vars/0", new[] { 1f })))));

    [Fact]
    public void A_layer_for_each_step_is_numbered_among_its_class_also_where_it_has_no_weights()
    {
        string model = Sequential(
            Input,
            """{"class_name": "TimeDistributed", "config": {"name": "x", "layer": """
                + """{"class_name": "Dropout", "config": {"name": "p", "rate": 0.5}}}}""",
            """{"class_name": "TimeDistributed", "config": {"name": "y", "layer": """
                + """{"class_name": "Dense", "config": {"name": "d", "units": 1, "activation": "linear", "use_bias": false}}}}""");
        byte[] weights = Hdf5(("layers/time_distributed_1/layer/vars/0", new[,] { { 3f } }));
        Assert.Equal([6f, 9f], new FloatModel(ModelReader.Read(Archive(model, weights), "m.keras").Float!).Invoke([2f, 3f]));
    }

    [Fact]
    public void A_model_inside_a_model_is_numbered_also_where_it_has_no_weights()
    {
        string dropout = Sequential("""{"class_name": "Dropout", "config": {"name": "p", "rate": 0.5}}""");
        string dense = Sequential(
            """{"class_name": "Dense", "config": {"name": "d", "units": 1, "activation": "linear", "use_bias": false}}""");
        byte[] weights = Hdf5(("layers/sequential_1/layers/dense/vars/0", new[,] { { 3f } }));
        Assert.Equal(
            [6f, 9f],
            new FloatModel(ModelReader.Read(Archive(Sequential(Input, dropout, dense), weights), "m.keras").Float!).Invoke([2f, 3f]));
    }

    private static string Lstm(string options) => "{\"class_name\": \"LSTM\", \"config\": {" + options + "}}";

    private static byte[] Weights() =>
        Hdf5(("layers/lstm/cell/vars/0", Kernel), ("layers/lstm/cell/vars/1", Recurrent), ("layers/lstm/cell/vars/2", Bias));

    private static void Expect(FloatNetwork network, float[] bias)
    {
        var lstm = Assert.IsType<FloatLstm>(Assert.Single(network.Layers));
        Assert.Equal([0.1f, 0.2f, 0.3f, 0.4f], lstm.InputWeights.Select(gate => gate[0]));
        Assert.Equal([0.5f, -0.6f, 0.7f, -0.8f], lstm.RecurrentWeights.Select(gate => gate[0]));
        Assert.Equal(bias, lstm.Biases.Select(gate => gate[0]));
    }

    private static string Refusal(byte[] file) => Assert.Throws<UserError>(() => ModelReader.Read(file, "m.keras")).Message;
}
