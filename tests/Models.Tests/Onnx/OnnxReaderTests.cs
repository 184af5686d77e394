using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;
using NanoBms.Models.Tests.Layers.Gru;
using NanoBms.Models.Tests.Layers.LstmVariants;
using NanoBms.Models.Tests.Layers.SimpleRnn;
using static NanoBms.Models.Tests.Layers.TestNumbers;
using static NanoBms.Models.Tests.Onnx.OnnxFiles;

namespace NanoBms.Models.Tests.Onnx;

/// <summary>ONNX files as exporters write them, against the formulas of ONNX' documentation.</summary>
public class OnnxReaderTests
{
    private const int Steps = 6, Inputs = 3, Units = 4;

    [Theory]
    [InlineData("LSTM", Activation.Tanh, Activation.Sigmoid, false)]
    [InlineData("LSTM", Activation.Relu, Activation.Sigmoid, false)]
    [InlineData("LSTM", Activation.Tanh, Activation.HardSigmoid, false)]
    [InlineData("LSTM", Activation.Softsign, Activation.HardSigmoid6, false)]
    [InlineData("GRU", Activation.Tanh, Activation.Sigmoid, true)]
    [InlineData("GRU", Activation.Tanh, Activation.Sigmoid, false)]
    [InlineData("GRU", Activation.Relu, Activation.HardSigmoid, true)]
    [InlineData("RNN", Activation.Tanh, Activation.Sigmoid, false)]
    [InlineData("RNN", Activation.Relu, Activation.Sigmoid, false)]
    public void A_model_of_batch_first_with_zero_states_made_of_its_shape_gives_what_the_formulas_give(
        string op, Activation cell, Activation gates, bool resetAfter)
    {
        var random = new Random(3);
        Weights weights = Draw(op, random);
        float[] matrix = Values(random, Units, 1f);
        string states = op == "LSTM" ? ",,h0,h0" : ",,h0";
        byte[] file = Model(
            11, [-1, Steps, Inputs],
            [
                Node("Shape", "x", "shape"), Node("Gather", "shape,zero", "batch"), Node("Unsqueeze", "batch", "batch1", Ints("axes", 0)),
                Node("Concat", "one,batch1,units", "sizes", Int("axis", 0)), Node("ConstantOfShape", "sizes", "h0"),
                Node("Transpose", "x", "xt", Ints("perm", 1, 0, 2)),
                Node(op, "xt,W,R,B" + states, "all,last", Options(op, cell, gates, resetAfter)),
                Node("Squeeze", "all", "squeezed", Ints("axes", 1)), Node("Transpose", "squeezed", "back", Ints("perm", 1, 0, 2)),
                Node("Gather", "back,end", "step", Int("axis", 1)),
                Node("Gemm", "step,M,C", "y", Int("transB", 1), Float("alpha", 2f), Float("beta", 0.5f)),
            ],
            [
                .. Constants(op, weights), Constant("zero", [], 0), Constant("one", [1], 1), Constant("units", [1], Units),
                Constant("end", [], -1), Constant("M", [1, Units], matrix), Constant("C", [1], [0.25f]),
            ]);
        FloatNetwork network = ModelReader.Read(file, "m.onnx").Float!;

        float[][] steps = [.. Enumerable.Range(0, Steps).Select(k => Values(new Random(k), Inputs, 1f))];
        double[] state = Run(op, weights, cell, gates, resetAfter, steps)[^1];
        Expect([(2 * state.Select((value, k) => matrix[k] * value).Sum()) + 0.125], network, steps);
        Assert.Equal(2, network.Layers.Count);
    }

