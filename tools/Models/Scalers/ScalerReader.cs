using System.IO.Compression;
using NanoBms.Foundation;
using NanoBms.Models.Pickles;

namespace NanoBms.Models.Scalers;

/// <summary>
/// Reads scikit-learn's MinMaxScaler and StandardScaler from pickle and joblib files without running them, and scalings from JSON.
/// </summary>
public static class ScalerReader
{
    private const int MaxFileBytes = 4 << 20, MaxUnpackedBytes = 8 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static FeatureScaler Read(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            throw new UserError($"There is no file '{path}'.");
        }

        if (info.Length > MaxFileBytes)
        {
            throw new UserError($"'{path}' has {info.Length >> 20} MB; a scaler has a few hundred bytes, so give the file of the scaler.");
        }

        return Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads a file's bytes; <paramref name="path"/> names it in messages.</summary>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static FeatureScaler Read(byte[] bytes, string path)
    {
        ReadOnlySpan<byte> start = bytes.AsSpan();
        if (start.StartsWith("version https://git-lfs"u8))
        {
            throw new UserError($"'{path}' is a pointer of Git LFS, not the file itself; get the file with git lfs pull.");
        }

        FeatureScaler scaler = JsonScalers.IsJson(start) ? JsonScalers.Read(bytes, path) : ReadPickle(Unpack(bytes, path), path);
        bool isUsable = scaler.Scale.Length > 0 && scaler.Scale.Length == scaler.Offset.Length
            && scaler.Scale.All(value => double.IsFinite(value) && value != 0) && scaler.Offset.All(double.IsFinite);
        return isUsable ? scaler : throw new UserError($"'{path}' has a scale that is not a finite number other than 0, or not one for "
            + "each value; fit the scaler again.");
    }

    private static byte[] Unpack(byte[] bytes, string path)
    {
        if (bytes.Length == 0)
        {
            throw new UserError($"'{path}' is empty; give the file of the scaler.");
        }

        ReadOnlySpan<byte> start = bytes.AsSpan();
        bool isGzip = start.StartsWith<byte>([0x1F, 0x8B]), isZlib = bytes.Length > 2 && bytes[0] == 0x78
            && ((bytes[0] << 8) + bytes[1]) % 31 == 0;
        string? other = start switch
        {
            _ when start.StartsWith("BZh"u8) => "bzip2",
            _ when start.StartsWith<byte>([0xFD, 0x37, 0x7A, 0x58, 0x5A]) => "xz",
            _ when start.StartsWith<byte>([0x5D, 0x00, 0x00]) => "lzma",
            _ when start.StartsWith<byte>([0x04, 0x22, 0x4D, 0x18]) => "lz4",
            _ when start.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD]) => "zstd",
            _ when start.StartsWith("ZF0x"u8) => "joblib's own form of before 2016",
            _ => null,
        };
        if (other is not null)
        {
            throw new UserError($"'{path}' is compressed with {other}, which is not supported; save it with joblib.dump(scaler, path), or "
                + "with zlib or gzip.");
        }

        if (!isGzip && !isZlib)
        {
            return bytes;
        }

        try
        {
            using var packed = new MemoryStream(bytes, false);
            using Stream unpacked = isGzip ? new GZipStream(packed, CompressionMode.Decompress)
                : new ZLibStream(packed, CompressionMode.Decompress);
            var result = new MemoryStream();
            var block = new byte[4096];
            for (int read; (read = unpacked.Read(block)) > 0;)
            {
                result.Write(block, 0, read);
                if (result.Length > MaxUnpackedBytes)
                {
                    throw new UserError($"'{path}' unpacks to more than {MaxUnpackedBytes >> 20} MB, which no scaler has; give the file "
                        + "of the scaler.");
                }
            }

            return result.ToArray();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new UserError($"'{path}' is damaged: it cannot be unpacked; save the scaler again.", exception);
        }
    }

    private static FeatureScaler ReadPickle(byte[] bytes, string path)
    {
        switch (PickleReader.Read(bytes, path))
        {
            case PickleObject { Class.Name: "MinMaxScaler" } scaler:
                return scaler.State.GetValueOrDefault("clip") is true
                    ? throw new UserError($"'{path}' holds a MinMaxScaler with clip=True, which is not supported; fit it with clip=False.")
                    : new FeatureScaler("MinMaxScaler", Numbers(scaler, "scale_", path), Numbers(scaler, "min_", path),
                        Names(scaler))
                    { FittedRange = Range(scaler) };
            case PickleObject { Class.Name: "StandardScaler" } scaler:
                return FeatureScaler.Standard(
                    scaler.State.GetValueOrDefault("with_mean") is false ? null : Numbers(scaler, "mean_", path),
                    scaler.State.GetValueOrDefault("with_std") is false ? null : Numbers(scaler, "scale_", path),
                    Names(scaler), path);
            case Dictionary<string, object?> dictionary when dictionary.Values.Any(value => value is PickleObject):
                throw new UserError($"'{path}' holds several objects ({Keys(dictionary)}); save each scaler in a file of its own with "
                    + "joblib.dump.");
            case List<object?> list when list.Any(value => value is PickleObject):
                throw SeveralObjects(list.Count, path);
            case PickleTuple tuple when tuple.Items.Any(value => value is PickleObject):
                throw SeveralObjects(tuple.Items.Length, path);
            case Dictionary<string, object?> dictionary:
                throw new UserError($"'{path}' holds a dictionary ({Keys(dictionary)}), not a scaler; give the file of the scaler, and "
                    + "the order of the features with --features.");
            default:
                throw new UserError($"'{path}' holds no scaler; give the file of a scikit-learn MinMaxScaler or StandardScaler.");
        }
    }

    private static UserError SeveralObjects(int count, string path) =>
        new($"'{path}' holds a list of {count} objects; save each scaler in a file of its own with joblib.dump.");

    private static string Keys(Dictionary<string, object?> dictionary) =>
        string.Join(", ", dictionary.Keys.Take(6).Select(key => new string([.. key.Take(40).Where(letter => !char.IsControl(letter))])));

    private static double[] Numbers(PickleObject scaler, string name, string path) => scaler.State.GetValueOrDefault(name) switch
    {
        PickleArray { Numbers.Length: > 0 } array => array.Numbers,
        _ => throw new UserError($"'{path}' holds a {scaler.Class.Name} without '{name}', so it was never fitted; fit it and save it "
            + "again."),
    };

    /// <summary>The feature_range of a MinMaxScaler.</summary>
    private static (double Low, double High)? Range(PickleObject scaler)
    {
        object?[] ends = scaler.State.GetValueOrDefault("feature_range") switch
        {
            PickleTuple tuple => tuple.Items,
            List<object?> list => [.. list],
            _ => [],
        };
        double[] numbers = [.. ends.OfType<IConvertible>().Where(end => end is double or long)
            .Select(end => end.ToDouble(System.Globalization.CultureInfo.InvariantCulture))];
        return numbers is [double low, double high] && low < high && double.IsFinite(high - low) ? (low, high) : null;
    }

    private static string[]? Names(PickleObject scaler) =>
        scaler.State.GetValueOrDefault("feature_names_in_") is PickleArray { Objects.Length: > 0 } names
            ? [.. names.Objects.Select(name => name as string ?? "")] : null;
}
