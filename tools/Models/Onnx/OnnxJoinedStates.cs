using NanoBms.Models.Onnx.Format;

namespace NanoBms.Models.Onnx;

/// <summary>
/// PyTorch's h_n[-1]: the last states of all layers are put behind each other, and the last of them is taken, which is that of the last
/// layer. Such a choice is taken from there at once, so that nothing of the network's way is a branch.
/// </summary>
internal static class OnnxJoinedStates
{
    /// <summary>A graph's nodes, with the last of values behind each other taken from the last value.</summary>
    public static IReadOnlyList<OnnxNode> Resolved(OnnxModel model)
    {
        var constants = new Dictionary<string, OnnxTensor>(model.Initializers, StringComparer.Ordinal);
        var joins = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        var nodes = new List<OnnxNode>();
        foreach (OnnxNode node in model.Nodes)
        {
            if (node is { Operator: "Constant", Outputs.Count: 1 } && OnnxConstants.Evaluate(node, []) is { } value)
            {
                constants[node.Outputs[0]] = value;
            }
            else if (node is { Operator: "Concat", Inputs.Count: > 1, Outputs.Count: 1 } && Axis(node) == 0)
            {
                joins[node.Outputs[0]] = node;
            }

            nodes.Add(
                node is { Operator: "Gather", Inputs.Count: 2 } && Axis(node) == 0 && joins.TryGetValue(node.Inputs[0], out OnnxNode? join)
                    && constants.GetValueOrDefault(node.Inputs[1]) is { Integers: [-1] }
                    ? From(node, join.Inputs[^1]) : node);
        }

        return nodes;
    }

    private static long Axis(OnnxNode node) => node.Attributes.GetValueOrDefault("axis")?.Integer ?? 0;

    private static OnnxNode From(OnnxNode choice, string value)
    {
        var node = new OnnxNode { Name = choice.Name, Operator = choice.Operator, Domain = choice.Domain };
        node.Inputs.AddRange([value, choice.Inputs[1]]);
        node.Outputs.AddRange(choice.Outputs);
        foreach ((string name, OnnxAttribute attribute) in choice.Attributes)
        {
            node.Attributes[name] = attribute;
        }

        return node;
    }
}