    [Fact]
    public void Layers_of_a_newer_opset_with_states_left_out_time_first_and_an_activation()
    {
        var random = new Random(5);
        Weights first = Draw("LSTM", random), second = Draw("GRU", random, Units);
        float[] matrix = Values(random, Units * 2, 1f), bias = Values(random, 2, 1f);
        byte[] file = Model(
            17, [Steps, -1, Inputs],
            [
                Node("LSTM", "x,W,R,B", "a", Int("hidden_size", Units)), Node("Squeeze", "a,axis", "a1"),
                Node("GRU", "a1,W2,R2,B2", ",b", Int("linear_before_reset", 1)), Node("Squeeze", "b,first", "b1"),
                Node("MatMul", "b1,M", "c"), Node("Add", "C,c", "d"), Node("Sigmoid", "d", "y"),
            ],
            [
                .. Constants("LSTM", first), .. Constants("GRU", second, "2"), Constant("axis", [1], 1), Constant("first", [1], 0),
                Constant("M", [Units, 2], matrix), Constant("C", [2], bias),
            ]);
        FloatNetwork network = ModelReader.Read(file, "m.onnx").Float!;

        float[][] steps = [.. Enumerable.Range(0, Steps).Select(k => Values(new Random(k), Inputs, 1f))];
        float[][] middle = [.. Run("LSTM", first, Activation.Tanh, Activation.Sigmoid, false, steps)
            .Select(state => state.Select(value => (float)value).ToArray())];
        double[] end = Run("GRU", second, Activation.Tanh, Activation.Sigmoid, true, middle)[^1];
        Expect(
            [.. Enumerable.Range(0, 2).Select(u =>
                1 / (1 + Math.Exp(-bias[u] - end.Select((value, k) => matrix[(k * 2) + u] * value).Sum())))],
            network, steps);
        Assert.Equal(3, network.Layers.Count);
    }

    /// <summary>
    /// PyTorch's newer exporter: the shape's first size alone, zeros by Expand and a cast, a layer's part of them by Slice, gates put into
    /// ONNX' order by Slice and Concat; h_n[-1] of two layers by Concat and Gather.
    /// </summary>
    [Fact]
    public void Start_states_and_gates_that_are_cut_out_of_constants_and_the_last_of_several_layers_states()
    {
        var random = new Random(8);
        Weights first = Draw("LSTM", random), second = Draw("LSTM", random, Units);
        float[] own = [.. Gates(second.Hidden, Units, 0, 2, 3, 1)];
        byte[] file = Model(
            18, [-1, Steps, Inputs],
            [
                Node("Shape", "x", "batch", Int("start", 0), Int("end", 1)), Node("Concat", "two,batch,units", "sizes", Int("axis", 0)),
                Node("Expand", "nothing,sizes", "wide"), Node("Cast", "wide", "zeros", Int("to", 1)),
                Node("Slice", "zeros,at0,at1,at0", "h0"), Node("Slice", "zeros,at1,two,at0,at1", "h1"),
                Node("Slice", "own,at0,at4,at0", "i"), Node("Slice", "own,at4,at8,at0", "f"), Node("Slice", "own,at8,at12,at0", "c"),
                Node("Slice", "own,at12,end,at0", "o"), Node("Concat", "i,o,f,c", "joined", Int("axis", 0)),
                Node("Unsqueeze", "joined,at0", "R2"), Node("Transpose", "x", "xt", Ints("perm", 1, 0, 2)),
                Node("LSTM", "xt,W,R,B,,h0,h0", "a,ha", Int("hidden_size", Units)), Node("Squeeze", "a,at1", "a1"),
                Node("LSTM", "a1,W2,R2,B2,,h1,h1", "b,hb", Int("hidden_size", Units)),
                Node("Concat", "ha,hb", "h", Int("axis", 0)), Node("Gather", "h,last", "y", Int("axis", 0)),
            ],
            [
                .. Constants("LSTM", first), .. Constants("LSTM", second, "2").Where((_, k) => k != 1),
                Constant("own", [4 * Units, Units], own), Constant("nothing", [], [0f]), Constant("two", [1], 2),
                Constant("units", [1], Units), Constant("last", [], -1), Constant("end", [1], long.MaxValue),
                .. new[] { 0, 1, 4, 8, 12 }.Select(place => Constant($"at{place}", [1], place)),
            ]);
        FloatNetwork network = ModelReader.Read(file, "m.onnx").Float!;

        float[][] steps = [.. Enumerable.Range(0, Steps).Select(k => Values(new Random(k), Inputs, 1f))];
        float[][] middle = [.. Run("LSTM", first, Activation.Tanh, Activation.Sigmoid, false, steps)
            .Select(state => state.Select(value => (float)value).ToArray())];
        Expect(Run("LSTM", second, Activation.Tanh, Activation.Sigmoid, false, middle)[^1], network, steps);
        Assert.Equal(2, network.Layers.Count);
    }

