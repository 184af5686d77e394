using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using NanoBms.DeviceBuild.Il;

namespace NanoBms.IlMeter.Metering;

/// <summary>Sums up what the current thread's instrumented code allocates, in bytes of a device's heap. Called by rewritten code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AllocationRecord
{
    private static readonly ConcurrentDictionary<Type, int> FieldCounts = new();

    [ThreadStatic]
    private static long bytes;

    /// <summary>Notes an array of a length.</summary>
    public static void Array(int length, int elementBytes) => bytes += DeviceHeap.Array(length, elementBytes);

    /// <summary>Notes an object that was just made.</summary>
    public static void Object(object instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        bytes += DeviceHeap.Object(FieldCounts.GetOrAdd(instance.GetType(), Fields));
    }

    /// <summary>Bytes that an action allocates.</summary>
    public static long Measure(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        long before = bytes;
        action();
        return bytes - before;
    }

    private static int Fields(Type type)
    {
        int count = 0;
        for (Type? of = type; of is not null; of = of.BaseType)
        {
            count += of.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Length;
        }

        return count;
    }
}
