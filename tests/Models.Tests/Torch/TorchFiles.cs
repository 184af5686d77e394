using System.Buffers.Binary;
using System.Text;

namespace NanoBms.Models.Tests.Torch;

/// <summary>Makes files as torch.save writes them: pickles by hand, storages beside or behind them.</summary>
internal static class TorchFiles
{
    private static readonly byte[] Magic = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];

    /// <summary>A state dict in an archive.</summary>
    public static byte[] Archive(params (string Name, int[] Shape, float[] Values)[] tensors) => Archive(StateDict(tensors), tensors);

    /// <summary>An archive with a pickle of one's own making.</summary>
    public static byte[] Archive(byte[] pickle, (string Name, int[] Shape, float[] Values)[] tensors) => KerasFiles.Zip(
    [
        ("model/data.pkl", pickle), ("model/byteorder", "little"u8.ToArray()),
        .. tensors.Select((tensor, k) => ($"model/data/{k}", Bytes(tensor.Values))), ("model/version", "3\n"u8.ToArray()),
    ]);

    /// <summary>A state dict in the form of PyTorch before 1.6.</summary>
    public static byte[] Legacy(params (string Name, int[] Shape, float[] Values)[] tensors)
    {
        var file = new List<byte>(Magic);
        file.AddRange([0x80, 2, (byte)'M', 0xE9, 3, (byte)'.']);
        file.AddRange([0x80, 2, (byte)'}', (byte)'.']);
        file.AddRange(StateDict(tensors));
        file.AddRange([0x80, 2, (byte)']', (byte)'(']);

        // Storages stand in another order than the names.
        int[] order = [.. Enumerable.Range(0, tensors.Length).Reverse()];
        file.AddRange(order.SelectMany(k => Text($"{k}")));
        file.AddRange("e."u8.ToArray());
        foreach (int k in order)
        {
            var count = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(count, tensors[k].Values.Length);
            file.AddRange(count);
            file.AddRange(Bytes(tensors[k].Values));
        }

        return [.. file];
    }

    /// <summary>Tensors in the safetensors format.</summary>
    public static byte[] Safetensors((string Name, int[] Shape, float[] Values)[] tensors)
    {
        var entries = new List<string> { "\"__metadata__\": {\"format\": \"pt\"}" };
        int at = 0;
        foreach ((string name, int[] shape, float[] values) in tensors)
        {
            entries.Add($"\"{name}\": {{\"dtype\": \"F32\", \"shape\": [{string.Join(",", shape)}], "
                + $"\"data_offsets\": [{at},{at + (4 * values.Length)}]}}");
            at += 4 * values.Length;
        }

        byte[] header = Encoding.UTF8.GetBytes("{" + string.Join(", ", entries) + "}");
        return
        [
            .. BitConverter.GetBytes((long)header.Length), .. header,
            .. tensors.SelectMany(tensor => tensor.Values.SelectMany(BitConverter.GetBytes)),
        ];
    }

    /// <summary>A pickle of a state dict.</summary>
    public static byte[] StateDict((string Name, int[] Shape, float[] Values)[] tensors) => [0x80, 2, .. Dict(tensors), (byte)'.'];

    /// <summary>A pickle of {"epoch": 7, "optimizer": {..}, KEY: state dict}.</summary>
    public static byte[] Checkpoint(string key, (string Name, int[] Shape, float[] Values)[] tensors) =>
    [
        0x80, 2, (byte)'}', (byte)'(', .. Text("epoch"), (byte)'K', 7, .. Text("args"), .. Global("argparse", "Namespace"), (byte)')', 0x81,
        (byte)'}', (byte)'(', .. Text("lr"), (byte)'G', 0x3F, 0x50, 0, 0, 0, 0, 0, 0, (byte)'u', (byte)'b', .. Text("optimizer"), (byte)'}',
        (byte)'(', .. Text("exp_avg"), .. Tensor(tensors[0].Shape, 0, tensors[0].Values.Length), (byte)'u', .. Text(key), .. Dict(tensors),
        (byte)'u', (byte)'.',
    ];

    /// <summary>A pickle of a whole model: an object of a class of its own with modules inside.</summary>
    public static byte[] Module((string Name, int[] Shape, float[] Values)[] tensors)
    {
        var modules = tensors.Select((tensor, k) => (tensor, k)).GroupBy(entry => entry.tensor.Name[..entry.tensor.Name.LastIndexOf('.')]);
        byte[] inside = [.. modules.SelectMany(module => Text(module.Key).Concat(
            Object("torch.nn.modules.rnn", "Any", Items(module.Select(entry =>
                (entry.tensor.Name[(entry.tensor.Name.LastIndexOf('.') + 1)..],
                    Parameter(entry.tensor.Shape, entry.k, entry.tensor.Values.Length)))), [])))];
        return [0x80, 2, .. Object("__main__", "SocModel", Items([]), inside), (byte)'.'];
    }

    /// <summary>A pickled tensor with strides of one's own.</summary>
    public static byte[] Tensor(int[] shape, int key, int count, int offset = 0, int[]? strides = null)
    {
        int[] plain = [.. shape.Select((_, axis) => shape[(axis + 1)..].Aggregate(1, (product, size) => product * size))];
        return
        [
            .. Global("torch._utils", "_rebuild_tensor_v2"), (byte)'(', (byte)'(', .. Text("storage"), .. Global("torch", "FloatStorage"),
            .. Text($"{key}"), .. Text("cpu"), .. Int(count), (byte)'t', (byte)'Q', .. Int(offset), (byte)'(', .. shape.SelectMany(Int),
            (byte)'t', (byte)'(', .. (strides ?? plain).SelectMany(Int), (byte)'t', 0x89, .. OrderedDict, (byte)'t', (byte)'R',
        ];
    }

    /// <summary>A dictionary of named tensors, each a storage of its own.</summary>
    public static byte[] Dict((string Name, int[] Shape, float[] Values)[] tensors) =>
    [
        .. OrderedDict, (byte)'(',
        .. tensors.SelectMany((tensor, k) => Text(tensor.Name).Concat(Tensor(tensor.Shape, k, tensor.Values.Length))), (byte)'u',
        (byte)'}', .. Text("_metadata"), .. OrderedDict, (byte)'s', (byte)'b',
    ];

    public static byte[] Text(string text) =>
        [(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] OrderedDict => [.. Global("collections", "OrderedDict"), (byte)')', (byte)'R'];

    private static byte[] Object(string module, string name, byte[] parameters, byte[] modules) =>
    [
        .. Global(module, name), (byte)')', 0x81, (byte)'}', (byte)'(', .. Text("training"), 0x88, .. Text("_parameters"), .. parameters,
        .. Text("_buffers"), .. OrderedDict, .. Text("_modules"), .. OrderedDict, (byte)'(', .. modules, (byte)'u', (byte)'u', (byte)'b',
    ];

    private static byte[] Items(IEnumerable<(string Name, byte[] Value)> items) =>
        [.. OrderedDict, (byte)'(', .. items.SelectMany(item => Text(item.Name).Concat(item.Value)), (byte)'u'];

    private static byte[] Parameter(int[] shape, int key, int count) =>
    [
        .. Global("torch._utils", "_rebuild_parameter"), (byte)'(', .. Tensor(shape, key, count), 0x88, .. OrderedDict, (byte)'t',
        (byte)'R',
    ];

    private static byte[] Global(string module, string name) => Encoding.ASCII.GetBytes($"c{module}\n{name}\n");

    private static byte[] Int(int value) => [(byte)'J', .. BitConverter.GetBytes(value)];

    private static byte[] Bytes(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