    [Fact]
    public void A_start_state_that_is_cut_out_of_other_values_than_zeros_is_refused() => Assert.Equal(
        "Node '/LSTM_y' (LSTM) starts from a state other than zero ('h'), which is not supported; export it so that it starts from zero.",
        Refusal([Node("Slice", "R,zero,one,zero", "h"), Node("LSTM", "x,W,R,B,,h", "y")]));

    [Fact]
    public void A_loop_whose_own_graph_takes_the_input_is_named() => Assert.Equal(
        "Node '/Loop_y' (Loop) is not supported; supported are LSTM, GRU, RNN, Gemm, MatMul, Add, activations and what only moves values, "
            + "so rebuild the model of these.",
        Refusal([Node("Less", "zero,one", "more"), Node("Loop", "one,more", "y")]));

    [Fact]
    public void The_last_step_by_a_slice_normalised_values_and_all_steps_side_by_side()
    {
        var random = new Random(6);
        Weights weights = Draw("RNN", random);
        float[] flat = Values(random, Steps * Units, 1f), factor = Values(random, Inputs, 1f), offset = Values(random, Inputs, 1f);
        byte[][] start =
        [
            Node("Mul", "x,factor", "x1"), Node("Sub", "x1,offset", "x2"), Node("Transpose", "x2", "xt", Ints("perm", 1, 0, 2)),
            Node("RNN", "xt,W,R,B", "all", Int("hidden_size", Units)), Node("Squeeze", "all,axis", "a"),
            Node("Transpose", "a", "b", Ints("perm", 1, 0, 2)),
        ];
        byte[][] constants =
        [
            .. Constants("RNN", weights), Constant("axis", [1], 1), Constant("factor", [Inputs], factor),
            Constant("offset", [1, 1, Inputs], offset),
            Constant("minus", [1], -1), Constant("far", [1], long.MaxValue), Constant("time", [1], 1), Constant("sizes", [2], 1, -1),
            Constant("M", [Steps * Units, 1], flat),
        ];
        float[][] steps = [.. Enumerable.Range(0, Steps).Select(k => Values(new Random(k), Inputs, 1f))];
        float[][] scaled = [.. steps.Select(x => x.Select((value, k) => (value * factor[k]) - offset[k]).ToArray())];
        double[][] states = Run("RNN", weights, Activation.Tanh, Activation.Sigmoid, false, scaled);

        byte[] last = Model(
            13, [1, Steps, Inputs], [.. start, Node("Slice", "b,minus,far,time", "c"), Node("Squeeze", "c,time", "y")], constants);
        Expect(states[^1], ModelReader.Read(last, "m.onnx").Float!, steps);
        byte[] all = Model(13, [1, Steps, Inputs], [.. start, Node("Reshape", "b,sizes", "c"), Node("MatMul", "c,M", "y")], constants);
        Expect([states.SelectMany(state => state).Select((value, k) => flat[k] * value).Sum()],
            ModelReader.Read(all, "m.onnx").Float!, steps);
    }

    [Theory]
    [InlineData("direction", "sideways", "has the direction 'sideways', which there is not; export the model again.")]
    [InlineData(
        "direction", "bidirectional", "has no constant weights W that fit; export the model again, with its weights in the file.")]
    public void Directions_are_refused(string name, string value, string what) => Assert.Equal(
        "Node '/LSTM_y' (LSTM) " + what, Refusal([Node("LSTM", "x,W,R,B", "y", String(name, value))]));

