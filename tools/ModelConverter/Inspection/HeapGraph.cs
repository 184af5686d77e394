using System.Reflection;
using NanoBms.Core;

namespace NanoBms.ModelConverter.Inspection;

/// <summary>
/// Managed heap that a model holds on the device, estimated by walking its objects on the desktop: nanoCLR's heap goes by blocks of 12 bytes,
/// one for an object and one for each of its fields; an array takes one and its data.
/// </summary>
internal static class HeapGraph
{
    private const int Block = 12;
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Bytes of all objects that can be reached from a model, and of Core's static tables.</summary>
    public static int Bytes(QuantizedModel model)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>([model]);
        foreach (FieldInfo field in typeof(QuantizedModel).Assembly.GetTypes().SelectMany(type => type.GetFields(Declared | BindingFlags.Static)))
        {
            if (!field.IsLiteral)
            {
                Push(waiting, field.GetValue(null));
            }
        }

        int bytes = 0;
        while (waiting.TryPop(out object? item))
        {
            if (seen.Add(item))
            {
                bytes += item is Array array ? Elements(array, waiting) : Fields(item, waiting);
            }
        }

        return bytes;
    }

    private static int Elements(Array array, Stack<object> waiting)
    {
        Type element = array.GetType().GetElementType()!;
        if (element.IsPrimitive)
        {
            return Block + Rounded(Buffer.ByteLength(array));
        }

        foreach (object? value in array)
        {
            Push(waiting, value);
        }

        return Block + (array.Length * Block);
    }

    private static int Fields(object item, Stack<object> waiting)
    {
        if (item is string text)
        {
            return Block + Rounded(text.Length + 1);
        }

        int bytes = Block;
        for (Type? type = item.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Declared | BindingFlags.Instance))
            {
                bytes += Block;
                Push(waiting, field.GetValue(item));
            }
        }

        return bytes;
    }

    private static void Push(Stack<object> waiting, object? value)
    {
        if (value is not null && !value.GetType().IsValueType)
        {
            waiting.Push(value);
        }
    }

    private static int Rounded(int bytes) => (bytes + Block - 1) / Block * Block;
}
