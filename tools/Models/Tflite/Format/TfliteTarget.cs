using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite.Format;

/// <summary>A .tflite file in the making, as the layers that are written one after the other see it.</summary>
/// <param name="graph">Collects tensors and operators.</param>
/// <param name="type">Type of the activations: float32, int8 or int16.</param>
internal sealed class TfliteTarget(TfliteBuilder graph, TensorType type)
{
    /// <summary>Collects tensors and operators.</summary>
    public TfliteBuilder Graph { get; } = graph;

    /// <summary>Type of the activations.</summary>
    public TensorType Type { get; } = type;

    /// <summary>int16 activations.</summary>
    public bool IsWide => Type == TensorType.Int16;

    /// <summary>Type of the biases.</summary>
    public TensorType BiasType =>
        Type switch { TensorType.Float32 => TensorType.Float32, TensorType.Int16 => TensorType.Int64, _ => TensorType.Int32 };

    /// <summary>The tensor that the layers so far give.</summary>
    public int Current { get; private set; }

    /// <summary>Its shape, with the batch of 1.</summary>
    public int[] Shape { get; private set; } = [];

    /// <summary>A tensor of the activations' type.</summary>
    public int Tensor(string name, int[] shape, QuantParams? quantization) => Graph.Tensor(name, shape, Type, quantization);

    /// <summary>What comes next takes this tensor.</summary>
    public void Continue(int tensor, int[] shape) => (Current, Shape) = (tensor, shape);

    /// <summary>The last time step of a sequence; the whole sequence where that is wanted.</summary>
    public void ContinueWithSteps(string name, int sequence, int[] shape, bool returnSequences, QuantParams? quantization)
    {
        if (returnSequences)
        {
            Continue(sequence, shape);
            return;
        }

        int[] lastShape = [1, shape[2]];
        int last = Tensor(name + "/last", lastShape, quantization);
        Graph.Operator(
            BuiltinOperator.StridedSlice, Type == TensorType.Float32 ? 1 : 2,
            [
                sequence,
                Graph.Constant(name + "/last/begin", [3], TensorType.Int32, TensorBytes.Of([0, -1, 0])),
                Graph.Constant(name + "/last/end", [3], TensorType.Int32, TensorBytes.Of([0, 0, 0])),
                Graph.Constant(name + "/last/strides", [3], TensorType.Int32, TensorBytes.Of([1, 1, 1])),
            ],
            last, TfliteOptions.LastTimeStep, []);
        Continue(last, lastShape);
    }
}
