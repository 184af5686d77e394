using NanoBms.Foundation;
using PureHDF;

namespace NanoBms.Models.Keras.Files;

/// <summary>An array of an HDF5 file.</summary>
/// <param name="Path">Where it stands in the file, without a leading '/'.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its values, row-major.</param>
internal sealed record WeightArray(string Path, int[] Shape, float[] Values)
{
    /// <summary>The last part of the path, without TensorFlow's ":0".</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..].Split(':')[0];
}

/// <summary>The float arrays of an HDF5 file.</summary>
internal sealed class Hdf5Weights
{
    private const int MaxDepth = 16, MaxObjects = 4096;

    private readonly List<WeightArray> arrays = [];
    private readonly long maxValues;
    private int objects;
    private long values;

    private Hdf5Weights(long fileBytes) => maxValues = fileBytes;

    /// <summary>All arrays, in the file's order.</summary>
    public IReadOnlyList<WeightArray> Arrays => arrays;

    /// <summary>The model's configuration of a whole-model file; null where there is none.</summary>
    public string? ModelConfig { get; private set; }

    /// <summary>Version of the Keras that wrote a whole-model file; empty where it does not say it.</summary>
    public string KerasVersion { get; private set; } = "";

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="top">The group to read arrays of; the whole file where it does not exist.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="UserError">Not an HDF5 file, or a damaged one.</exception>
    public static Hdf5Weights Read(byte[] bytes, string top, string source)
    {
        var weights = new Hdf5Weights(bytes.Length);
        try
        {
            Hdf5Lengths.Check(bytes);
            using var stream = new GuardedStream(bytes);
            using var file = H5File.Open(stream);
            if (file.AttributeExists("model_config"))
            {
                weights.ModelConfig = file.Attribute("model_config").Read<string?>();
            }

            if (file.AttributeExists("keras_version"))
            {
                weights.KerasVersion = file.Attribute("keras_version").Read<string?>() ?? "";
            }

            weights.Walk(file.LinkExists(top) ? file.Group(top) : file, "", 0);
        }
        catch (Exception exception) when (exception is not UserError)
        {
            // The library reports damage with exceptions of every kind.
            throw new UserError($"'{source}' is not a readable HDF5 file ({ForeignText.Short(exception.Message)}); save the model again "
                + "from Keras.", exception);
        }

        return weights;
    }

    /// <summary>Arrays below a group.</summary>
    public IReadOnlyList<WeightArray> Below(string group) =>
        [.. arrays.Where(array => array.Path.StartsWith(group + "/", StringComparison.Ordinal))];

    private void Walk(IH5Group group, string path, int depth)
    {
        foreach (IH5Object child in group.Children())
        {
            if (++objects > MaxObjects || depth > MaxDepth)
            {
                throw new InvalidDataException("Too many groups.");
            }

            // Keras 2.12 to 2.15 wrote archives on Windows with its separator inside the names of groups: "layers\\lstm\\cell".
            string name = child.Name.Replace('\\', '/'), childPath = path.Length == 0 ? name : $"{path}/{name}";
            switch (child)
            {
                case IH5Group inner when inner.Name != "optimizer_weights":
                    Walk(inner, childPath, depth + 1);
                    break;
                case IH5Dataset dataset when dataset.Type.Class == H5DataTypeClass.FloatingPoint:
                    arrays.Add(Read(dataset, childPath));
                    break;
            }
        }
    }

    private WeightArray Read(IH5Dataset dataset, string path)
    {
        int[] shape = [.. dataset.Space.Dimensions.Select(size => checked((int)size))];
        if (dataset.Type.Size is not (2 or 4 or 8))
        {
            throw new InvalidDataException($"Array '{path}' is of numbers of {dataset.Type.Size} bytes.");
        }

        values += shape.Aggregate(1L, (product, size) => checked(product * size));
        if (values > maxValues)
        {
            // Compression of random weights gains nothing: so many values are not in a file of this size.
            throw new InvalidDataException($"Array '{path}' is larger than the file.");
        }

        float[] data = (dataset.Space.Type == H5DataspaceType.Scalar, dataset.Type.Size) switch
        {
            (true, 8) => [(float)dataset.Read<double>()],
            (true, 4) => [dataset.Read<float>()],
            (true, _) => [(float)dataset.Read<Half>()],
            (_, 8) => [.. dataset.Read<double[]>().Select(value => (float)value)],
            (_, 4) => dataset.Read<float[]>(),
            _ => [.. dataset.Read<Half[]>().Select(value => (float)value)],
        };
        return new WeightArray(path, shape, data);
    }
}
