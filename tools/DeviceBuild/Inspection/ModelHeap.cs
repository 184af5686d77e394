using NanoBms.Core;
using NanoBms.DeviceBuild.Il;

namespace NanoBms.DeviceBuild.Inspection;

/// <summary>Managed heap that a model holds on the device.</summary>
internal static class ModelHeap
{
    /// <summary>Bytes of all objects that can be reached from a model, and of Core's static tables. Literals stay in flash.</summary>
    public static int Bytes(QuantizedModel model)
    {
        var graph = new HeapGraph(_ => true, countStrings: false);
        graph.AddStatics(typeof(QuantizedModel).Assembly);
        graph.Add(model);
        return (int)graph.Bytes;
    }
}
