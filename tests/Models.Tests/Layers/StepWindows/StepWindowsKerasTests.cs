using System.Globalization;
using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using static NanoBms.Models.Tests.KerasFiles;
using static NanoBms.Models.Tests.Layers.TestNumbers;

namespace NanoBms.Models.Tests.Layers.StepWindows;

/// <summary>Convolutions and pooling over time, and repeated vectors, of Keras files.</summary>
public class StepWindowsKerasTests
{
    private const int Steps = 7, Inputs = 2, Filters = 3;

    private const string Input = """{"class_name": "InputLayer", "config": {"batch_shape": [null, 7, 2], "name": "input"}}""";

    [Theory]
    [InlineData("valid", 3, 1, 1)]
    [InlineData("valid", 2, 2, 1)]
    [InlineData("valid", 3, 1, 2)]
    [InlineData("same", 3, 1, 1)]
    [InlineData("same", 4, 1, 1)]
    [InlineData("same", 3, 2, 1)]
    [InlineData("same", 2, 3, 1)]
    [InlineData("same", 3, 1, 2)]
    [InlineData("causal", 3, 1, 1)]
    [InlineData("causal", 2, 1, 3)]
    [InlineData("causal", 3, 2, 1)]
    [InlineData("same", 1, 2, 1)]
    public void A_convolution_over_time_is_the_sum_over_its_kernel(string padding, int kernel, int stride, int dilation)
    {
        var random = new Random(kernel);
        float[] values = Values(random, kernel * Inputs * Filters, 1f), bias = Values(random, Filters, 1f);
        float[] window = Values(random, Steps * Inputs, 1f);
        var weights = new float[kernel, Inputs, Filters];
        Buffer.BlockCopy(values, 0, weights, 0, sizeof(float) * values.Length);
        string layer = "{\"class_name\": \"Conv1D\", \"config\": {\"name\": \"c\", \"filters\": 3, \"use_bias\": true, \"activation\": "
            + $"\"linear\", \"padding\": \"{padding}\", \"kernel_size\": [{kernel}], \"strides\": [{stride}], "
            + $"\"dilation_rate\": [{dilation}], \"groups\": 1, \"data_format\": \"channels_last\"}}}}";
        FloatNetwork network = ModelReader.Read(Archive(
            Sequential(Input, layer), Hdf5(("layers/conv1d/vars/0", weights), ("layers/conv1d/vars/1", bias))), "m.keras").Float!;

        // As the operator is defined: the window with zeros around it, the kernel laid over it, every stride-th place.
        int reach = (kernel - 1) * dilation;
        int steps = padding == "valid" ? (Steps - reach + stride - 1) / stride : (Steps + stride - 1) / stride;
        int zeros = padding == "valid" ? 0 : padding == "causal" ? reach : Math.Max(0, ((steps - 1) * stride) + reach + 1 - Steps);
        int before = padding == "causal" ? zeros : zeros / 2;
        float[] padded = [.. new float[before * Inputs], .. window, .. new float[(reach + stride) * Inputs]];
        var expected = new List<double>();
        for (int t = 0; t < steps; t++)
        {
            for (int filter = 0; filter < Filters; filter++)
            {
                double sum = bias[filter];
                for (int k = 0; k < kernel; k++)
                {
                    for (int channel = 0; channel < Inputs; channel++)
                    {
                        sum += (double)weights[k, channel, filter] * padded[(((t * stride) + (k * dilation)) * Inputs) + channel];
                    }
                }

                expected.Add(sum);
            }
        }

        float[] actual = new FloatModel(network).Invoke(window);
        Assert.Equal(expected.Count, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData("valid", 2, 2, "4 6 8")]
    [InlineData("valid", 3, 1, "5 6 7 8 8")]
    [InlineData("same", 2, 2, "4 6 8 -1")]
    [InlineData("same", 3, 2, "4 6 8 8")]
    public void Pooling_takes_the_largest_of_each_value(string padding, int size, int stride, string expected)
    {
        string layer = "{\"class_name\": \"MaxPooling1D\", \"config\": {\"name\": \"p\", \"padding\": \"" + padding + "\", "
            + $"\"pool_size\": [{size}], \"strides\": [{stride}]}}}}";
        FloatNetwork network = ModelReader.Read(Archive(Sequential(Input, layer), Hdf5(("layers/other/vars/0", new[] { 1f }))), "m.keras")
            .Float!;
        float[] first = [3, 4, 5, 6, 7, 8, -1];
        float[] window = [.. first.SelectMany(value => new[] { value, -value })];

        float[] actual = new FloatModel(network).Invoke(window);

        Assert.Equal(
            expected.Split(' ').Select(value => float.Parse(value, CultureInfo.InvariantCulture)),
            actual.Where((_, k) => k % 2 == 0));

        // The second value falls while the first rises: the largest is the first of a pool, but for the last step.
        Assert.Equal(-3f, actual[1]);
    }

    [Fact]
    public void An_encoder_and_decoder_gives_a_sequence_of_the_repeated_vector()
    {
        float[,] ones = { { 0.5f, -0.25f }, { 0.75f, 0.125f } };
        string model = Sequential(
            Input, """{"class_name": "GlobalMaxPooling1D", "config": {"name": "m", "keepdims": false}}""",
            """{"class_name": "RepeatVector", "config": {"name": "r", "n": 3}}""",
            """{"class_name": "SimpleRNN", "config": {"name": "d", "units": 2, "activation": "tanh", "use_bias": false, """
            + """ "return_sequences": true}}""");
        FloatNetwork network = ModelReader.Read(Archive(
            model, Hdf5(("layers/simple_rnn/cell/vars/0", ones), ("layers/simple_rnn/cell/vars/1", ones))), "m.keras").Float!;

        float[] actual = new FloatModel(network).Invoke([.. Enumerable.Range(0, 14).Select(k => k == 4 ? 0.5f : k == 5 ? 0.25f : 0f)]);

        double a = 0, b = 0;
        var expected = new List<double>();
        for (int t = 0; t < 3; t++)
        {
            (a, b) = (Math.Tanh((0.5 * (0.5 + a)) + (0.75 * (0.25 + b))), Math.Tanh((-0.25 * (0.5 + a)) + (0.125 * (0.25 + b))));
            expected.AddRange([a, b]);
        }

        Assert.Equal(expected.Count, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Integers_follow_a_scaled_convolution_with_zeros_around_it()
    {
        var random = new Random(5);
        var weights = new float[3, Inputs, Filters];
        Buffer.BlockCopy(Values(random, 18, 1f), 0, weights, 0, 18 * sizeof(float));
        string rescaling = """{"class_name": "Rescaling", "config": {"name": "s", "scale": 2.0, "offset": 0.5}}""";
        string layer = """{"class_name": "Conv1D", "config": {"name": "c", "filters": 3, "use_bias": false, "activation": "relu", """
            + """ "padding": "same", "kernel_size": [3], "strides": [1]}}""";
        FloatNetwork network = ModelReader.Read(
            Archive(Sequential(Input, rescaling, layer), Hdf5(("layers/conv1d/vars/0", weights))), "m.keras").Float!;
        float[][] samples = [.. CalibrationSamples.InRange(network, -1, 1, 200)];

        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, samples, QuantizationOptions.Close);

        Assert.All(QuantizationReport.Measure(network, quantized, samples), error => Assert.InRange(error.Largest, 1e-9, 0.1));
    }

    [Theory]
    [InlineData("Conv1D", """ "filters": 2, "kernel_size": [9] """,
        "joins 9 time steps, of which the window has 7; use a longer window or padding='same'.")]
    [InlineData("Conv1D", """ "filters": 2, "kernel_size": [3], "groups": 2 """, "has groups, which is not supported; use groups=1.")]
    [InlineData("Conv1D", """ "filters": 2, "kernel_size": [3] """,
        "has no weights 'kernel' in the file; save the model with its weights.")]
    [InlineData("Conv1D", """ "filters": 2, "kernel_size": [2147483648] """,
        "has kernel_size=2147483648, which is not supported; use a whole number from 1 to 4096.")]
    [InlineData("MaxPooling1D", """ "pool_size": [2], "padding": "causal" """,
        "has padding='causal', which is not supported; use padding='valid' or 'same'.")]
    [InlineData("MaxPooling1D", """ "pool_size": [2], "data_format": "channels_first" """,
        "has data_format='channels_first', which is not supported; put the channels last.")]
    [InlineData("RepeatVector", """ "n": 3 """,
        "repeats one vector, and is given a sequence; set return_sequences=False in the layer before it.")]
    [InlineData("RepeatVector", "\"x\": 0", "has n=0, which is not supported; use a whole number from 1 to 4096.")]
    public void What_cannot_be_is_refused(string className, string options, string sentence)
    {
        string model = Sequential(Input, "{\"class_name\": \"" + className + "\", \"config\": {\"name\": \"l\", " + options + "}}");
        byte[] file = Archive(model, Hdf5(("layers/other/vars/0", new[] { 1f })));
        Assert.Equal($"Layer 'l' ({className}) {sentence}", Assert.Throws<UserError>(() => ModelReader.Read(file, "m.keras")).Message);
    }
}
