using Google.FlatBuffers;
using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tests;

/// <summary>One small model in the forms that converters give a .tflite file.</summary>
public class TfliteVariantTests
{
    private const string Loose =
        "which the device's LSTM cannot reproduce; give the float .tflite or .keras file, which is quantised here, or export again with "
            + "the fused operator (an input of fixed batch 1 and length, TFLITE_BUILTINS_INT8).";

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Operator_codes_may_stand_in_either_field(bool inOld, bool inNew)
    {
        byte[] file = Graph((graph, x) => Dense(graph, Lstm(graph, x), 4));
        Patch.Codes(file, inOld, inNew);
        Assert.Equal([typeof(FloatLstm), typeof(FloatDense)], Layers(file));
    }

    [Theory]
    [InlineData(BuiltinOperator.Mul, true, 2f, 0f)]
    [InlineData(BuiltinOperator.Mul, false, 2f, 0f)]
    [InlineData(BuiltinOperator.Add, true, 1f, 2f)]
    [InlineData(BuiltinOperator.Add, false, 1f, 2f)]
    [InlineData(BuiltinOperator.Sub, true, -1f, 2f)]
    [InlineData(BuiltinOperator.Sub, false, 1f, -2f)]
    [InlineData(BuiltinOperator.Div, false, 0.5f, 0f)]
    public void Constants_before_the_lstm_are_a_scaling(BuiltinOperator code, bool constantFirst, float scale, float offset)
    {
        foreach (int[] shape in new int[][] { [], [1], [3], [1, 1, 3], [1, 4, 3] })
        {
            byte[] file = Graph((graph, x) =>
            {
                int count = shape.Aggregate(1, (product, size) => product * size);
                int two = graph.Constant("two", shape, TensorType.Float32, Floats([.. Enumerable.Repeat(2f, count)]));
                return Lstm(
                    graph,
                    graph.Operator(
                        code, 1, constantFirst ? [two, x] : [x, two], graph.Tensor("scaled", [1, 4, 3], TensorType.Float32),
                        TfliteOptions.None, []));
            });
            var affine = Assert.IsType<FloatAffine>(TfliteReader.Read(file, "m.tflite").Float!.Layers[0]);
            Assert.Equal([scale, scale, scale], affine.Scale);
            Assert.Equal([offset, offset, offset], affine.Offset);
        }
    }

    [Fact]
    public void A_constant_divided_by_the_input_is_refused()
    {
        byte[] file = Graph((graph, x) =>
        {
            int two = graph.Constant("two", [1], TensorType.Float32, Floats([2f]));
            return Lstm(
                graph,
                graph.Operator(
                    BuiltinOperator.Div, 1, [two, x], graph.Tensor("scaled", [1, 4, 3], TensorType.Float32), TfliteOptions.None, []));
        });
        Assert.Equal(
            "Operator 0 (DIV) divides a constant by computed values, which is not supported between layers; rebuild the model of LSTM and "
                + "Dense layers.", Refusal(file));
    }

    [Fact]
    public void Time_may_come_first()
    {
        byte[] file = Graph((graph, x) =>
        {
            int order = graph.Constant("order", [3], TensorType.Int32, Ints([1, 0, 2]));
            int turned = graph.Operator(
                BuiltinOperator.Transpose, 1, [x, order], graph.Tensor("turned", [4, 1, 3], TensorType.Float32), TfliteOptions.None, []);
            int lstm = Lstm(graph, turned, [4, 1, 2], timeMajor: true);
            return graph.Operator(
                BuiltinOperator.Transpose, 1, [lstm, order], graph.Tensor("back", [1, 4, 2], TensorType.Float32), TfliteOptions.None, []);
        });
        byte[] plain = Graph((graph, x) => Lstm(graph, x));
        float[] input = [.. Enumerable.Range(0, 12).Select(k => 0.1f * k - 0.5f)];
        float[] expected = new FloatModel(TfliteReader.Read(plain, "m.tflite").Float!).Invoke(input);
        Assert.NotEqual(expected[0], expected[^1]);
        Assert.Equal(expected, new FloatModel(TfliteReader.Read(file, "m.tflite").Float!).Invoke(input));
    }

