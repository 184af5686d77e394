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
    /// <param name="output">Name or number of the output to take, of a model of several.</param>
    public static ModelFile Read(ReadOnlyMemory<byte> bytes, string path, int? timeSteps = null, string? output = null)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        TfliteGraph graph = Chosen(TfliteParser.Parse(bytes), path, output);
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

    /// <summary>The graph with the output that is wanted alone. Where there is but one input, further outputs cannot be states.</summary>
    private static TfliteGraph Chosen(TfliteGraph graph, string path, string? wanted)
    {
        TfliteSubgraph main = graph.Subgraphs[0];
        string[] names = [.. main.Outputs.Select(tensor => main.Tensors[tensor].Name)];
        if (wanted is not null)
        {
            int chosen = OutputChoice.Index(wanted, names, path);
            return names.Length == 1 ? graph : graph with
            {
                Subgraphs = [Only(main, main.Outputs[chosen]), .. graph.Subgraphs.Skip(1)],
            };
        }

        return names.Length > 1 && main.Inputs.Length == 1 ? throw OutputChoice.Needed(names, path) : graph;
    }

    /// <summary>A graph without the operators that only other outputs need.</summary>
    private static TfliteSubgraph Only(TfliteSubgraph graph, int output)
    {
        var needed = new HashSet<int>();
        var waiting = new Stack<int>([output]);
        while (waiting.TryPop(out int tensor))
        {
            if (needed.Add(tensor))
            {
                foreach (int from in graph.Operators.Where(op => op.Outputs.Contains(tensor)).SelectMany(op => op.Inputs))
                {
                    waiting.Push(from);
                }
            }
        }

        return graph with
        {
            Outputs = [output],
            Operators = [.. graph.Operators.Where(op => op.Outputs.Length == 0 || op.Outputs.Any(needed.Contains))],
        };
    }
}
