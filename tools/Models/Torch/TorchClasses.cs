using NanoBms.Foundation;
using NanoBms.Models.Pickles;

namespace NanoBms.Models.Torch;

/// <summary>
/// What a pickle of PyTorch may name: anything, since nothing is made or called. Tensors, their storages and dictionaries are understood;
/// whatever else it names stands as an object of that name alone. The functions are those of torch/_utils.py and torch/_tensor.py of
/// PyTorch.
/// </summary>
internal sealed class TorchClasses(string source) : PickleClasses(source)
{
    private const string StorageSuffix = "Storage";

    /// <inheritdoc/>
    public override string What => "weights";

    /// <inheritdoc/>
    public override bool KnowsFiled => true;

    /// <inheritdoc/>
    public override string Instead => "save the weights again with torch.save(model.state_dict(), 'model.pt')";

    /// <inheritdoc/>
    public override PickleClass Admit(string module, string name) => new(module, name);

    /// <inheritdoc/>
    public override object? Construct(object? callable, object?[] arguments)
    {
        if (callable is not PickleClass target)
        {
            return new PickleOpaque("");
        }

        switch (target.Name)
        {
            case "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_tensor_v3" when target.Module == "torch._utils":
                return Tensor(arguments);
            case "_rebuild_parameter" or "_rebuild_parameter_with_state" when target.Module == "torch._utils":
                return arguments[0];
            case "_rebuild_from_type_v2" when target.Module == "torch._tensor":
                return Construct(arguments[0], PickleValue.As<PickleTuple>(arguments[2]).Items);
            case "OrderedDict" or "dict" or "defaultdict":
                return Dictionary(arguments.LastOrDefault());
            case "_reconstructor" when arguments.FirstOrDefault() is PickleClass made:
                return new PickleOpaque($"{made.Module}.{made.Name}");
            default:
                return new PickleOpaque($"{target.Module}.{target.Name}");
        }
    }

    /// <inheritdoc/>
    public override void Build(object? target, object? state)
    {
        // A tuple: the attributes, and those of slots.
        if (target is PickleOpaque opaque
            && (state is PickleTuple { Items.Length: > 0 } pair ? pair.Items[0] : state) is Dictionary<string, object?> attributes)
        {
            foreach ((string name, object? value) in attributes)
            {
                opaque.State[name] = value;
            }
        }
    }

    /// <inheritdoc/>
    public override object? Filed(object? id)
    {
        object?[] items = PickleValue.As<PickleTuple>(id).Items;
        if (items is not ["storage", PickleClass type, string key, _, long count, ..])
        {
            throw new InvalidOperationException("no storage");
        }

        string name = type.Name.EndsWith(StorageSuffix, StringComparison.Ordinal) ? type.Name[..^StorageSuffix.Length] : type.Name;
        if (items.Length > 5 && items[5] is PickleTuple)
        {
            throw new UserError($"'{Source}' holds a storage that is a part of another, as PyTorch before 0.4 wrote it; {Instead}.");
        }

        return new TorchStorage(name == "Untyped" ? "" : name, key, count);
    }

    private static TorchTensor Tensor(object?[] arguments)
    {
        var storage = PickleValue.As<TorchStorage>(arguments[0]);
        int[] shape = PickleValue.Shape(arguments[2]);
        long[] strides = [.. PickleValue.As<PickleTuple>(arguments[3]).Items.Select(PickleValue.As<long>)];
        string type = storage.Type.Length > 0 ? storage.Type
            : arguments.OfType<PickleClass>().FirstOrDefault(named => named.Module == "torch")?.Name ?? "";
        return shape.Length == strides.Length && shape.All(size => size >= 0) && strides.All(stride => stride >= 0)
            ? new TorchTensor(storage, type, PickleValue.As<long>(arguments[1]), shape, strides)
            : throw new InvalidOperationException("shape of a tensor");
    }

    private static Dictionary<string, object?> Dictionary(object? pairs)
    {
        var made = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (object? pair in pairs as List<object?> ?? [])
        {
            (object? key, object? value) = pair switch
            {
                PickleTuple { Items: [var first, var second] } => (first, second),
                List<object?> { Count: 2 } list => (list[0], list[1]),
                _ => throw new InvalidOperationException("no pair"),
            };
            made[key as string ?? ""] = value;
        }

        return made;
    }
}