    [Fact]
    public void A_fixed_batch_is_taken_as_one()
    {
        byte[] File(int batch)
        {
            var graph = new TfliteBuilder();
            int x = graph.Tensor("x", [batch, 4, 3], TensorType.Float32);
            graph.SetInput(x);
            int order = graph.Constant("order", [3], TensorType.Int32, Ints([1, 0, 2]));
            int turned = graph.Operator(
                BuiltinOperator.Transpose, 1, [x, order], graph.Tensor("turned", [4, batch, 3], TensorType.Float32), TfliteOptions.None,
                []);
            int lstm = Lstm(graph, turned, [4, batch, 2], timeMajor: true);
            int back = graph.Operator(
                BuiltinOperator.Transpose, 1, [lstm, order], graph.Tensor("back", [batch, 4, 2], TensorType.Float32), TfliteOptions.None,
                []);
            int flat = graph.Operator(
                BuiltinOperator.Reshape, 1, [back, graph.Constant("shape", [2], TensorType.Int32, Ints([batch, 8]))],
                graph.Tensor("flat", [batch, 8], TensorType.Float32), TfliteOptions.Reshape, []);
            graph.SetOutput(Dense(graph, flat, 8, [batch, 1], 1));
            return graph.Build("test");
        }

        FloatNetwork one = TfliteReader.Read(File(1), "m.tflite").Float!, many = TfliteReader.Read(File(32), "m.tflite").Float!;
        Assert.Equal((4, 3), (many.TimeSteps, many.InputSize));
        float[] input = [.. Enumerable.Range(0, 12).Select(k => 0.1f * k - 0.5f)];
        Assert.Equal(new FloatModel(one).Invoke(input), new FloatModel(many).Invoke(input));
    }

    [Theory]
    [InlineData(TensorType.Float32)]
    [InlineData(TensorType.Int8)]
    public void An_output_of_several_is_chosen_by_name_or_number(TensorType type)
    {
        bool isFloat = type == TensorType.Float32;
        var graph = new TfliteBuilder();
        int Layer(int from, string name, int outputs)
        {
            QuantParams scale = new(0.05f, 1);
            int[] shape = [1, outputs];
            float[] weights = [.. Enumerable.Range(0, outputs * 3).Select(k => k + 1f)];
            int matrix = isFloat
                ? graph.Constant(name + "w", [outputs, 3], type, Floats(weights))
                : graph.Constant(name + "w", [outputs, 3], type, [.. weights.Select(weight => (byte)weight)], [0.02f]);
            int to = isFloat ? graph.Tensor(name, shape, type) : graph.Tensor(name, shape, type, scale);
            return graph.Operator(
                BuiltinOperator.FullyConnected, isFloat ? 1 : 4, [from, matrix, -1], to, TfliteOptions.Dense(Activation.None, false), []);
        }

        int x = isFloat ? graph.Tensor("x", [1, 3], type) : graph.Tensor("x", [1, 3], type, new QuantParams(0.1f, 0));
        graph.SetInput(x);
        graph.SetOutput(Layer(x, "soc", 1), Layer(x, "soh", 2));
        byte[] file = graph.Build("test");

        Assert.Equal("'m.tflite' has 2 outputs; choose one with --output, by name or number: 0 'soc', 1 'soh'.", Refusal(file));
        Assert.Equal(
            "'m.tflite' has no output '2'; --output takes the name or the number of one: 0 'soc', 1 'soh'.",
            Assert.Throws<UserError>(() => ModelReader.Read(file, "m.tflite", output: "2")).Message);
        Assert.Equal(1, Outputs(ModelReader.Read(file, "m.tflite", output: "0")));
        Assert.Equal(2, Outputs(ModelReader.Read(file, "m.tflite", output: "soh")));

        static int Outputs(ModelFile file) => file.Float is { } network
            ? new FloatModel(network).Invoke([1f, 2f, 3f]).Length
            : ((QuantizedDense)Assert.Single(file.Quantized!.Layers)).Units;
    }

