using System.Globalization;
using System.Text;

namespace NanoBms.ModelKit.Keras;

/// <summary>Finds the weights of a layer, which Keras has filed in three ways.</summary>
internal sealed class KerasWeights(Hdf5Weights file)
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>
    /// The arrays of a layer by name ("kernel", "bias"..). Must be called for each layer in order: .keras files name a layer by its class
    /// and its number among those of its class.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="order">What arrays without names mean, by their number.</param>
    public IReadOnlyDictionary<string, WeightArray> Of(KerasLayer layer, params string[] order)
    {
        string snake = SnakeCase(layer.ClassName);
        int count = counts.GetValueOrDefault(snake);
        counts[snake] = count + 1;
        string numbered = count == 0 ? snake : $"{snake}_{count}";

        // A layer's own name comes last: "lstm_1" may be the first of its class, and as a number the second.
        string[] groups = [$"layers/{numbered}", $"_layer_checkpoint_dependencies/{numbered}", $"layers/{layer.Name}", layer.Name];
        IReadOnlyList<WeightArray> arrays = groups.Select(file.Below).FirstOrDefault(found => found.Count > 0) ?? [];
        var named = new Dictionary<string, WeightArray>(StringComparer.Ordinal);
        foreach (WeightArray array in arrays)
        {
            bool isNumber = int.TryParse(array.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
            string name = isNumber && index < order.Length ? order[index] : array.Name;
            named.TryAdd(name, array);
        }

        return named;
    }

    private static string SnakeCase(string className)
    {
        var text = new StringBuilder();
        for (int k = 0; k < className.Length; k++)
        {
            bool starts = k > 0 && char.IsUpper(className[k])
                && (!char.IsUpper(className[k - 1]) || (k + 1 < className.Length && char.IsLower(className[k + 1])));
            if (starts)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(className[k]));
        }

        return text.ToString();
    }
}
