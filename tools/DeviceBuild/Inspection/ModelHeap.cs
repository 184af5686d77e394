using System.Reflection;
using System.Runtime.Loader;
using NanoBms.Core;
using NanoBms.DeviceBuild.Il;

namespace NanoBms.DeviceBuild.Inspection;

/// <summary>Managed heap that a model holds on the device.</summary>
internal static class ModelHeap
{
    /// <summary>Bytes of all objects that a model reaches, of its parts' arrays and of Core's tables. Literals stay in flash.</summary>
    public static int Bytes(QuantizedModel model)
    {
        var graph = new HeapGraph(_ => true, countStrings: false);
        graph.AddStatics(typeof(QuantizedModel).Assembly);
        graph.Add(model);
        foreach (Assembly part in AssemblyLoadContext.GetLoadContext(model.GetType().Assembly)!.Assemblies)
        {
            if (part.GetName().Name!.StartsWith("NanoBms.Model.", StringComparison.Ordinal))
            {
                graph.AddStatics(part);
            }
        }

        return (int)graph.Bytes;
    }
}