    [Fact]
    public void A_fixed_batch_of_a_quantised_file_is_taken_as_one()
    {
        QuantizedNetwork Read(int batch)
        {
            var graph = new TfliteBuilder();
            int x = graph.Tensor("x", [batch, 3], TensorType.Int8, new QuantParams(0.1f, 0));
            graph.SetInput(x);
            graph.SetOutput(graph.Operator(
                BuiltinOperator.FullyConnected, 4, [x, graph.Constant("w", [2, 3], TensorType.Int8, [1, 2, 3, 4, 5, 6], [0.02f]), -1],
                graph.Tensor("y", [batch, 2], TensorType.Int8, new QuantParams(0.05f, 1)), TfliteOptions.Dense(Activation.None, false),
                []));
            return TfliteReader.Read(graph.Build("test"), "m.tflite").Quantized!;
        }

        QuantizedNetwork many = Read(16);
        Assert.Equal((1, 3), (many.TimeSteps, many.InputSize));
        short[] expected = new short[2], actual = new short[2];
        new InterpretedModel(Read(1)).Invoke([5, -6, 7], expected);
        new InterpretedModel(many).Invoke([5, -6, 7], actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_dense_layer_may_come_before_and_a_flattened_sequence_behind()
    {
        byte[] file = Graph((graph, x) =>
        {
            int before = Dense(graph, x, 3, [1, 4, 3], 3);
            int lstm = Lstm(graph, before);
            int shape = graph.Constant("shape", [2], TensorType.Int32, Ints([-1, 8]));
            int flat = graph.Operator(
                BuiltinOperator.Reshape, 1, [lstm, shape], graph.Tensor("flat", [1, 8], TensorType.Float32), TfliteOptions.Reshape, []);
            return Dense(graph, flat, 8, [1, 1], 1);
        });
        Assert.Equal([typeof(FloatDense), typeof(FloatLstm), typeof(FloatFlatten), typeof(FloatDense)], Layers(file));
    }

    [Fact]
    public void Half_precision_weights_are_widened()
    {
        byte[] halves = [.. new[] { 0.5f, -2f, 3f }.SelectMany(value => BitConverter.GetBytes((Half)value))];
        byte[] file = Graph((graph, x) =>
        {
            int half = graph.Constant("half", [1, 3], TensorType.Float16, halves);
            int wide = graph.Operator(
                BuiltinOperator.Dequantize, 1, [half], graph.Tensor("wide", [1, 3], TensorType.Float32), TfliteOptions.None, []);
            return graph.Operator(
                BuiltinOperator.FullyConnected, 1, [x, wide, -1], graph.Tensor("y", [1, 4, 1], TensorType.Float32),
                TfliteOptions.Dense(Activation.None, true), []);
        });
        Assert.Equal([0.5f, -2f, 3f], Assert.IsType<FloatDense>(Assert.Single(TfliteReader.Read(file, "m.tflite").Float!.Layers)).Weights);
    }

    [Fact]
    public void An_lstm_of_half_precision_weights_is_read()
    {
        byte[] file = Graph((graph, x) => Lstm(graph, x, weights: (size, values) => graph.Operator(
            BuiltinOperator.Dequantize, 1,
            [graph.Constant("half", size, TensorType.Float16, [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))])],
            graph.Tensor("wide", size, TensorType.Float32), TfliteOptions.None, [])));
        var halves = (FloatLstm)TfliteReader.Read(file, "m.tflite").Float!.Layers[0];
        var floats = (FloatLstm)TfliteReader.Read(Graph((graph, x) => Lstm(graph, x)), "m.tflite").Float!.Layers[0];
        Assert.Equal(floats.RecurrentWeights.Select(gate => gate.Select(value => (float)(Half)value)), halves.RecurrentWeights);
    }

    [Fact]
    public void A_tail_is_overlooked_and_a_cut_is_refused()
    {
        byte[] whole = Graph((graph, x) => Lstm(graph, x));
        Assert.Equal(Layers(whole), Layers([.. whole, .. Enumerable.Repeat((byte)0xA5, 1000)]));
        for (int length = 0; length < whole.Length - 64; length += 13)
        {
            Assert.NotEmpty(Refusal(whole[..length]));
        }
    }

