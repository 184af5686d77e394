using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite.Format;

/// <summary>A quantised network in the making: layers are added at its end, out of operators of a graph.</summary>
internal sealed class QuantizedChain(TfliteSubgraph graph)
{
    private readonly List<QuantizedLayer> layers = [];

    /// <summary>The layers so far.</summary>
    public IReadOnlyList<QuantizedLayer> Layers => layers;

    /// <summary>Width of the activations, as far as it is known.</summary>
    public ActivationWidth Width { get; private set; } = ActivationWidth.Int8;

    /// <summary>An operator in words.</summary>
    public static string Where(TfliteOperator op) => $"Operator {op.Index} ({op.DisplayName})";

    /// <summary>Whether a tensor holds quantised activations.</summary>
    public static bool IsQuantized(TfliteTensor tensor) => tensor.Type is TensorType.Int8 or TensorType.Int16 && tensor.Scales.Length > 0;

    /// <summary>Quantisation of a tensor.</summary>
    /// <exception cref="UserError">It has not exactly one scale above 0.</exception>
    public static QuantParams Params(TfliteTensor tensor) =>
        tensor.Scales is [float scale] && scale > 0 && float.IsFinite(scale)
            ? new QuantParams(scale, tensor.ZeroPoints.Length == 0 ? 0 : (int)tensor.ZeroPoints[0])
            : throw new UserError($"Tensor {tensor.Index} ('{tensor.Name}') should have one quantisation scale above 0; quantise the "
                + "model again.");

    /// <summary>Checks the shape of a tensor.</summary>
    /// <exception cref="UserError">It is another one.</exception>
    public static void ExpectShape(TfliteOperator op, TfliteTensor tensor, int[] shape)
    {
        if (!tensor.Shape.SequenceEqual(shape))
        {
            throw new UserError(
                $"{Where(op)}: '{tensor.Name}' has shape [{string.Join(",", tensor.Shape)}] where [{string.Join(",", shape)}] is needed; "
                    + "the file is damaged.");
        }
    }

    /// <summary>An input of an operator.</summary>
    /// <exception cref="UserError">It has no such input.</exception>
    public TfliteTensor Input(TfliteOperator op, int index, string what) =>
        InputOrNull(op, index) ?? throw new UserError($"{Where(op)} has no {what} (input {index}); the file is damaged or made for "
            + "another runtime.");

    /// <summary>An input of an operator; null where it has no such input.</summary>
    public TfliteTensor? InputOrNull(TfliteOperator op, int index) =>
        index < op.Inputs.Length && op.Inputs[index] >= 0 ? graph.Tensors[op.Inputs[index]] : null;

    /// <summary>The first output of an operator.</summary>
    public TfliteTensor Output(TfliteOperator op) => graph.Tensors[op.Outputs[0]];

    /// <summary>Adds a layer.</summary>
    public void Add(QuantizedLayer layer) => layers.Add(layer);

    /// <summary>Adds a layer whose activations are of a type.</summary>
    /// <exception cref="UserError">The type is not int8 or int16.</exception>
    public void SetWidth(TfliteOperator op, TensorType type) => Width = type switch
    {
        TensorType.Int8 => ActivationWidth.Int8,
        TensorType.Int16 => ActivationWidth.Int16,
        _ => throw new UserError(
            $"{Where(op)} has int8 weights and {type} activations; quantise the model fully, or give the float file and calibration "
                + "samples."),
    };

    /// <summary>Leaves only the last time step of the layer before; false where that is not a recurrent one.</summary>
    public bool KeepLastStep()
    {
        if (layers.LastOrDefault() is not QuantizedRecurrent recurrent)
        {
            return false;
        }

        layers[^1] = recurrent with { ReturnSequences = false };
        return true;
    }
}
