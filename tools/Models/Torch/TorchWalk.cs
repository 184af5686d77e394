using NanoBms.Models.Pickles;

namespace NanoBms.Models.Torch;

/// <summary>Goes through what a file of PyTorch holds: dictionaries, lists, and objects by their attributes.</summary>
internal static class TorchWalk
{
    private const int MaxDepth = 24, MaxObjects = 1 << 16;

    /// <summary>Visits all tensors.</summary>
    public static void Tensors(object? value, Action<TorchTensor> visit)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Go(value, 0);

        void Go(object? item, int depth)
        {
            if (item is TorchTensor tensor)
            {
                visit(tensor);
                return;
            }

            IEnumerable<object?>? inner = item switch
            {
                Dictionary<string, object?> dictionary => dictionary.Values,
                List<object?> list => list,
                PickleTuple tuple => tuple.Items,
                PickleOpaque opaque => opaque.State.Values.Concat(opaque.Items.Values),
                _ => null,
            };
            if (inner is null || depth > MaxDepth || seen.Count > MaxObjects || !seen.Add(item!))
            {
                return;
            }

            foreach (object? each in inner)
            {
                Go(each, depth + 1);
            }
        }
    }

    /// <summary>
    /// The weights of a model: of dictionaries inside one another the first that names some, or the parameters of a module with its
    /// modules.
    /// </summary>
    /// <param name="root">What was saved.</param>
    /// <param name="path">Where it stands, in words; empty: the file holds nothing else.</param>
    /// <returns>Tensors by name, in the order of the file; empty where there are none.</returns>
    public static IReadOnlyList<(string Name, TorchTensor Tensor)> Weights(object? root, out string path)
    {
        path = "";
        (IReadOnlyList<(string Name, TorchTensor Tensor)> Weights, string Path) found = Find(root, "", 0);
        path = found.Path;
        return found.Weights;
    }

    private static (IReadOnlyList<(string Name, TorchTensor Tensor)> Weights, string Path) Find(object? value, string path, int depth)
    {
        IReadOnlyList<(string Name, TorchTensor Tensor)> own = value is PickleOpaque ? Module(value)
            : value is Dictionary<string, object?> dictionary
                ? [.. dictionary.Where(entry => entry.Value is TorchTensor).Select(entry => (entry.Key, (TorchTensor)entry.Value!))]
            : [];
        if (own.Any(entry => entry.Name.Contains("weight", StringComparison.Ordinal)))
        {
            return (own, path);
        }

        if (value is Dictionary<string, object?> outer && depth < 4)
        {
            // A checkpoint keeps the optimiser's tensors as well, which have no such names.
            foreach ((string key, object? inner) in outer)
            {
                (IReadOnlyList<(string Name, TorchTensor Tensor)> Weights, string Path) found =
                    Find(inner, path.Length == 0 ? key : $"{path}.{key}", depth + 1);
                if (found.Weights.Count > 0)
                {
                    return found;
                }
            }
        }

        return ([], path);
    }

    /// <summary>Tensors of a module, as its state_dict() names them.</summary>
    private static List<(string Name, TorchTensor Tensor)> Module(object? root)
    {
        var result = new List<(string Name, TorchTensor Tensor)>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Go(root, "", 0);
        return result;

        void Go(object? item, string prefix, int depth)
        {
            if (item is not PickleOpaque module || depth > MaxDepth || !seen.Add(module))
            {
                return;
            }

            bool isModule = module.State.ContainsKey("_modules");
            IEnumerable<KeyValuePair<string, object?>> members = isModule
                ? new[] { "_parameters", "_buffers", "_modules" }
                    .SelectMany(name => module.State.GetValueOrDefault(name) as Dictionary<string, object?> ?? [])
                : module.State;
            foreach ((string name, object? value) in members)
            {
                if (value is TorchTensor tensor)
                {
                    result.Add((prefix + name, tensor));
                }
                else
                {
                    Go(value, $"{prefix}{name}.", depth + 1);
                }
            }
        }
    }
}
