using System.IO.Compression;
using System.Text;
using PureHDF;

namespace NanoBms.Models.Tests;

/// <summary>Makes Keras files: configurations as Keras writes them, weights as HDF5.</summary>
internal static class KerasFiles
{
    public static string Sequential(params string[] layers) =>
        "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"m\", \"layers\": [" + string.Join(", ", layers) + "]}}";

    public static byte[] Archive(string config, byte[] weights) =>
        Zip(("config.json", Encoding.UTF8.GetBytes(config)), ("metadata.json", "{\"keras_version\": \"3.10.0\"}"u8.ToArray()),
            ("model.weights.h5", weights));

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>An HDF5 file of arrays.</summary>
    public static byte[] Hdf5(params (string Path, object Values)[] arrays) => Hdf5(new H5File(), arrays);

    /// <summary>A whole-model HDF5 file: the model's configuration beside its arrays.</summary>
    public static byte[] Hdf5Model(string config, params (string Path, object Values)[] arrays) =>
        Hdf5Model(config, new H5WriteOptions(), arrays);

    /// <summary>The same, with the version of Keras that wrote it; null: it does not say it.</summary>
    public static byte[] Hdf5Model(string config, string? version, params (string Path, object Values)[] arrays)
    {
        var file = new H5File();
        file.Attributes["model_config"] = config;
        if (version is not null)
        {
            file.Attributes["keras_version"] = version;
        }

        return Hdf5(file, arrays);
    }

    /// <summary>The same, written in a given way.</summary>
    public static byte[] Hdf5Model(string config, H5WriteOptions options, (string Path, object Values)[] arrays)
    {
        var file = new H5File();
        file.Attributes["model_config"] = config;
        return Hdf5(file, arrays, options);
    }

    private static byte[] Hdf5(H5File file, (string Path, object Values)[] arrays, H5WriteOptions? options = null)
    {
        foreach ((string path, object values) in arrays)
        {
            H5Group group = file;
            string[] parts = path.Split('/');
            foreach (string part in parts[..^1])
            {
                if (!group.TryGetValue(part, out object? inner))
                {
                    group[part] = inner = new H5Group();
                }

                group = (H5Group)inner;
            }

            group[parts[^1]] = values;
        }

        var stream = new MemoryStream();
        file.Write(stream, options ?? new H5WriteOptions());
        return stream.ToArray();
    }
}