    [Fact]
    public void Unsigned_quantisation_is_refused_by_name()
    {
        byte[] weights = Graph((graph, x) => graph.Operator(
            BuiltinOperator.FullyConnected, 1, [x, graph.Constant("kernel", [1, 3], TensorType.UInt8, [1, 2, 3], [0.1f]), -1],
            graph.Tensor("y", [1, 4, 1], TensorType.Float32), TfliteOptions.Dense(Activation.None, true), []));
        var graph = new TfliteBuilder();
        int x = graph.Tensor("x", [1, 3], TensorType.UInt8, new QuantParams(0.1f, 128));
        graph.SetInput(x);
        graph.SetOutput(graph.Operator(BuiltinOperator.Tanh, 1, [x], graph.Tensor("y", [1, 3], TensorType.UInt8), TfliteOptions.None, []));
        Assert.Equal(
            "Tensor 2 ('kernel') holds uint8 weights, the quantisation of TensorFlow 1, which is not supported; give the float model, "
                + "which is quantised here.", Refusal(weights));
        Assert.Equal(
            "Input 'x' holds uint8, the quantisation of TensorFlow 1, which is not supported; give the float model, which is quantised "
                + "here.", Refusal(graph.Build("test")));
    }

    [Fact]
    public void A_loop_in_int8_is_refused()
    {
        byte[] file = Quantised((graph, x) => graph.Operator(
            BuiltinOperator.While, 1, [Quantised(graph, x, 3)], graph.Tensor("y", [1, 3], TensorType.Int8, new QuantParams(0.1f, 0)),
            TfliteOptions.None, []));
        Assert.Equal("Operator 1 (WHILE) runs a recurrent layer step by step in int8, " + Loose, Refusal(file));
    }

    [Fact]
    public void An_unrolled_cell_in_int8_is_refused()
    {
        byte[] file = Quantised((graph, x) =>
        {
            var parameters = new QuantParams(0.1f, 0);
            int dense = Quantised(graph, x, 3);
            int gate = graph.Operator(
                BuiltinOperator.Logistic, 1, [dense], graph.Tensor("gate", [1, 3], TensorType.Int8, parameters), TfliteOptions.None, []);
            return graph.Operator(
                BuiltinOperator.Mul, 1, [gate, dense], graph.Tensor("y", [1, 3], TensorType.Int8, parameters), TfliteOptions.Multiply, []);
        });
        Assert.Equal("Operator 2 (MUL) is part of a recurrent layer unrolled in int8, " + Loose, Refusal(file));
    }

    [Fact]
    public void A_scaling_in_int8_is_refused()
    {
        byte[] file = Quantised((graph, x) =>
        {
            var parameters = new QuantParams(0.1f, 0);
            int two = graph.Constant("two", [1], TensorType.Int8, [20], [0.1f]);
            return Quantised(
                graph,
                graph.Operator(
                    BuiltinOperator.Mul, 1, [x, two], graph.Tensor("scaled", [1, 3], TensorType.Int8, parameters), TfliteOptions.Multiply,
                    []), 3);
        });
        Assert.Equal(
            "Operator 0 (MUL) is not supported; supported in an int8 file are LSTM, fully connected, reshaping and activation operators, "
                + "so export the model without it, or give the float file, which is quantised here.",
            Refusal(file));
    }

    [Fact]
    public void A_shape_that_is_computed_in_int8_is_overlooked()
    {
        byte[] file = Quantised((graph, x) =>
        {
            var parameters = new QuantParams(0.1f, 0);
            int shape = graph.Operator(BuiltinOperator.Shape, 1, [x], graph.Tensor("shape", [2], TensorType.Int32), TfliteOptions.None, []);
            int same = graph.Operator(
                BuiltinOperator.Reshape, 1, [x, shape], graph.Tensor("same", [1, 3], TensorType.Int8, parameters), TfliteOptions.Reshape,
                []);
            int axis = graph.Constant("axis", [1], TensorType.Int32, Ints([1]));
            int wide = graph.Operator(
                BuiltinOperator.ExpandDims, 1, [same, axis], graph.Tensor("wide", [1, 1, 3], TensorType.Int8, parameters),
                TfliteOptions.None, []);
            return Quantised(graph, wide, 3);
        });
        Assert.IsType<QuantizedDense>(Assert.Single(TfliteReader.Read(file, "m.tflite").Quantized!.Layers));
    }

