using NanoBms.Foundation;

namespace NanoBms.Models.Tflite.Format;

/// <summary>Parses the FlatBuffers form of a .tflite file.</summary>
public static class TfliteParser
{
    private const int MaxElements = 1 << 28;

    /// <summary>Whether a file begins like a .tflite file.</summary>
    public static bool IsTflite(ReadOnlySpan<byte> file) => file.Length >= 16 && file[4..8].SequenceEqual("TFL3"u8);

    /// <summary>Parses a whole file.</summary>
    /// <exception cref="UserError">Not a .tflite file, or a damaged one.</exception>
    public static TfliteGraph Parse(ReadOnlyMemory<byte> file)
    {
        if (!IsTflite(file.Span))
        {
            throw new UserError(
                $"This is not a TensorFlow Lite file ({file.Length} bytes, no 'TFL3' mark at byte 4); give the .tflite that the "
                    + "TensorFlow converter wrote.");
        }

        FlatTable model = FlatTable.Root(file);
        FlatTable[] codes = model.Tables(Fields.ModelOperatorCodes);
        ReadOnlyMemory<byte>[] buffers = [.. model.Tables(Fields.ModelBuffers).Select(buffer => BufferData(buffer, file))];
        TfliteSubgraph[] subgraphs = [.. model.Tables(Fields.ModelSubgraphs).Select(subgraph => Subgraph(subgraph, codes, buffers))];
        if (subgraphs.Length == 0)
        {
            throw new UserError("The file holds no graph; convert the model again.");
        }

        var metadata = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (FlatTable entry in model.Tables(Fields.ModelMetadata))
        {
            uint buffer = entry.UInt32(Fields.MetadataBuffer);
            if (buffer < buffers.Length)
            {
                metadata[entry.Text(Fields.MetadataName) ?? ""] = buffers[buffer];
            }
        }

        return new TfliteGraph(model.Text(Fields.ModelDescription) ?? "", subgraphs, metadata);
    }

    private static ReadOnlyMemory<byte> BufferData(FlatTable buffer, ReadOnlyMemory<byte> file)
    {
        // Files over 2 GB keep data behind the FlatBuffer; small ones may do so too.
        ulong offset = buffer.UInt64(Fields.BufferOffset), size = buffer.UInt64(Fields.BufferSize);
        if (offset > 1)
        {
            return offset <= (ulong)file.Length && size <= (ulong)file.Length - offset
                ? file.Slice((int)offset, (int)size)
                : throw new UserError("The file is cut off: a buffer lies behind its end; get it again from where it was made.");
        }

        return buffer.Bytes(Fields.BufferData) ?? default;
    }

    private static TfliteSubgraph Subgraph(FlatTable table, FlatTable[] codes, ReadOnlyMemory<byte>[] buffers)
    {
        FlatTable[] tensorTables = table.Tables(Fields.SubgraphTensors);
        var tensors = new TfliteTensor[tensorTables.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = Tensor(i, tensorTables[i], buffers);
        }

        FlatTable[] operatorTables = table.Tables(Fields.SubgraphOperators);
        var operators = new TfliteOperator[operatorTables.Length];
        for (int i = 0; i < operators.Length; i++)
        {
            operators[i] = Operator(i, operatorTables[i], codes, tensors.Length);
        }

        return new TfliteSubgraph(
            table.Text(Fields.SubgraphName) ?? "",
            tensors,
            Indices(table.Int32s(Fields.SubgraphInputs), tensors.Length, false),
            Indices(table.Int32s(Fields.SubgraphOutputs), tensors.Length, false),
            operators);
    }

    private static TfliteTensor Tensor(int index, FlatTable table, ReadOnlyMemory<byte>[] buffers)
    {
        string name = table.Text(Fields.TensorName) ?? "";
        int[] shape = table.Int32s(Fields.TensorShape);
        long count = 1;
        foreach (int size in shape)
        {
            // A dimension of -1 is unknown until run time; shapes of constants are known.
            count *= size == -1 ? 1 : size;
            if (size < -1 || count > MaxElements)
            {
                throw new UserError($"Tensor {index} ('{name}') has the impossible shape [{string.Join(",", shape)}]; the file is "
                    + "damaged.");
            }
        }

        uint buffer = table.UInt32(Fields.TensorBuffer);
        if (buffer >= buffers.Length && buffer != 0)
        {
            throw new UserError($"Tensor {index} ('{name}') names buffer {buffer}, which the file does not have; the file is damaged.");
        }

        FlatTable? quantization = table.Table(Fields.TensorQuantization);
        return new TfliteTensor(
            index,
            name,
            shape,
            table.Int32s(Fields.TensorShapeSignature),
            (TensorType)table.Byte(Fields.TensorElementType, 0),
            buffer == 0 || buffer >= buffers.Length ? default : buffers[buffer],
            quantization?.Singles(Fields.QuantizationScale) ?? [],
            quantization?.Int64s(Fields.QuantizationZeroPoint) ?? [],
            quantization?.Int32(Fields.QuantizationDimension) ?? 0,
            table.Bool(Fields.TensorIsVariable));
    }

    private static TfliteOperator Operator(int index, FlatTable table, FlatTable[] codes, int tensorCount)
    {
        uint code = table.UInt32(Fields.OperatorCode);
        if (code >= codes.Length)
        {
            throw new UserError($"Operator {index} names operator code {code}, which the file does not have; the file is damaged.");
        }

        // Old writers fill only the 8-bit field, new ones both; codes above 127 stand only in the new one: the larger is right.
        FlatTable entry = codes[code];
        int builtin = Math.Max(entry.Byte(Fields.CodeDeprecated, 0), entry.Int32(Fields.CodeBuiltin));
        return new TfliteOperator(
            index,
            (BuiltinOperator)builtin,
            entry.Text(Fields.CodeCustom) ?? "",
            entry.Int32(Fields.CodeVersion, 1),
            Indices(table.Int32s(Fields.OperatorInputs), tensorCount, true),
            Indices(table.Int32s(Fields.OperatorOutputs), tensorCount, false),
            Indices(table.Int32s(Fields.OperatorIntermediates), tensorCount, true))
        {
            Options = table.Byte(Fields.OperatorOptionsType, 0) == 0 ? null : table.Table(Fields.OperatorOptions),
        };
    }

    private static int[] Indices(int[] indices, int tensorCount, bool mayBeAbsent)
    {
        foreach (int index in indices)
        {
            if (index >= tensorCount || index < (mayBeAbsent ? -1 : 0))
            {
                throw new UserError($"An operator names tensor {index} of {tensorCount}; the file is damaged.");
            }
        }

        return indices;
    }
}
