using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Tests.Onnx;
using NanoBms.Models.Tests.Torch;
using static NanoBms.Models.Tests.KerasFiles;

namespace NanoBms.Models.Tests.Layers.Curves;

/// <summary>Activations by a table, against their formulas.</summary>
public class CurveTests
{
    private const string Input = """{"class_name": "InputLayer", "config": {"batch_shape": [null, 5], "name": "i"}}""";

    private static readonly float[] Points = [-20f, -1.5f, 0f, 0.75f, 9f];

    [Theory]
    [InlineData("LeakyReLU", """ "negative_slope": 0.1 """, 0.1)]
    [InlineData("LeakyReLU", """ "alpha": 0.05 """, 0.05)]
    [InlineData("LeakyReLU", """ "trainable": true """, 0.3)]
    [InlineData("ReLU", """ "negative_slope": 0.25 """, 0.25)]
    [InlineData("Activation", """ "activation": "leaky_relu" """, 0.2)]
    public void A_leaky_relu_has_the_slope_that_its_class_means(string className, string options, double slope) =>
        Expect(Keras(className, options), x => x < 0 ? slope * x : x);

    [Theory]
    [InlineData("ELU", """ "alpha": 0.5 """, 0.5)]
    [InlineData("ELU", """ "trainable": true """, 1)]
    [InlineData("Activation", """ "activation": "elu" """, 1)]
    public void An_elu_ends_where_its_class_says(string className, string options, double alpha) =>
        Expect(Keras(className, options), x => x < 0 ? alpha * (Math.Exp(x) - 1) : x);

    [Theory]
    [InlineData("swish")]
    [InlineData("silu")]
    [InlineData("selu")]
    [InlineData("softplus")]
    [InlineData("softsign")]
    public void Others_are_named_as_activations_alone_and_of_dense_layers(string name)
    {
        Expect(Keras("Activation", $" \"activation\": \"{name}\" "), x => Formula(name, x));
        string model = Sequential(
            Input,
            "{\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 5, \"use_bias\": false, \"activation\": \"" + name
                + "\"}}");
        var identity = new float[5, 5];
        for (int k = 0; k < 5; k++)
        {
            identity[k, k] = 1;
        }

        Expect(
            ModelReader.Read(Archive(model, Hdf5(("layers/dense/vars/0", identity))), "m.keras").Float!, x => Formula(name, x));
    }

    [Fact]
    public void Onnx_has_constants_of_its_own()
    {
        Expect(Onnx("LeakyRelu"), x => x < 0 ? 0.01 * x : x);
        Expect(Onnx("LeakyRelu", OnnxFiles.Float("alpha", 0.5f)), x => x < 0 ? 0.5 * x : x);
        Expect(Onnx("Elu", OnnxFiles.Float("alpha", 2f)), x => x < 0 ? 2 * (Math.Exp(x) - 1) : x);
        Expect(Onnx("Softplus"), x => Formula("softplus", x));
        Expect(Onnx("Softsign"), x => Formula("softsign", x));
        Expect(Onnx("Selu"), x => Formula("selu", x));
    }

    [Theory]
    [InlineData("leaky_relu", 0.01)]
    [InlineData("leaky_relu:0.2", 0.2)]
    public void Torch_says_it_in_the_forward_pass(string word, double slope)
    {
        var identity = new float[25];
        for (int k = 0; k < 5; k++)
        {
            identity[k * 6] = 1;
        }

        byte[] bytes = TorchFiles.Archive([("fc.weight", [5, 5], identity), ("fc.bias", [5], new float[5])]);
        Expect(ModelReader.Read(bytes, "m.pt", 1, $"fc,{word}").Float!, x => x < 0 ? slope * x : x);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_integer_is_the_nearest_to_the_curve(CurveFunction function, ActivationWidth width)
    {
        var curve = new Curve(function, function == CurveFunction.LeakyRelu ? 0.2 : 1);
        var network = new FloatNetwork("n", 1, 1, false, [new FloatCurve("c", curve)]);
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(
            network, Enumerable.Range(-80, 161).Select(k => new[] { k / 10f }), QuantizationOptions.Close with { Width = width });
        var model = new InterpretedModel(quantized);
        (int min, int max) = width.Range();
        var output = new short[1];
        double worst = 0;
        for (int q = min; q <= max; q++)
        {
            model.Invoke([(short)q], output);
            double x = (q - quantized.Input.ZeroPoint) * (double)quantized.Input.Scale;
            double exact = Formula(Name(function), x) / quantized.Output.Scale + quantized.Output.ZeroPoint;
            worst = Math.Max(worst, Math.Abs(Math.Clamp(exact, min, max) - output[0]));
        }

        // int16: half a step of the entries, half a step of the place between them, and what a line is from the curve: f'' h^2 / 8.
        double bend = function switch
        {
            CurveFunction.LeakyRelu => 0,
            CurveFunction.Elu => 1,
            CurveFunction.Selu => 1.76,
            CurveFunction.Swish => 0.5,
            CurveFunction.Softplus => 0.25,
            _ => 2,
        };
        double line = bend * Math.Pow(128 * (double)quantized.Input.Scale, 2) / 8 / quantized.Output.Scale;
        Assert.InRange(worst, 0.1, width == ActivationWidth.Int8 ? 0.5001 : 1.0001 + line);
    }

    public static TheoryData<CurveFunction, ActivationWidth> All => new(
        from function in Enum.GetValues<CurveFunction>()
        from width in Enum.GetValues<ActivationWidth>()
        select (function, width));

    private static string Name(CurveFunction function) =>
        function == CurveFunction.LeakyRelu ? "leaky_relu" : function.ToString().ToLowerInvariant();

    private static double Formula(string name, double x) => name switch
    {
        "leaky_relu" => Math.Max(0.2 * x, x),
        "elu" => x > 0 ? x : Math.Exp(x) - 1,
        "selu" => 1.05070098 * (x > 0 ? x : 1.67326324 * (Math.Exp(x) - 1)),
        "softplus" => Math.Log(1 + Math.Exp(x)),
        "softsign" => x / (Math.Abs(x) + 1),
        _ => x * (1 + Math.Tanh(x / 2)) / 2,
    };

    private static FloatNetwork Keras(string className, string options) => ModelReader.Read(
        Archive(Sequential(Input, "{\"class_name\": \"" + className + "\", \"config\": {\"name\": \"l\"," + options + "}}"), Hdf5()),
        "m.keras").Float!;

    private static FloatNetwork Onnx(string op, params byte[][] attributes) => ModelReader.Read(
        OnnxFiles.Model(13, [1, 5], [OnnxFiles.Node(op, "x", "y", attributes)], []), "m.onnx").Float!;

    private static void Expect(FloatNetwork network, Func<double, double> formula)
    {
        float[] actual = new FloatModel(network).Invoke([.. Points]);
        Assert.All(Points.Zip(actual), pair => Assert.Equal(formula(pair.First), pair.Second, 1e-5));
    }
}
