using System.Reflection;
using System.Text;

namespace NanoBms.DeviceBuild.Il;

/// <summary>
/// Bytes that objects take on the device, found by walking them on the desktop and counting them as the device lays them out
/// (<see cref="DeviceHeap"/>).
/// </summary>
public sealed class HeapGraph
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> waiting = new();
    private readonly Predicate<Type> isCounted;
    private readonly bool countStrings;

    /// <summary>A graph without objects.</summary>
    /// <param name="isCounted">Which types there are on the device; objects of others, and what only they hold, do not count.</param>
    /// <param name="countStrings">Whether texts count. Literals stay in flash and need not.</param>
    public HeapGraph(Predicate<Type> isCounted, bool countStrings)
    {
        this.isCounted = isCounted;
        this.countStrings = countStrings;
    }

    /// <summary>Bytes by type.</summary>
    public IReadOnlyDictionary<Type, long> ByType => byType;

    /// <summary>Bytes of all objects found so far.</summary>
    public long Bytes => byType.Values.Sum();

    private readonly Dictionary<Type, long> byType = [];

    /// <summary>Adds an object and all that can be reached from it; null: nothing.</summary>
    public void Add(object? root)
    {
        Push(root);
        while (waiting.TryPop(out object? item))
        {
            if (!seen.Add(item) || (item is string && !countStrings) || !IsCounted(item.GetType()))
            {
                continue;
            }

            Count(item.GetType(), item switch
            {
                string text => DeviceHeap.Text(Encoding.UTF8.GetByteCount(text)),
                Array array => Elements(array),
                _ => Fields(item, item.GetType()),
            });
        }
    }

    /// <summary>Adds what the static fields of an assembly hold.</summary>
    public void AddStatics(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (FieldInfo field in assembly.GetTypes().SelectMany(type => type.GetFields(Declared | BindingFlags.Static)))
        {
            if (!field.IsLiteral && !field.DeclaringType!.ContainsGenericParameters)
            {
                Add(field.GetValue(null));
            }
        }
    }

    private bool IsCounted(Type type) => type == typeof(string) || type == typeof(object) || type.IsArray || isCounted(type);

    private void Count(Type type, long bytes) => byType[type] = byType.GetValueOrDefault(type) + bytes;

    private long Elements(Array array)
    {
        if (array.GetType().GetElementType()!.IsPrimitive)
        {
            return DeviceHeap.Array(Buffer.ByteLength(array), 1);
        }

        foreach (object? value in array)
        {
            Push(value);
        }

        return DeviceHeap.Array(array.Length, DeviceHeap.BlockBytes);
    }

    /// <summary>Bytes of an object with the structures in its fields, each of which is an object of its own there.</summary>
    private long Fields(object item, Type of)
    {
        int fields = 0;
        long structures = 0;
        for (Type? type = of; type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Declared | BindingFlags.Instance))
            {
                fields++;
                object? value = field.GetValue(item);
                if (value is not null && !field.FieldType.IsPrimitive && !field.FieldType.IsEnum && field.FieldType.IsValueType)
                {
                    structures += Fields(value, field.FieldType);
                }
                else
                {
                    Push(value);
                }
            }
        }

        return structures + DeviceHeap.Object(fields);
    }

    private void Push(object? value)
    {
        if (value is not null && !value.GetType().IsValueType)
        {
            waiting.Push(value);
        }
    }
}