    [Theory]
    [InlineData("Conv", "x,W", "Node '/Conv_y' (Conv) is not supported; supported are LSTM, GRU, RNN, Gemm, MatMul, Add, activations and "
        + "what only moves values, so rebuild the model of these.")]
    [InlineData("LSTM", "x,W,R,B,,,,W", "Node '/LSTM_y' (LSTM) has clipping, coupled gates or peepholes, which is not supported; train it "
        + "without.")]
    [InlineData("LSTM", "x,W,R,B,,W", "Node '/LSTM_y' (LSTM) starts from a state other than zero ('W'), which is not supported; export it "
        + "so that it starts from zero.")]
    [InlineData("LSTM", "x,R,W,B", "Node '/LSTM_y' (LSTM) has no constant weights W that fit; export the model again, with its weights "
        + "in the file.")]
    public void Nodes_are_refused_by_name(string op, string inputs, string sentence) =>
        Assert.Equal(sentence, Refusal([Node(op, inputs, "y")]));

    [Fact]
    public void Branches_are_refused() => Assert.Equal(
        "Node '/Add_y' (Add) joins branches, which is not supported; rebuild the model as a plain sequence of layers.",
        Refusal([Node("LSTM", "x,W,R,B", "a,b"), Node("Add", "a,b", "y")]));

    [Fact]
    public void Open_time_steps_and_states_as_inputs_are_told()
    {
        byte[][] constants = [.. Constants("LSTM", Draw("LSTM", new Random(1)))];
        Assert.Equal(
            "'m.onnx' leaves the number of time steps open (shape [?, ?, 3]); say it with --window.",
            Assert.Throws<UserError>(() => ModelReader.Read(
                Model(13, [-1, -1, Inputs], [Node("LSTM", "x,W,R,B", "y")], constants), "m.onnx")).Message);
        Assert.Equal(
            "'m.onnx' has an input of no shape; [batch, time steps, features] with a number of features is supported, export it so."
                .Replace("no shape", "shape [?, 4, 2, 2]", StringComparison.Ordinal),
            Assert.Throws<UserError>(() => ModelReader.Read(
                Model(13, [-1, 4, 2, 2], [Node("LSTM", "x,W,R,B", "y")], constants), "m.onnx")).Message);
    }

