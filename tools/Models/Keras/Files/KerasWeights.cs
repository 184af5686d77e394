using System.Globalization;
using System.Text;

namespace NanoBms.Models.Keras.Files;

/// <summary>Finds the weights of a layer, which Keras has filed in three ways.</summary>
internal sealed class KerasWeights
{
    // Where TensorFlow's checkpoints have "layers/".
    private const string Dependencies = "_layer_checkpoint_dependencies/";

    private readonly Hdf5Weights file;

    // By the layer's place in the configuration.
    private readonly Dictionary<int, string> numbered = [];

    /// <summary>Weights of a model's layers.</summary>
    /// <param name="file">The file.</param>
    /// <param name="all">
    /// All layers as the configuration lists them: .keras files name a layer by its class and its number among those of its class, whether
    /// it has arrays or not.
    /// </param>
    public KerasWeights(Hdf5Weights file, IEnumerable<KerasLayer> all)
    {
        this.file = file;
        var counts = new Dictionary<(KerasContainer? Container, string Name), int>();
        foreach (KerasLayer layer in all)
        {
            string name = SnakeCase(layer.ClassName);
            int count = counts.GetValueOrDefault((layer.Container, name));
            counts[(layer.Container, name)] = count + 1;
            numbered[layer.Place] = count == 0 ? name : $"{name}_{count}";
        }
    }

    /// <summary>The arrays of a layer by name ("kernel", "bias"..).</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="order">What arrays without names mean, by their number.</param>
    public KerasArrays Of(KerasLayer layer, params string[] order)
    {
        string number = numbered[layer.Place], path = PathOf(layer.Container);

        // A layer's own name comes last: "lstm_1" may be the first of its class, and as a number the second.
        string[] groups =
        [
            $"{path}layers/{number}", path.Replace("layers/", Dependencies, StringComparison.Ordinal) + Dependencies + number,
            $"{path}layers/{layer.Name}", NamesOf(layer.Container) + layer.Name,
        ];
        IReadOnlyList<WeightArray> arrays = groups.Select(file.Below).FirstOrDefault(found => found.Count > 0) ?? Inside(layer);
        var named = new Dictionary<string, WeightArray>(StringComparer.Ordinal);
        foreach (WeightArray array in arrays.Where(array => IsOf(layer.Direction, array)))
        {
            bool isNumber = int.TryParse(array.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
            string name = isNumber && index < order.Length ? order[index] : array.Name;
            named.TryAdd(name, array);
        }

        return new KerasArrays(layer, named);
    }

    /// <summary>
    /// Whether an array belongs to a direction: "forward_layer" and "backward_layer" in archives, "forward_lstm" and "backward_lstm" after
    /// the layer's name in HDF5 files.
    /// </summary>
    private static bool IsOf(string? direction, WeightArray array) => direction is null
        || array.Path.Split('/').Any(part => part.StartsWith(direction + "_", StringComparison.Ordinal));

    /// <summary>HDF5 files may repeat names of models on the way to a layer of a model inside the model.</summary>
    private IReadOnlyList<WeightArray> Inside(KerasLayer layer) => layer.Container is { } container
        ? [.. file.Below(container.Name).Where(array => array.Path.Contains($"/{layer.Name}/", StringComparison.Ordinal))]
        : [];

    private string PathOf(KerasContainer? container) =>
        container is null ? "" : $"{PathOf(container.Outer)}layers/{numbered[container.Place]}/";

    private static string NamesOf(KerasContainer? container) => container is null ? "" : $"{NamesOf(container.Outer)}{container.Name}/";

    /// <summary>As keras.src.utils.naming.to_snake_case: no letter starts a word behind a digit, so that Conv1D is conv1d.</summary>
    private static string SnakeCase(string className)
    {
        var text = new StringBuilder();
        for (int k = 0; k < className.Length; k++)
        {
            bool starts = k > 0 && char.IsUpper(className[k])
                && (char.IsLower(className[k - 1]) || (k + 1 < className.Length && char.IsLower(className[k + 1])));
            if (starts)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(className[k]));
        }

        return text.ToString();
    }
}
