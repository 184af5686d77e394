using NanoBms.Core;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Layers;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Generation;

/// <summary>Weights as constants in straight-line code, several rows to a multiplication.</summary>
internal static class PackedGenerator
{
    /// <summary>Generates the code of a model.</summary>
    /// <param name="partBytes">Estimated IL bytes that a part may have.</param>
    public static GeneratedCode Generate(QuantizedNetwork network, ModelInfo info, string header, int partBytes)
    {
        var parts = new PartWriter(partBytes);
        var source = new PackedSource(network, parts, DeviceLimits.MethodLocalsOfConstants);
        LayerCode?[] layers = [.. network.Layers.Select((layer, index) => LayerKinds.Of(layer).PackedCode(layer, index, source))];
        string main = new ModelWriter(network, info, layers).Write(
            header, "Layout packed: weights are constants in the code of the part assemblies.");
        return new GeneratedCode(main, parts.Sources(header)) { PartBytes = parts.Used };
    }
}
