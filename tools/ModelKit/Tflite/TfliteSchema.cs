namespace NanoBms.ModelKit.Tflite;

/// <summary>Builtin operator codes of the public TensorFlow Lite schema that this project knows by name.</summary>
public enum BuiltinOperator
{
    Add = 0,
    Concatenation = 2,
    Dequantize = 6,
    FullyConnected = 9,
    Logistic = 14,
    Mul = 18,
    Relu = 19,
    ReluN1To1 = 20,
    Relu6 = 21,
    Reshape = 22,
    Softmax = 25,
    Tanh = 28,
    Custom = 32,
    Gather = 36,
    Transpose = 39,
    Sub = 41,
    Div = 42,
    Squeeze = 43,
    UnidirectionalSequenceLstm = 44,
    StridedSlice = 45,
    Split = 49,
    BidirectionalSequenceLstm = 52,
    Cast = 53,
    Minimum = 57,
    Less = 58,
    Slice = 65,
    ExpandDims = 70,
    Shape = 77,
    ReduceProd = 81,
    Pack = 83,
    LogicalAnd = 86,
    Unpack = 88,
    Fill = 94,
    LeakyRelu = 98,
    ReverseV2 = 105,
    Quantize = 114,
    While = 119,
    VarHandle = 142,
    ReadVariable = 143,
    DynamicUpdateSlice = 151,
}

/// <summary>Element types of the public TensorFlow Lite schema.</summary>
public enum TensorType
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    UInt8 = 3,
    Int64 = 4,
    String = 5,
    Bool = 6,
    Int16 = 7,
    Complex64 = 8,
    Int8 = 9,
    Float64 = 10,
    Resource = 13,
    Variant = 14,
}

/// <summary>Field numbers of the schema's tables, and the numbers of the option unions that are written.</summary>
internal static class Fields
{
    public const int ModelVersion = 0, ModelOperatorCodes = 1, ModelSubgraphs = 2, ModelDescription = 3, ModelBuffers = 4, ModelMetadata = 6;
    public const int CodeDeprecated = 0, CodeCustom = 1, CodeVersion = 2, CodeBuiltin = 3;
    public const int SubgraphTensors = 0, SubgraphInputs = 1, SubgraphOutputs = 2, SubgraphOperators = 3, SubgraphName = 4;
    public const int TensorShape = 0, TensorElementType = 1, TensorBuffer = 2, TensorName = 3, TensorQuantization = 4, TensorIsVariable = 5,
        TensorShapeSignature = 7;
    public const int QuantizationScale = 2, QuantizationZeroPoint = 3, QuantizationDimension = 6;
    public const int OperatorCode = 0, OperatorInputs = 1, OperatorOutputs = 2, OperatorOptionsType = 3, OperatorOptions = 4,
        OperatorIntermediates = 8;
    public const int BufferData = 0, BufferOffset = 1, BufferSize = 2;
    public const int MetadataName = 0, MetadataBuffer = 1;
    public const byte FullyConnectedOptions = 8, StridedSliceOptions = 32, UnidirectionalSequenceLstmOptions = 71;
}
