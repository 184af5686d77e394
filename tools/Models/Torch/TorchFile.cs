using System.Buffers.Binary;
using System.IO.Compression;
using NanoBms.Foundation;
using NanoBms.Models.Pickles;

namespace NanoBms.Models.Torch;

/// <summary>
/// A file of torch.save: an archive (PyTorch 1.6 and later) or pickles one after the other with the storages behind them (before). The
/// forms are those of torch/serialization.py of PyTorch. Nothing of the file is executed.
/// </summary>
internal sealed class TorchFile
{
    // The first pickle of the older form: protocol 2, the number 0x1950a86a20f9469cfc6c.
    private static readonly byte[] Magic = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];

    private readonly string source;
    private readonly Func<TorchStorage, int, byte[]> read;
    private long left;

    private TorchFile(object? root, string form, string source, long bytes, Func<TorchStorage, int, byte[]> read)
    {
        Root = root;
        Form = form;
        this.source = source;
        this.read = read;
        left = bytes;
    }

    /// <summary>What was saved.</summary>
    public object? Root { get; }

    /// <summary>The form in words.</summary>
    public string Form { get; }

    /// <summary>Whether a file is of the older form.</summary>
    public static bool IsLegacy(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Whether an archive is one of PyTorch.</summary>
    public static bool IsArchive(byte[] bytes)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes, false), ZipArchiveMode.Read);
            return Pickle(archive) is not null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Opens a file of either form.</summary>
    /// <exception cref="UserError">It is damaged.</exception>
    public static TorchFile Open(byte[] bytes, string source)
    {
        try
        {
            return IsLegacy(bytes) ? OpenLegacy(bytes, source) : OpenArchive(bytes, source);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException or ArgumentException
            or InvalidOperationException or OverflowException)
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
            long count = tensor.Count, last = tensor.Offset;
            for (int axis = 0; axis < tensor.Shape.Length; axis++)
            {
                last = checked(last + ((tensor.Shape[axis] - 1) * tensor.Strides[axis]));
            }

            // Together they are no more than what the file holds: views of the same numbers are rare.
            left -= checked(count * 2);
            if (count < 1 || tensor.Offset < 0 || left < 0)
            {
                throw new InvalidDataException("more values than bytes");
            }

            byte[] bytes = read(tensor.Storage, size);
            return last < bytes.Length / size
                ? View(tensor, bytes, size, (int)count) : throw new InvalidDataException("a tensor beyond its storage");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException or OverflowException)
        {
            throw Damaged(source, exception);
        }
    }

    private static float[] View(TorchTensor tensor, byte[] bytes, int size, int count)
    {
        bool isPlain = true;
        long step = 1;
        for (int axis = tensor.Shape.Length - 1; axis >= 0; axis--)
        {
            isPlain &= tensor.Strides[axis] == step || tensor.Shape[axis] == 1;
            step *= tensor.Shape[axis];
        }

        if (isPlain)
        {
            return TorchTypes.ReadAll(tensor.Type, bytes.AsSpan((int)tensor.Offset * size, count * size));
        }

        var values = new float[count];
        for (int k = 0; k < count; k++)
        {
            long at = tensor.Offset;
            for (int axis = tensor.Shape.Length - 1, rest = k; axis >= 0; rest /= tensor.Shape[axis--])
            {
                at += rest % tensor.Shape[axis] * tensor.Strides[axis];
            }

            values[k] = TorchTypes.Read(tensor.Type, bytes.AsSpan((int)at * size));
        }

        return values;
    }

    private static TorchFile OpenArchive(byte[] bytes, string source)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes, false), ZipArchiveMode.Read);
        ZipArchiveEntry pickle = Pickle(archive) ?? throw new InvalidDataException("no data.pkl");
        string folder = pickle.FullName[..^"data.pkl".Length];
        if (archive.GetEntry(folder + "byteorder") is { } order && Entry(order, bytes.Length) is [(byte)'b', ..])
        {
            throw new UserError($"'{source}' was saved on a machine of the other byte order; load and save it again on a usual one.");
        }

        bool isScript = archive.Entries.Any(entry => entry.FullName.StartsWith(folder + "code/", StringComparison.Ordinal));
        int position = 0;
        object? root = PickleReader.Read(Entry(pickle, bytes.Length), ref position, new TorchClasses(source), source);
        return new TorchFile(root, isScript ? "TorchScript" : "PyTorch archive", source, bytes.Length, (storage, _) =>
        {
            using var again = new ZipArchive(new MemoryStream(bytes, false), ZipArchiveMode.Read);
            return Entry(
                again.GetEntry($"{folder}data/{storage.Key}") ?? throw new InvalidDataException("a storage is missing"), bytes.Length);
        });
    }

    private static TorchFile OpenLegacy(byte[] bytes, string source)
    {
        int position = Magic.Length;
        var classes = new TorchClasses(source);
        var types = new Dictionary<string, TorchStorage>(StringComparer.Ordinal);
        PickleReader.Read(bytes, ref position, classes, source);
        PickleReader.Read(bytes, ref position, classes, source);
        object? root = PickleReader.Read(bytes, ref position, classes, source);
        var keys = PickleValue.As<List<object?>>(PickleReader.Read(bytes, ref position, classes, source));
        int start = position;
        return new TorchFile(root, "PyTorch file", source, bytes.Length, (storage, size) =>
        {
            // Behind the keys stands each storage: how many numbers, then they. The sizes of those before come from their own tensors.
            int at = start;
            foreach (string key in keys.OfType<string>())
            {
                long count = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(checked(at), 8));
                int width = key == storage.Key ? size : Widths(root).GetValueOrDefault(key);
                if (width == 0 || count < 0 || count > (bytes.Length - at - 8) / width)
                {
                    throw new InvalidDataException("a storage cut off");
                }

                if (key == storage.Key)
                {
                    return bytes[(at + 8)..(at + 8 + ((int)count * width))];
                }

                at += 8 + ((int)count * width);
            }

            throw new InvalidDataException("a storage is missing");
        });

        Dictionary<string, int> Widths(object? value)
        {
            if (types.Count == 0)
            {
                TorchWalk.Tensors(value, tensor => types.TryAdd(tensor.Storage.Key, tensor.Storage));
            }

            return types.ToDictionary(entry => entry.Key, entry => entry.Value.Type switch
            {
                "Long" or "Double" => 8,
                "Int" or "Float" => 4,
                "Short" or "Half" or "BFloat16" => 2,
                "Char" or "Byte" or "Bool" => 1,
                _ => 0,
            });
        }
    }

    private static ZipArchiveEntry? Pickle(ZipArchive archive) =>
        archive.Entries.FirstOrDefault(entry => entry.Name == "data.pkl" && entry.FullName.Count(letter => letter == '/') <= 1);

    /// <summary>The bytes of an entry, which is stored as it is: it is no larger than the file.</summary>
    private static byte[] Entry(ZipArchiveEntry entry, int archiveBytes)
    {
        if (entry.Length > archiveBytes)
        {
            throw new InvalidDataException("an entry larger than the file");
        }

        using Stream stream = entry.Open();
        var content = new byte[entry.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static UserError Damaged(string source, Exception exception) => new(
        $"'{source}' is a damaged PyTorch file ({ForeignText.Short(exception.Message)}); save it again with "
            + "torch.save(model.state_dict(), 'model.pt').", exception);
}