    [Fact]
    public void Time_may_come_first_in_int8()
    {
        QuantizedNetwork first = TfliteReader.Read(QuantisedLstm(timeMajor: true, [1, 0, 2]), "m.tflite").Quantized!;
        QuantizedNetwork plain = TfliteReader.Read(QuantisedLstm(timeMajor: false, null), "m.tflite").Quantized!;
        Assert.Equal((4, 3), (first.TimeSteps, first.InputSize));
        Assert.False(Assert.IsType<QuantizedLstm>(Assert.Single(first.Layers)).ReturnSequences);
        short[] input = [1, -100, 50, 20, 30, -40, 90, 0, 7, 60, -60, 5], expected = new short[2], output = new short[2];
        new InterpretedModel(plain).Invoke(input, expected);
        new InterpretedModel(first).Invoke(input, output);
        Assert.NotEqual([0, 0], expected);
        Assert.Equal(expected, output);
    }

    [Fact]
    public void Values_in_another_order_in_int8_are_refused() => Assert.Equal(
        "Operator 0 (TRANSPOSE) puts values in another order, which is not supported; export the model without it, or give the float "
            + "file, which is quantised here.",
        Refusal(QuantisedLstm(timeMajor: false, [0, 2, 1])));

    private static byte[] QuantisedLstm(bool timeMajor, int[]? order)
    {
        var graph = new TfliteBuilder();
        int x = graph.Tensor("x", [1, 4, 3], TensorType.Int8, new QuantParams(0.01f, 0)), fed = x;
        graph.SetInput(x);
        if (order is not null)
        {
            int[] shape = [.. order.Select(axis => new[] { 1, 4, 3 }[axis])];
            fed = graph.Operator(
                BuiltinOperator.Transpose, 1, [x, graph.Constant("order", [3], TensorType.Int32, Ints(order))],
                graph.Tensor("turned", shape, TensorType.Int8, new QuantParams(0.01f, 0)), TfliteOptions.None, []);
        }

        int Weights(int seed, int columns) =>
            graph.Constant(
                "w", [2, columns], TensorType.Int8, [.. Enumerable.Range(1, 2 * columns).Select(k => (byte)(seed * k * 17))], [0.01f]);
        var hidden = new QuantParams(1f / 128, 0);
        int[] inputs =
        [
            fed, .. Enumerable.Range(1, 4).Select(seed => Weights(seed, 3)), .. Enumerable.Range(5, 4).Select(seed => Weights(seed, 2)), -1,
            -1, -1,
            .. Enumerable.Range(0, 4).Select(k => graph.Constant("b", [2], TensorType.Int32, Ints([100 * k, 200]))), -1, -1,
            graph.Variable("h", [1, 2], TensorType.Int8, hidden),
            graph.Variable("c", [1, 2], TensorType.Int16, new QuantParams(1f / 2048, 0)), -1, -1, -1, -1,
        ];
        int lstm = graph.Operator(
            BuiltinOperator.UnidirectionalSequenceLstm, 1, inputs,
            graph.Tensor("lstm", timeMajor ? [4, 1, 2] : [1, 4, 2], TensorType.Int8, hidden), LstmOptions(timeMajor), []);
        int begin = graph.Constant("begin", [3], TensorType.Int32, Ints(timeMajor ? [-1, 0, 0] : [0, -1, 0]));
        int end = graph.Constant("end", [3], TensorType.Int32, Ints([0, 0, 0])),
            strides = graph.Constant("strides", [3], TensorType.Int32, Ints([1, 1, 1]));
        var last = new TfliteOptions(32, builder =>
        {
            builder.StartTable(6);
            builder.AddInt(0, timeMajor ? 6 : 5, 0);
            builder.AddInt(1, timeMajor ? 6 : 5, 0);
            builder.AddInt(4, timeMajor ? 1 : 2, 0);
            return builder.EndTable();
        });
        graph.SetOutput(
            graph.Operator(
                BuiltinOperator.StridedSlice, 1, [lstm, begin, end, strides], graph.Tensor("last", [1, 2], TensorType.Int8, hidden), last,
                []));
        return graph.Build("test");
    }

    private static TfliteOptions LstmOptions(bool timeMajor) => new(71, builder =>
    {
        builder.StartTable(6);
        builder.AddByte(0, 4, 0);
        builder.AddBool(3, timeMajor, false);
        return builder.EndTable();
    });

    private static Type[] Layers(byte[] file) => [.. TfliteReader.Read(file, "m.tflite").Float!.Layers.Select(layer => layer.GetType())];

    private static string Refusal(byte[] file) => Assert.Throws<UserError>(() => ModelReader.Read(file, "m.tflite")).Message;

