using Google.FlatBuffers;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite.Format;

/// <summary>Collects tensors, operators and metadata and lays them out as a .tflite file (schema version 3, one subgraph).</summary>
internal sealed class TfliteBuilder
{
    private const int SchemaVersion = 3;
    private const int BufferAlignment = 16;

    // Buffer 0 is empty by convention: tensors without data point at it.
    private readonly List<byte[]> buffers = [[]];
    private readonly List<TensorEntry> tensors = [];
    private readonly List<OperatorEntry> operators = [];
    private readonly List<(BuiltinOperator Code, int Version)> codes = [];
    private readonly List<(string Name, int Buffer)> metadata = [];
    private int input;
    private int[] output = [];

    public int Tensor(string name, int[] shape, TensorType type, QuantParams? quantization = null) =>
        Add(new TensorEntry(name, shape, type, 0, quantization is null ? [] : [quantization.Scale], quantization?.ZeroPoint ?? 0, false));

    public int Variable(string name, int[] shape, TensorType type, QuantParams? quantization) =>
        Add(new TensorEntry(name, shape, type, 0, quantization is null ? [] : [quantization.Scale], quantization?.ZeroPoint ?? 0, true));

    public int Constant(string name, int[] shape, TensorType type, byte[] data, float[]? scales = null)
    {
        buffers.Add(data);
        return Add(new TensorEntry(name, shape, type, buffers.Count - 1, scales ?? [], 0, false));
    }

    public int Operator(BuiltinOperator code, int version, int[] inputs, int result, TfliteOptions options, int[] intermediates)
    {
        int index = codes.IndexOf((code, version));
        if (index < 0)
        {
            index = codes.Count;
            codes.Add((code, version));
        }

        operators.Add(new OperatorEntry(index, inputs, result, options, intermediates));
        return result;
    }

    public void SetInput(int tensor) => input = tensor;

    public void SetOutput(params int[] tensors) => output = tensors;

    public void Metadata(string name, byte[] data)
    {
        buffers.Add(data);
        metadata.Add((name, buffers.Count - 1));
    }

    public byte[] Build(string description)
    {
        var builder = new FlatBufferBuilder(1 << 16);
        int codeVector = Vector(builder, [.. codes.Select(code => Code(builder, code.Code, code.Version))]);
        int subgraphs = Vector(builder, [Subgraph(builder)]);
        int text = builder.CreateString(description).Value;
        int bufferVector = Vector(builder, [.. buffers.Select(data => Buffer(builder, data))]);
        int metadataVector = metadata.Count == 0
            ? 0 : Vector(builder, [.. metadata.Select(entry => Entry(builder, entry.Name, entry.Buffer))]);
        builder.StartTable(8);
        builder.AddUint(Fields.ModelVersion, SchemaVersion, 0);
        builder.AddOffset(Fields.ModelOperatorCodes, codeVector, 0);
        builder.AddOffset(Fields.ModelSubgraphs, subgraphs, 0);
        builder.AddOffset(Fields.ModelDescription, text, 0);
        builder.AddOffset(Fields.ModelBuffers, bufferVector, 0);
        builder.AddOffset(Fields.ModelMetadata, metadataVector, 0);
        builder.Finish(builder.EndTable(), "TFL3");
        return builder.SizedByteArray();
    }

    private int Add(TensorEntry tensor)
    {
        tensors.Add(tensor);
        return tensors.Count - 1;
    }

    private int Subgraph(FlatBufferBuilder builder)
    {
        int tensorVector = Vector(builder, [.. tensors.Select(tensor => Write(builder, tensor))]);
        int inputs = Ints(builder, [input]), outputs = Ints(builder, output);
        int operatorVector = Vector(builder, [.. operators.Select(entry => Write(builder, entry))]);
        int name = builder.CreateString("main").Value;
        builder.StartTable(5);
        builder.AddOffset(Fields.SubgraphTensors, tensorVector, 0);
        builder.AddOffset(Fields.SubgraphInputs, inputs, 0);
        builder.AddOffset(Fields.SubgraphOutputs, outputs, 0);
        builder.AddOffset(Fields.SubgraphOperators, operatorVector, 0);
        builder.AddOffset(Fields.SubgraphName, name, 0);
        return builder.EndTable();
    }