    [Fact]
    public void An_output_of_several_is_chosen_by_name_or_number_and_states_beside_the_first_need_no_choice()
    {
        byte[][] constants = [.. Constants("RNN", Draw("RNN", new Random(1)))];
        byte[] two = Model(
            13, [Steps, 1, Inputs], [Node("RNN", "x,W,R,B", "a,end"), Node("Tanh", "a", "low"), Node("Sigmoid", "end", "high")], constants,
            "low", "high");

        Assert.Equal(
            "'m.onnx' has 2 outputs; choose one with --output, by name or number: 0 'low', 1 'high'.",
            Assert.Throws<UserError>(() => ModelReader.Read(two, "m.onnx")).Message);
        Assert.Equal(
            "'m.onnx' has no output 'mid'; --output takes the name or the number of one: 0 'low', 1 'high'.",
            Assert.Throws<UserError>(() => ModelReader.Read(two, "m.onnx", output: "mid")).Message);
        float[] x = [.. Enumerable.Range(0, Steps * Inputs).Select(k => 0.1f * k)];
        float[] low = new FloatModel(ModelReader.Read(two, "m.onnx", output: "0").Float!).Invoke(x);
        ModelFile chosen = ModelReader.Read(two, "m.onnx", output: "high");
        float[] high = new FloatModel(chosen.Float!).Invoke(x);
        Assert.EndsWith("output 'high' of 2", chosen.Format, StringComparison.Ordinal);
        Assert.Equal((Units, Units), (low.Length, high.Length));
        Assert.All(high.Zip(low), pair => Assert.Equal(1 / (1 + Math.Exp(-Math.Atanh(pair.Second))), pair.First, 1e-4));

        byte[] states = Model(13, [Steps, 1, Inputs], [Node("RNN", "x,W,R,B", "a,end")], constants, "a", "end");
        Assert.EndsWith("output 'a' of 2", ModelReader.Read(states, "m.onnx").Format, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m.onnx", new byte[] { 8, 8, 0x12, 7, 0x70 })]
    [InlineData("m.onnx", new byte[] { 0xFF, 0xFF, 0xFF })]
    public void Damage_is_told(string name, byte[] bytes) => Assert.StartsWith(
        $"'{name}' is a damaged ONNX file, or one without its weights (",
        Assert.Throws<UserError>(() => ModelReader.Read(bytes, name)).Message, StringComparison.Ordinal);

    private static string Refusal(byte[][] nodes) => Assert.Throws<UserError>(() => ModelReader.Read(
        Model(
            13, [Steps, 1, Inputs], nodes,
            [.. Constants("LSTM", Draw("LSTM", new Random(1))), Constant("zero", [1], 0), Constant("one", [1], 1)]), "m.onnx")).Message;

    private static byte[][] Options(string op, Activation cell, Activation gates, bool resetAfter)
    {
        string Name(Activation activation) => activation is Activation.HardSigmoid6 ? "HardSigmoid" : activation.ToString();
        string[] names = op switch
        {
            "LSTM" => [Name(gates), Name(cell), Name(cell)],
            "GRU" => [Name(gates), Name(cell)],
            _ => [Name(cell)],
        };
        return
        [
            Int("hidden_size", Units), Strings("activations", names), Int("linear_before_reset", resetAfter ? 1 : 0),
            .. gates == Activation.HardSigmoid6 ? [Floats("activation_alpha", 1f / 6)] : Array.Empty<byte[]>(),
        ];
    }

    private static Weights Draw(string op, Random random, int inputs = Inputs)
    {
        int rows = Units * (op switch { "LSTM" => 4, "GRU" => 3, _ => 1 });
        return new Weights(inputs, Values(random, rows * inputs, 0.8f), Values(random, rows * Units, 0.6f), Values(random, 2 * rows, 0.3f));
    }

    /// <summary>Blocks of gates in another order.</summary>
    private static IEnumerable<float> Gates(float[] all, int columns, params int[] order) =>
        order.SelectMany(block => all[(block * Units * columns)..((block + 1) * Units * columns)]);

    private static IEnumerable<byte[]> Constants(string op, Weights weights, string suffix = "")
    {
        int rows = Units * (op switch { "LSTM" => 4, "GRU" => 3, _ => 1 });
        yield return Constant("W" + suffix, [1, rows, weights.Inputs], weights.Input);
        yield return Constant("R" + suffix, [1, rows, Units], weights.Hidden);
        yield return Constant("B" + suffix, [1, 2 * rows], weights.Bias);
    }

    /// <summary>Hidden states by the formulas of ONNX' operators, whose LSTM has its gates in the order i, o, f, c.</summary>
    private static double[][] Run(string op, Weights weights, Activation cell, Activation gates, bool resetAfter, float[][] steps)
    {
        int rows = weights.Bias.Length / 2;
        float[][] Blocks(float[] all, int columns, params int[] order) =>
            [.. order.Select(block => all[(block * Units * columns)..((block + 1) * Units * columns)])];
        float[] Both(int block) => [.. Enumerable.Range(block * Units, Units).Select(k => weights.Bias[k] + weights.Bias[rows + k])];
        switch (op)
        {
            case "LSTM":
                return LstmVariantReference.Run(
                    new FloatLstmVariant("l", weights.Inputs, Units, true, cell, gates, Blocks(weights.Input, weights.Inputs, 0, 2, 3, 1),
                        Blocks(weights.Hidden, Units, 0, 2, 3, 1), [Both(0), Both(2), Both(3), Both(1)]), steps);
            case "GRU":
                float[] candidate = weights.Bias[(2 * Units)..(3 * Units)], second = weights.Bias[(rows + (2 * Units))..];
                return GruReference.Run(
                    new FloatGru("g", weights.Inputs, Units, true, resetAfter, cell, gates, Blocks(weights.Input, weights.Inputs, 0, 1, 2),
                        Blocks(weights.Hidden, Units, 0, 1, 2), [Both(0), Both(1), resetAfter ? candidate : Both(2)],
                        resetAfter ? second : new float[Units]), steps);
            default:
                return SimpleRnnReference.Run(
                    new FloatSimpleRnn("r", weights.Inputs, Units, true, cell, weights.Input, weights.Hidden, Both(0)), steps);
        }
    }

    private sealed record Weights(int Inputs, float[] Input, float[] Hidden, float[] Bias);
}
