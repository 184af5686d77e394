using NanoBms.Foundation;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Flatten;

/// <summary>Flattening as RESHAPE; operators that add or drop axes of 1 are none at all.</summary>
internal static class FlattenTflite
{
    public static IReadOnlyList<TfliteOperatorReading> Operators { get; } =
    [
        new(BuiltinOperator.Reshape, Read),
        new(BuiltinOperator.ExpandDims, Read),
        new(BuiltinOperator.Squeeze, Read),
    ];

    /// <summary>Adds what an operator flattens.</summary>
    public static void Add(QuantizedChain chain, TfliteOperator op, TfliteTensor input) =>
        chain.Add(new QuantizedFlatten($"flatten_{op.Index}", QuantizedChain.Params(input)));

    public static void Write(string name, QuantParams? quantization, TfliteTarget target)
    {
        int[] flat = [1, target.Shape.Aggregate(1, (product, size) => product * size)];
        int output = target.Graph.Operator(
            BuiltinOperator.Reshape, 1,
            [target.Current, target.Graph.Constant(name + "/shape", [2], TensorType.Int32, TensorBytes.Of(flat))],
            target.Tensor(name + "/output", flat, quantization), TfliteOptions.Reshape, []);
        target.Continue(output, flat);
    }

    private static void Read(QuantizedChain chain, TfliteOperator op)
    {
        TfliteTensor input = chain.Input(op, 0, "input"), output = chain.Output(op);
        if (input.Count != output.Count)
        {
            throw new UserError($"{QuantizedChain.Where(op)} changes the number of values; the file is damaged.");
        }

        // Dropping or adding axes of 1 changes nothing for a chain of one batch.
        if (output.Shape[^1] != input.Shape[^1])
        {
            Add(chain, op, input);
        }
    }
}