    private static byte[] Floats(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Ints(int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Graph(Func<TfliteBuilder, int, int> build)
    {
        // The input need not be the first tensor, nor have a particular name.
        var graph = new TfliteBuilder();
        graph.Constant("unused", [1], TensorType.Float32, Floats([1f]));
        int x = graph.Tensor("StatefulPartitionedCall/serving_default_keras_tensor_7:0", [1, 4, 3], TensorType.Float32);
        graph.SetInput(x);
        graph.SetOutput(build(graph, x));
        return graph.Build("test");
    }

    private static byte[] Quantised(Func<TfliteBuilder, int, int> build)
    {
        var graph = new TfliteBuilder();
        int x = graph.Tensor("x", [1, 3], TensorType.Int8, new QuantParams(0.1f, 0));
        graph.SetInput(x);
        graph.SetOutput(build(graph, x));
        return graph.Build("test");
    }

    private static int Quantised(TfliteBuilder graph, int x, int units) => graph.Operator(
        BuiltinOperator.FullyConnected, 4,
        [x, graph.Constant("w", [units, 3], TensorType.Int8, new byte[3 * units], [0.02f]),
            graph.Constant("b", [units], TensorType.Int32, new byte[4 * units], [0.002f])],
        graph.Tensor("dense", [1, units], TensorType.Int8, new QuantParams(0.1f, 0)), TfliteOptions.Dense(Activation.None, false), []);

    private static int Dense(TfliteBuilder graph, int x, int steps) => Dense(graph, x, 2, [1, steps, 1], 1);

    private static int Dense(TfliteBuilder graph, int x, int inputs, int[] shape, int units) => graph.Operator(
        BuiltinOperator.FullyConnected, 1,
        [x, graph.Constant(
            "w", [units, inputs], TensorType.Float32, Floats([.. Enumerable.Range(1, units * inputs).Select(k => 0.1f * k)])), -1],
        graph.Tensor("dense", shape, TensorType.Float32), TfliteOptions.Dense(Activation.None, shape.Length > 2), []);

    private static int Lstm(
        TfliteBuilder graph, int x, int[]? shape = null, bool timeMajor = false, Func<int[], float[], int>? weights = null)
    {
        weights ??= (size, values) => graph.Constant("k", size, TensorType.Float32, Floats(values));
        int Constant(int seed, params int[] size) =>
            weights(
                size,
                [.. Enumerable.Range(0, size.Aggregate(1, (product, length) => product * length)).Select(k => MathF.Sin(seed + 3 * k))]);
        int[] inputs =
        [
            x, .. Enumerable.Range(1, 4).Select(seed => Constant(seed, 2, 3)),
            .. Enumerable.Range(5, 4).Select(seed => Constant(seed, 2, 2)), -1, -1, -1,
            .. Enumerable.Range(12, 4).Select(seed => Constant(seed, 2)), -1, -1,
            graph.Variable("h", [1, 2], TensorType.Float32, null), graph.Variable("c", [1, 2], TensorType.Float32, null), -1, -1, -1, -1,
        ];
        return graph.Operator(
            BuiltinOperator.UnidirectionalSequenceLstm, 1, inputs, graph.Tensor("lstm", shape ?? [1, 4, 2], TensorType.Float32),
            LstmOptions(timeMajor), []);
    }

    private static class Patch
    {
        /// <summary>Clears the 8-bit or the 32-bit field of all operator codes.</summary>
        public static void Codes(byte[] file, bool keepOld, bool keepNew)
        {
            var buffer = new ByteBuffer(file);
            var root = new Table(buffer.GetInt(0), buffer);
            int vector = root.__vector(root.__offset(4 + 2 * Fields.ModelOperatorCodes)),
                count = root.__vector_len(root.__offset(4 + 2 * Fields.ModelOperatorCodes));
            for (int k = 0; k < count; k++)
            {
                var code = new Table(root.__indirect(vector + 4 * k), buffer);
                if (!keepOld)
                {
                    buffer.PutSbyte(code.bb_pos + code.__offset(4 + 2 * Fields.CodeDeprecated), 0);
                }

                if (!keepNew)
                {
                    buffer.PutInt(code.bb_pos + code.__offset(4 + 2 * Fields.CodeBuiltin), 0);
                }
            }
        }
    }
}
