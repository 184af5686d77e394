using NanoBms.Foundation;
using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Dense;

/// <summary>A fully connected layer as FULLY_CONNECTED.</summary>
internal static class DenseTflite
{
    public static IReadOnlyList<TfliteOperatorReading> Operators { get; } = [new(BuiltinOperator.FullyConnected, Read)];

    public static void Write(FloatDense dense, TfliteTarget target)
    {
        TfliteBuilder graph = target.Graph;
        int[] shape = [.. target.Shape[..^1], dense.Units];
        bool isFused = DenseQuantization.IsFused(dense.Activation);
        int output = graph.Operator(
            BuiltinOperator.FullyConnected, 1,
            [
                target.Current,
                graph.Constant(dense.Name + "/kernel", [dense.Units, dense.InputSize], TensorType.Float32, TensorBytes.Of(dense.Weights)),
                graph.Constant(dense.Name + "/bias", [dense.Units], TensorType.Float32, TensorBytes.Of(dense.Bias)),
            ],
            target.Tensor(dense.Name + "/output", shape, null),
            TfliteOptions.Dense(isFused ? dense.Activation : Activation.None, shape.Length > 2), []);
        target.Continue(output, shape);
        if (!isFused)
        {
            ActivationTflite.Write(dense.Name, dense.Activation, null, target);
        }
    }

    public static void Write(QuantizedDense dense, TfliteTarget target)
    {
        TfliteBuilder graph = target.Graph;
        int[] shape = [.. target.Shape[..^1], dense.Units];
        int output = graph.Operator(
            BuiltinOperator.FullyConnected, 4,
            [
                target.Current,
                graph.Constant(dense.Name + "/kernel", [dense.Units, dense.InputSize], TensorType.Int8, TensorBytes.Of(dense.Weights),
                    dense.WeightScales),
                graph.Constant(
                    dense.Name + "/bias", [dense.Units], target.BiasType, TensorBytes.OfBiases(dense.Bias, target.IsWide),
                    [.. dense.WeightScales.Select(scale => dense.Input.Scale * scale)]),
            ],
            target.Tensor(dense.Name + "/output", shape, dense.Output), TfliteOptions.Dense(dense.Activation, shape.Length > 2), []);
        target.Continue(output, shape);
    }

    private static void Read(QuantizedChain chain, TfliteOperator op)
    {
        string where = QuantizedChain.Where(op);
        TfliteTensor input = chain.Input(op, 0, "input"), weights = chain.Input(op, 1, "weights"), output = chain.Output(op);
        if (weights.Shape is not [int units, int inputSize] || units < 1 || inputSize < 1)
        {
            throw new UserError($"{where}: its weights have shape [{string.Join(",", weights.Shape)}] where [units, inputs] is needed; "
                + "the file is damaged.");
        }

        Activation activation = (op.Options?.Byte(0, 0) ?? 0) switch
        {
            0 => Activation.None,
            1 => Activation.Relu,
            2 => Activation.ReluN1To1,
            3 => Activation.Relu6,
            4 => Activation.Tanh,
            byte other => throw new UserError($"{where} has fused activation {other}, which is not supported; use relu or a layer of its "
                + "own."),
        };
        TfliteTensor? bias = chain.InputOrNull(op, 2);
        if (bias is not null)
        {
            QuantizedChain.ExpectShape(op, bias, [units]);
        }

        if (input.Shape.Length == 0 || input.Count % inputSize != 0)
        {
            throw new UserError($"{where} takes {inputSize} values and its input gives [{string.Join(",", input.Shape)}]; the file is "
                + "damaged.");
        }

        if (input.Shape[^1] != inputSize)
        {
            FlattenTflite.Add(chain, op, input);
        }

        chain.SetWidth(op, input.Type);
        RefuseWeights(where, weights, units);
        chain.Add(new QuantizedDense(
            output.Name, QuantizedChain.Params(input), QuantizedChain.Params(output), inputSize, units, activation,
            weights.Scales, TensorData.Int8s(weights), bias is null ? new long[units] : TensorData.Bias(bias)));
    }

    private static void RefuseWeights(string where, TfliteTensor weights, int units)
    {
        if (weights.Scales.Length != 1 && (weights.Scales.Length != units || weights.QuantizedDimension != 0))
        {
            throw new UserError($"{where}: its weights have {weights.Scales.Length} scales for {units} rows; the file is damaged.");
        }

        if (weights.ZeroPoints.Any(zeroPoint => zeroPoint != 0))
        {
            throw new UserError($"{where} has weights with a zero point, which is not supported; quantise the weights symmetrically.");
        }
    }
}
