using System.Buffers.Binary;
using System.Text.Json;
using NanoBms.Foundation;

namespace NanoBms.Models.Torch;

/// <summary>
/// A file of the safetensors format: the length of a JSON header (8 bytes, little-endian), the header with type, shape and place of each
/// tensor, then the numbers. As its README says it (github.com/huggingface/safetensors).
/// </summary>
internal sealed class SafetensorsFile
{
    private const int LengthBytes = 8, MaxHeader = 100_000_000;

    private readonly byte[] bytes;
    private readonly int start;
    private readonly string source;
    private readonly Dictionary<string, (long From, long To)> places = new(StringComparer.Ordinal);

    private SafetensorsFile(byte[] bytes, int start, string source)
    {
        this.bytes = bytes;
        this.start = start;
        this.source = source;
    }

    /// <summary>Tensors by name, in the order of the file.</summary>
    public List<(string Name, TorchTensor Tensor)> Tensors { get; } = [];

    /// <summary>Whether a file begins like one.</summary>
    public static bool IsSafetensors(ReadOnlySpan<byte> bytes) =>
        bytes.Length > LengthBytes + 2 && BinaryPrimitives.ReadUInt64LittleEndian(bytes) is >= 2 and <= MaxHeader
        && bytes[LengthBytes] == (byte)'{' && bytes[LengthBytes + 1] is (byte)'"' or (byte)'}' or (byte)' ';

    /// <summary>Opens a file.</summary>
    /// <exception cref="UserError">It is damaged.</exception>
    public static SafetensorsFile Open(byte[] bytes, string source)
    {
        try
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            var file = new SafetensorsFile(bytes, checked(LengthBytes + length), source);
            using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(LengthBytes, length));
            foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
            {
                int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
                JsonElement offsets = entry.Value.GetProperty("data_offsets");
                (long from, long to) = (offsets[0].GetInt64(), offsets[1].GetInt64());
                if (shape.Any(size => size < 0) || from < 0 || to < from || to > bytes.Length - file.start)
                {
                    throw new FormatException("a tensor outside the file");
                }

                string type = entry.Value.GetProperty("dtype").GetString() ?? "";
                file.places[entry.Name] = (from, to);
                file.Tensors.Add((entry.Name, new TorchTensor(new TorchStorage(type, entry.Name, to - from), type, 0, shape, [])));
            }

            return file;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException
            or KeyNotFoundException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw Damaged(source, exception);
        }
    }

    /// <summary>The values of a tensor, row-major.</summary>
    /// <exception cref="UserError">They are not in the file, or no real numbers.</exception>
    public float[] Values(TorchTensor tensor, string name)
    {
        int size = TorchTypes.Size(tensor.Type);
        if (size == 0)
        {
            throw new UserError($"'{name}' in '{source}' is of type {ForeignText.Short(tensor.Type)}, which is not read; save the model as "
                + "float32: model.float().state_dict().");
        }

        try
        {
            (long from, long to) = places[tensor.Storage.Key];
            return checked(tensor.Count * size) == to - from && to > from
                ? TorchTypes.ReadAll(tensor.Type, bytes.AsSpan(start + (int)from, (int)(to - from)))
                : throw new FormatException("a shape that its numbers do not fill");
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw Damaged(source, exception);
        }
    }

    private static UserError Damaged(string source, Exception exception) => new(
        $"'{source}' is a damaged safetensors file ({ForeignText.Short(exception.Message)}); save it again.", exception);
}
