using System.Security.Cryptography;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite;

/// <summary>Reads .tflite files into the intermediate form.</summary>
public static class TfliteReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static ModelFile Read(string path) => Read(ModelBytes.Read(path), path);

    /// <summary>Reads a file's bytes; <paramref name="path"/> names it in messages.</summary>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    /// <param name="bytes">The file.</param>
    /// <param name="path">Its path.</param>
    /// <param name="timeSteps">Window length where the model leaves it open.</param>
    public static ModelFile Read(ReadOnlyMemory<byte> bytes, string path, int? timeSteps = null)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        TfliteGraph graph = TfliteParser.Parse(bytes);
        string name = Path.GetFileNameWithoutExtension(path);
        Manifest? manifest = graph.Metadata.TryGetValue(Manifest.MetadataName, out ReadOnlyMemory<byte> json)
            ? ManifestJson.Parse(json.Span, $"the manifest in '{path}'")
            : null;
        bool stateful = manifest?.Mode == ManifestMode.Streaming;
        ModelFile file = QuantizedGraphReader.Accepts(graph)
            ? QuantizedGraphReader.Read(graph, name, stateful)
            : FloatGraphReader.Read(graph, name, stateful, timeSteps ?? manifest?.Window);
        return file with { Path = path, Sha256 = sha256, Manifest = manifest };
    }
}
