using NanoBms.Core;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Layers;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Generation;

/// <summary>Weights as C# arrays, run by Core's layers.</summary>
internal static class ArraysGenerator
{
    // What an assembly's table of arrays holds beside them.
    private const int SpareBytes = 2000;

    /// <summary>Generates the code of a model.</summary>
    public static GeneratedCode Generate(QuantizedNetwork network, ModelInfo info, string header)
    {
        var parts = new PartWriter(DeviceLimits.AssemblyArrayBytes - SpareBytes);
        var source = new ArraysSource(network.Width, parts);
        LayerCode?[] layers = [.. network.Layers.Select((layer, index) => LayerKinds.Of(layer).ArraysCode(layer, index, source))];
        string main = new ModelWriter(network, info, layers).Write(
            header, "Layout arrays: weights are static arrays of the part assemblies, copied to the heap at start-up.");
        return new GeneratedCode(main, parts.Sources(header)) { PartBytes = parts.Used };
    }
}
