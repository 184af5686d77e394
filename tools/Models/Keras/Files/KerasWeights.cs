using System.Globalization;
using System.Text;

namespace NanoBms.Models.Keras.Files;

/// <summary>Finds the weights of a layer, which Keras has filed in three ways.</summary>
internal sealed class KerasWeights(Hdf5Weights file)
{
    // Where TensorFlow's checkpoints have "layers/".
    private const string Dependencies = "_layer_checkpoint_dependencies/";

    private readonly Dictionary<(KerasContainer? Container, string ClassName), int> counts = [];
    private readonly Dictionary<KerasContainer, string> containers = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// The arrays of a layer by name ("kernel", "bias"..). Must be called for each layer in order: .keras files name a layer by its class
    /// and its number among those of its class.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="order">What arrays without names mean, by their number.</param>
    public KerasArrays Of(KerasLayer layer, params string[] order)
    {
        string numbered = Numbered(layer.Container, layer.ClassName), path = PathOf(layer.Container);

        // A layer's own name comes last: "lstm_1" may be the first of its class, and as a number the second.
        string[] groups =
        [
            $"{path}layers/{numbered}", path.Replace("layers/", Dependencies, StringComparison.Ordinal) + Dependencies + numbered,
            $"{path}layers/{layer.Name}", NamesOf(layer.Container) + layer.Name,
        ];
        IReadOnlyList<WeightArray> arrays = groups.Select(file.Below).FirstOrDefault(found => found.Count > 0) ?? Inside(layer);
        var named = new Dictionary<string, WeightArray>(StringComparer.Ordinal);
        foreach (WeightArray array in arrays)
        {
            bool isNumber = int.TryParse(array.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
            string name = isNumber && index < order.Length ? order[index] : array.Name;
            named.TryAdd(name, array);
        }

        return new KerasArrays(layer, named);
    }

    /// <summary>
    /// Counts the models that a layer belongs to among those of their class: they count also where none of their layers has arrays.
    /// </summary>
    public void Enter(KerasLayer layer) => _ = PathOf(layer.Container);

    /// <summary>Counts a layer that has no arrays among those of its class.</summary>
    public void Pass(KerasLayer layer) => _ = Numbered(layer.Container, layer.ClassName);

    /// <summary>HDF5 files may repeat names of models on the way to a layer of a model inside the model.</summary>
    private IReadOnlyList<WeightArray> Inside(KerasLayer layer) => layer.Container is { } container
        ? [.. file.Below(container.Name).Where(array => array.Path.Contains($"/{layer.Name}/", StringComparison.Ordinal))]
        : [];

    private string PathOf(KerasContainer? container)
    {
        if (container is null)
        {
            return "";
        }

        if (!containers.TryGetValue(container, out string? path))
        {
            containers[container] = path = $"{PathOf(container.Outer)}layers/{Numbered(container.Outer, container.ClassName)}/";
        }

        return path;
    }

    private static string NamesOf(KerasContainer? container) => container is null ? "" : $"{NamesOf(container.Outer)}{container.Name}/";

    private string Numbered(KerasContainer? container, string className)
    {
        string snake = SnakeCase(className);
        int count = counts.GetValueOrDefault((container, snake));
        counts[(container, snake)] = count + 1;
        return count == 0 ? snake : $"{snake}_{count}";
    }

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
