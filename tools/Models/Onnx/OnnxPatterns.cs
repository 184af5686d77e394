using NanoBms.Models.Onnx.Format;

namespace NanoBms.Models.Onnx;

/// <summary>Operators that mean one thing together.</summary>
internal static class OnnxPatterns
{
    /// <summary>x sigmoid(x), which has an operator of its own since opset 24 alone.</summary>
    public const string Swish = "Swish";

    /// <summary>Nodes with each product of a value and its sigmoid as one node.</summary>
    public static IReadOnlyList<OnnxNode> Joined(IReadOnlyList<OnnxNode> nodes)
    {
        ILookup<string, OnnxNode> users = nodes.SelectMany(node => node.Inputs.Distinct().Select(name => (name, node)))
            .ToLookup(use => use.name, use => use.node);
        var gone = new HashSet<OnnxNode>(ReferenceEqualityComparer.Instance);
        var instead = new Dictionary<OnnxNode, OnnxNode>(ReferenceEqualityComparer.Instance);
        foreach (OnnxNode sigmoid in nodes.Where(node => node is { Operator: "Sigmoid", Inputs.Count: 1, Outputs.Count: 1 }))
        {
            string[] both = [sigmoid.Inputs[0], sigmoid.Outputs[0]];
            if (users[both[1]].ToArray() is [{ Operator: "Mul" } product] && product.Inputs.Order().SequenceEqual(both.Order()))
            {
                var swish = new OnnxNode { Name = product.Name, Operator = Swish };
                swish.Inputs.Add(both[0]);
                swish.Outputs.AddRange(product.Outputs);
                gone.Add(sigmoid);
                instead[product] = swish;
            }
        }

        return [.. nodes.Where(node => !gone.Contains(node)).Select(node => instead.GetValueOrDefault(node, node))];
    }
}
