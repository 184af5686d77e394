using System.Reflection;
using NanoBms.Core;
using NanoBms.IlAnalysis;

namespace NanoBms.ModelCode.Inspection;

/// <summary>
/// Managed heap that a model holds on the device, found by walking its objects on the desktop and counting them as the device lays them out
/// (<see cref="DeviceHeap"/>).
/// </summary>
internal static class HeapGraph
{
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

        long bytes = 0;
        while (waiting.TryPop(out object? item))
        {
            if (seen.Add(item))
            {
                bytes += item is Array array ? Elements(array, waiting) : Fields(item, waiting);
            }
        }

        return (int)bytes;
    }

    private static long Elements(Array array, Stack<object> waiting)
    {
        if (array.GetType().GetElementType()!.IsPrimitive)
        {
            return DeviceHeap.Array(Buffer.ByteLength(array), 1);
        }

        foreach (object? value in array)
        {
            Push(waiting, value);
        }

        return DeviceHeap.Array(array.Length, DeviceHeap.BlockBytes);
    }

    private static long Fields(object item, Stack<object> waiting)
    {
        if (item is string)
        {
            // Literals stay in flash.
            return 0;
        }

        int fields = 0;
        for (Type? type = item.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Declared | BindingFlags.Instance))
            {
                fields++;
                Push(waiting, field.GetValue(item));
            }
        }

        return DeviceHeap.Object(fields);
    }

    private static void Push(Stack<object> waiting, object? value)
    {
        if (value is not null && !value.GetType().IsValueType)
        {
            waiting.Push(value);
        }
    }
}
