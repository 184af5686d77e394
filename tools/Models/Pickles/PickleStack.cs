namespace NanoBms.Models.Pickles;

/// <summary>The stack that the operations of a pickle work on, with its marks.</summary>
internal sealed class PickleStack
{
    private const int MaxItems = 1 << 20;

    private readonly List<object?> items = [];
    private readonly Stack<int> marks = new();

    /// <summary>The last item.</summary>
    public object? Top => items[^1];

    /// <summary>Adds an item.</summary>
    public void Push(object? value)
    {
        if (items.Count >= MaxItems)
        {
            throw new InvalidOperationException("too many items");
        }

        items.Add(value);
    }

    /// <summary>Marks this place.</summary>
    public void Mark() => marks.Push(items.Count);

    /// <summary>Takes the last item.</summary>
    public object? Pop()
    {
        object? value = items[^1];
        items.RemoveAt(items.Count - 1);
        return value;
    }

    /// <summary>Takes the last items, in the order they were added.</summary>
    public object?[] PopMany(int count)
    {
        object?[] taken = [.. items.GetRange(items.Count - count, count)];
        items.RemoveRange(items.Count - count, count);
        return taken;
    }

    /// <summary>Takes the items added since the last mark.</summary>
    public object?[] PopToMark() => PopMany(items.Count - marks.Pop());
}
