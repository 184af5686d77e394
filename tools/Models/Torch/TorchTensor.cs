namespace NanoBms.Models.Torch;

/// <summary>Numbers that tensors are views of.</summary>
/// <param name="Type">PyTorch's name for their type, such as "Float", or a dtype such as "float32"; empty: not known.</param>
/// <param name="Key">Where they are filed.</param>
/// <param name="Count">How many there are; bytes where the type is not known.</param>
internal sealed record TorchStorage(string Type, string Key, long Count);

/// <summary>A tensor: a view of a storage.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Type">Type of the elements.</param>
/// <param name="Offset">Element of the storage that it begins with.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Strides">Elements of the storage from one index to the next, for each axis.</param>
internal sealed record TorchTensor(TorchStorage Storage, string Type, long Offset, int[] Shape, long[] Strides)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>The shape in words.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
