using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NanoBms.Foundation;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Keras;

/// <summary>Reads Keras models: .keras archives (version 3) and .h5 files of Keras 2 and 3.</summary>
public static class KerasReader
{
    /// <summary>Whether a file begins like a .keras archive.</summary>
    public static bool IsArchive(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\x03\x04"u8);

    /// <summary>Whether a file begins like an HDF5 file.</summary>
    public static bool IsHdf5(ReadOnlySpan<byte> bytes) => bytes.Length > 8 && bytes[0] == 0x89 && bytes[1..4].SequenceEqual("HDF"u8);

    /// <summary>Reads a file's bytes; <paramref name="path"/> names it in messages.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">Its path.</param>
    /// <param name="timeSteps">Window length where the model leaves it open.</param>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static ModelFile Read(byte[] bytes, string path, int? timeSteps = null, string? output = null)
    {
        string name = Path.GetFileNameWithoutExtension(path), version, number;
        KerasModel model;
        Hdf5Weights weights;
        if (IsArchive(bytes))
        {
            (string config, number, byte[] hdf5) = Unpack(bytes, path);
            model = KerasConfig.Read(config, path);
            weights = Hdf5Weights.Read(hdf5, "", path);
            version = $"Keras {number} archive";
        }
        else
        {
            weights = Hdf5Weights.Read(bytes, "model_weights", path);
            model = KerasConfig.Read(
                weights.ModelConfig ?? throw new UserError($"'{path}' holds weights without a model; save the whole model: "
                    + "model.save('model.keras')."), path);
            (version, number) = ("Keras HDF5 file", weights.KerasVersion);
        }

        if (output is not null)
        {
            string[] names = [.. model.Paths.Select((way, k) => way.Output.Length > 0 || k > 0 ? way.Output : LastName(way))];
            model = model with { Paths = [model.Paths[OutputChoice.Index(output, names, path)]] };
        }

        try
        {
            FloatNetwork network = KerasNetworkBuilder.Build(name, model, weights, timeSteps, number.StartsWith('3') ? 3 : 2);
            string classes = string.Join(", ", model.Paths.SelectMany(way => way.Layers).DistinctBy(layer => layer.Place)
                .Select(layer => layer.ClassName).Where(name => name != "InputLayer"));
            string outputs = model.Paths.Count == 1 ? ""
                : $", outputs {ForeignText.Short(string.Join(", ", model.Paths.Select(way => way.Output)))} in this order";
            string format = $"{version}, {classes}{outputs}{(network.Stateful ? ", stateful: one time step a call" : "")}";
            return new ModelFile(path, Convert.ToHexStringLower(SHA256.HashData(bytes)), format, network, null, null);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or OverflowException)
        {
            throw new UserError($"The configuration in '{path}' is damaged ({ForeignText.Short(exception.Message)}); save the model again "
                + "from Keras.", exception);
        }
    }

    private static string LastName(KerasPath way) => way.Layers.Count == 0 ? "" : way.Layers[^1].Name;

    private static (string Config, string Version, byte[] Weights) Unpack(byte[] bytes, string path)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes, false), ZipArchiveMode.Read);
            if (archive.GetEntry("config.json") is null)
            {
                throw new UserError(OtherModelFiles.ArchiveSentence(archive.Entries.Select(entry => entry.FullName), path));
            }

            string config = Encoding.UTF8.GetString(Entry(archive, "config.json", bytes.Length, path));
            byte[] weights = Entry(archive, "model.weights.h5", bytes.Length, path);
            string version = "3";
            if (archive.GetEntry("metadata.json") is not null)
            {
                using JsonDocument metadata = JsonDocument.Parse(Entry(archive, "metadata.json", bytes.Length, path));
                version = metadata.RootElement.ValueKind == JsonValueKind.Object
                    && metadata.RootElement.TryGetProperty("keras_version", out JsonElement text)
                    && text.ValueKind == JsonValueKind.String ? text.GetString()! : version;
            }

            return (config, version, weights);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or JsonException or NotSupportedException
            or ArgumentException or InvalidOperationException)
        {
            throw new UserError($"'{path}' is a damaged archive ({ForeignText.Short(exception.Message)}); save the model again from "
                + "Keras.", exception);
        }
    }

    private static byte[] Entry(ZipArchive archive, string name, int archiveBytes, string path)
    {
        ZipArchiveEntry entry = archive.GetEntry(name)
            ?? throw new UserError($"'{path}' is an archive without '{name}', so it is not a Keras model; give the file that "
                + "model.save('model.keras') wrote.");
        using Stream stream = entry.Open();

        // An archive may claim to unpack to anything; weights do not shrink to a quarter.
        var buffer = new MemoryStream();
        long limit = 4L * archiveBytes + (4 << 20);
        var block = new byte[1 << 16];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            buffer.Write(block, 0, read);
            if (buffer.Length > limit)
            {
                throw new UserError($"'{name}' in '{path}' unpacks to far more than a model; the file is damaged.");
            }
        }

        return buffer.ToArray();
    }
}
