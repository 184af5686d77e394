using NanoBms.Models.Onnx.Format;

namespace NanoBms.Models.Onnx;

/// <summary>Tells outputs that are a recurrent layer's last state, which exporters list beside the one that is meant.</summary>
internal static class OnnxStates
{
    private static readonly HashSet<string> Recurrent = ["LSTM", "GRU", "RNN"];

    // They only move values; what several layers' states are joined by, too.
    private static readonly HashSet<string> Moving =
        ["Concat", "Gather", "Identity", "Reshape", "Slice", "Squeeze", "Transpose", "Unsqueeze"];

    /// <summary>Whether a value is moved, and nothing else, from the second or third output of a recurrent node.</summary>
    public static bool IsState(OnnxModel model, string name)
    {
        var waiting = new Stack<string>([name]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        bool isState = false;
        while (waiting.TryPop(out string? value))
        {
            OnnxNode? maker = seen.Add(value) ? model.Nodes.FirstOrDefault(node => node.Outputs.Contains(value)) : null;
            if (maker is null || maker.Operator is "Constant" or "Shape")
            {
                continue;
            }

            if (Recurrent.Contains(maker.Operator) && maker.Outputs.IndexOf(value) > 0)
            {
                isState = true;
            }
            else if (Moving.Contains(maker.Operator))
            {
                foreach (string from in maker.Inputs.Where(from => from.Length > 0))
                {
                    waiting.Push(from);
                }
            }
            else
            {
                return false;
            }
        }

        return isState;
    }
}
