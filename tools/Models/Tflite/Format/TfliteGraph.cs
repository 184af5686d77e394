namespace NanoBms.Models.Tflite.Format;

/// <summary>A parsed .tflite file: subgraphs as they stand in it, nothing interpreted yet.</summary>
/// <param name="Subgraphs">The first is the main one.</param>
/// <param name="Metadata">Metadata entries by name.</param>
public sealed record TfliteGraph(
    string Description, IReadOnlyList<TfliteSubgraph> Subgraphs, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Metadata);

/// <summary>One subgraph. Indices in operators and in inputs/outputs point into <paramref name="Tensors"/>.</summary>
public sealed record TfliteSubgraph(
    string Name, IReadOnlyList<TfliteTensor> Tensors, int[] Inputs, int[] Outputs, IReadOnlyList<TfliteOperator> Operators);

/// <summary>One tensor; <paramref name="Data"/> is empty for tensors that are computed.</summary>
public sealed record TfliteTensor(
    int Index, string Name, int[] Shape, int[] ShapeSignature, TensorType Type, ReadOnlyMemory<byte> Data,
    float[] Scales, long[] ZeroPoints, int QuantizedDimension, bool IsVariable)
{
    /// <summary>Whether the file holds the tensor's values.</summary>
    public bool IsConstant => !Data.IsEmpty;

    /// <summary>Number of elements; a shape that overflows is refused when the file is parsed.</summary>
    public int Count => (int)Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>One operator. An input index of -1 stands for an absent input.</summary>
public sealed record TfliteOperator(
    int Index, BuiltinOperator Code, string CustomName, int Version, int[] Inputs, int[] Outputs, int[] Intermediates)
{
    internal FlatTable? Options { get; init; }

    /// <summary>The operator's name as people know it.</summary>
    public string DisplayName => Code == BuiltinOperator.Custom ? $"custom operator '{CustomName}'" : OperatorNames.Of(Code);
}