    private static int Write(FlatBufferBuilder builder, TensorEntry tensor)
    {
        int shape = Ints(builder, tensor.Shape);
        int name = builder.CreateString(tensor.Name).Value;
        int quantization = 0;
        if (tensor.Scales.Length > 0)
        {
            builder.StartVector(4, tensor.Scales.Length, 4);
            foreach (float scale in tensor.Scales.Reverse())
            {
                builder.AddFloat(scale);
            }

            int scales = builder.EndVector().Value;
            builder.StartVector(8, tensor.Scales.Length, 8);
            foreach (float _ in tensor.Scales)
            {
                builder.AddLong(tensor.ZeroPoint);
            }

            int zeroPoints = builder.EndVector().Value;
            builder.StartTable(7);
            builder.AddOffset(Fields.QuantizationScale, scales, 0);
            builder.AddOffset(Fields.QuantizationZeroPoint, zeroPoints, 0);
            quantization = builder.EndTable();
        }

        builder.StartTable(8);
        builder.AddOffset(Fields.TensorShape, shape, 0);
        builder.AddSbyte(Fields.TensorElementType, (sbyte)tensor.Type, 0);
        builder.AddUint(Fields.TensorBuffer, (uint)tensor.Buffer, 0);
        builder.AddOffset(Fields.TensorName, name, 0);
        builder.AddOffset(Fields.TensorQuantization, quantization, 0);
        builder.AddBool(Fields.TensorIsVariable, tensor.IsVariable, false);
        return builder.EndTable();
    }

    private static int Write(FlatBufferBuilder builder, OperatorEntry entry)
    {
        int inputs = Ints(builder, entry.Inputs), outputs = Ints(builder, [entry.Output]);
        int options = entry.Options.Write(builder);
        int intermediates = entry.Intermediates.Length == 0 ? 0 : Ints(builder, entry.Intermediates);
        builder.StartTable(9);
        builder.AddUint(Fields.OperatorCode, (uint)entry.Code, 0);
        builder.AddOffset(Fields.OperatorInputs, inputs, 0);
        builder.AddOffset(Fields.OperatorOutputs, outputs, 0);
        builder.AddByte(Fields.OperatorOptionsType, entry.Options.Type, 0);
        builder.AddOffset(Fields.OperatorOptions, options, 0);
        builder.AddOffset(Fields.OperatorIntermediates, intermediates, 0);
        return builder.EndTable();
    }

    private static int Code(FlatBufferBuilder builder, BuiltinOperator code, int version)
    {
        // Old readers look at the byte, new ones at the larger of both.
        builder.StartTable(4);
        builder.AddSbyte(Fields.CodeDeprecated, (sbyte)Math.Min((int)code, 127), 0);
        builder.AddInt(Fields.CodeVersion, version, 1);
        builder.AddInt(Fields.CodeBuiltin, (int)code, 0);
        return builder.EndTable();
    }

    private static int Buffer(FlatBufferBuilder builder, byte[] data)
    {
        int vector = 0;
        if (data.Length > 0)
        {
            builder.StartVector(1, data.Length, BufferAlignment);
            builder.Add(data);
            vector = builder.EndVector().Value;
        }

        builder.StartTable(3);
        builder.AddOffset(Fields.BufferData, vector, 0);
        return builder.EndTable();
    }

    private static int Entry(FlatBufferBuilder builder, string name, int buffer)
    {
        int text = builder.CreateString(name).Value;
        builder.StartTable(2);
        builder.AddOffset(Fields.MetadataName, text, 0);
        builder.AddUint(Fields.MetadataBuffer, (uint)buffer, 0);
        return builder.EndTable();
    }

    private static int Ints(FlatBufferBuilder builder, int[] values)
    {
        builder.StartVector(4, values.Length, 4);
        foreach (int value in values.Reverse())
        {
            builder.AddInt(value);
        }

        return builder.EndVector().Value;
    }

    private static int Vector(FlatBufferBuilder builder, int[] offsets)
    {
        builder.StartVector(4, offsets.Length, 4);
        foreach (int offset in offsets.Reverse())
        {
            builder.AddOffset(offset);
        }

        return builder.EndVector().Value;
    }

    private sealed record TensorEntry(string Name, int[] Shape, TensorType Type, int Buffer, float[] Scales, int ZeroPoint,
        bool IsVariable);

    private sealed record OperatorEntry(int Code, int[] Inputs, int Output, TfliteOptions Options, int[] Intermediates);
}
