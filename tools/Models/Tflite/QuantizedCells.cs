using NanoBms.Foundation;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite;

/// <summary>
/// Finds recurrent cells that were quantised as loose operators, in a loop or unrolled: their intermediate values have scales of their own,
/// which the int8 LSTM operator does not have, so that no LSTM gives the same numbers.
/// </summary>
internal static class QuantizedCells
{
    private const string Instead =
        "which the device's LSTM cannot reproduce; give the float .tflite or .keras file, which is quantised here, or export again with "
            + "the fused operator (an input of fixed batch 1 and length, TFLITE_BUILTINS_INT8).";

    /// <summary>Refuses such a graph.</summary>
    /// <exception cref="UserError">It is one; the message names the operator.</exception>
    public static void RefuseLoose(TfliteGraph model)
    {
        TfliteSubgraph graph = model.Subgraphs[0];
        if (graph.Operators.Any(op => op.Code == BuiltinOperator.UnidirectionalSequenceLstm))
        {
            return;
        }

        TfliteOperator? loop = graph.Operators.FirstOrDefault(op => op.Code == BuiltinOperator.While);
        if (loop is not null)
        {
            throw new UserError($"Operator {loop.Index} ({loop.DisplayName}) runs a recurrent layer step by step in "
                + $"int8{Body(model, loop)}, {Instead}");
        }

        TfliteOperator? gate = graph.Operators.FirstOrDefault(op => op.Code == BuiltinOperator.Logistic);
        TfliteOperator? product = graph.Operators.FirstOrDefault(op => op.Code == BuiltinOperator.Mul && IsComputed(graph, op, 0)
            && IsComputed(graph, op, 1));
        if (gate is not null && product is not null)
        {
            throw new UserError($"Operator {product.Index} ({product.DisplayName}) is part of a recurrent layer unrolled in int8, "
                + $"{Instead}");
        }
    }

    private static string Body(TfliteGraph model, TfliteOperator loop)
    {
        int body = loop.Options?.Int32(1) ?? -1;
        return body > 0 && body < model.Subgraphs.Count ? $" (subgraph {body}, '{model.Subgraphs[body].Name}')" : "";
    }

    private static bool IsComputed(TfliteSubgraph graph, TfliteOperator op, int input) =>
        input < op.Inputs.Length && op.Inputs[input] >= 0 && !graph.Tensors[op.Inputs[input]].IsConstant;
}
