using System.Text.RegularExpressions;

namespace NanoBms.Models.Torch;

/// <summary>What a module of PyTorch is, told by the names and shapes of its weights.</summary>
internal enum TorchModuleKind
{
    Lstm,
    Gru,
    Rnn,
    Linear,
    BatchNorm,
    LayerNorm,
    Other,
}

/// <summary>A module and its weights by their own names, such as "weight_ih_l0".</summary>
internal sealed record TorchModule(string Name, TorchModuleKind Kind, IReadOnlyDictionary<string, TorchTensor> Weights)
{
    /// <summary>Whether it carries a hidden state.</summary>
    public bool IsRecurrent => Kind is TorchModuleKind.Lstm or TorchModuleKind.Gru or TorchModuleKind.Rnn;

    /// <summary>Whether it reads a window in both directions.</summary>
    public bool IsBidirectional => Weights.Keys.Any(name => name.EndsWith("_reverse", StringComparison.Ordinal));

    /// <summary>Number of layers of a recurrent module.</summary>
    public int Layers => Math.Max(1, Weights.Keys.Count(name => Regex.IsMatch(name, @"^weight_hh_l\d+$")));

    /// <summary>The module in words.</summary>
    public string Description
    {
        get
        {
            TorchTensor first = Weights.First().Value;
            int inputs = first.Shape.Length > 1 ? first.Shape[1] : first.Shape.FirstOrDefault();
            return Kind switch
            {
                TorchModuleKind.Linear => $"{Name} (Linear {inputs} -> {first.Shape[0]})",
                TorchModuleKind.LayerNorm => $"{Name} (LayerNorm of {inputs})",
                TorchModuleKind.BatchNorm => $"{Name} (BatchNorm of {inputs})",
                TorchModuleKind.Other => $"{Name} ({string.Join(", ", Weights.Select(entry => $"{entry.Key} {entry.Value.ShapeText}"))})",
                _ => $"{Name} ({Kind.ToString().ToUpperInvariant()} {inputs} -> {TorchModules.Units(this)}"
                    + $"{(Layers > 1 ? $", {Layers} layers" : "")}{(IsBidirectional ? ", both directions" : "")})",
            };
        }
    }
}

/// <summary>The modules that a state dict has weights of.</summary>
internal static class TorchModules
{
    /// <summary>Hidden size of a recurrent module.</summary>
    public static int Units(TorchModule module) => Hidden(module.Weights)!.Shape[1];

    /// <summary>Modules in the order of the file.</summary>
    /// <param name="weights">Tensors by name.</param>
    public static IReadOnlyList<TorchModule> Of(IReadOnlyList<(string Name, TorchTensor Tensor)> weights)
    {
        var groups = new Dictionary<string, Dictionary<string, TorchTensor>>(StringComparer.Ordinal);
        foreach ((string name, TorchTensor tensor) in weights)
        {
            int dot = name.LastIndexOf('.');
            string module = dot < 0 ? "" : name[..dot];
            if (!groups.TryGetValue(module, out Dictionary<string, TorchTensor>? group))
            {
                groups[module] = group = new Dictionary<string, TorchTensor>(StringComparer.Ordinal);
            }

            group[name[(dot + 1)..]] = tensor;
        }

        return [.. groups.Select(group => new TorchModule(group.Key.Length == 0 ? "model" : group.Key, KindOf(group.Value), group.Value))];
    }

    private static TorchTensor? Hidden(IReadOnlyDictionary<string, TorchTensor> weights) =>
        weights.GetValueOrDefault("weight_hh_l0") ?? weights.GetValueOrDefault("weight_hh");

    private static TorchModuleKind KindOf(Dictionary<string, TorchTensor> weights)
    {
        if (Hidden(weights) is { Shape: [int rows, int units] } && units > 0 && rows % units == 0)
        {
            return (rows / units) switch
            {
                4 => TorchModuleKind.Lstm,
                3 => TorchModuleKind.Gru,
                1 => TorchModuleKind.Rnn,
                _ => TorchModuleKind.Other,
            };
        }

        return weights.ContainsKey("running_mean") && weights.ContainsKey("running_var") ? TorchModuleKind.BatchNorm
            : weights.TryGetValue("weight", out TorchTensor? weight) && weight.Shape.Length == 2
                && weights.Keys.All(name => name is "weight" or "bias")
                ? TorchModuleKind.Linear
            : weight is { Shape.Length: 1 } && weights.Keys.All(name => name is "weight" or "bias") ? TorchModuleKind.LayerNorm
            : TorchModuleKind.Other;
    }
}
