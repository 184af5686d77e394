using NanoBms.Foundation;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;
using NanoBms.Models.Tflite.Symbolic;

namespace NanoBms.Models.Tflite;

/// <summary>
/// Reads graphs with float activations: float32, float16 and dynamic-range (hybrid) weights; LSTM as fused operators, as loops (of builtin
/// operators or TensorFlow's tensor lists) or unrolled.
/// </summary>
internal static class FloatGraphReader
{
    public static ModelFile Read(TfliteGraph model, string name, bool stateful, int? timeSteps)
    {
        var evaluator = new GraphEvaluator(model, timeSteps);
        SymbolicValue[] outputs = evaluator.Run();
        FloatNetwork network = NetworkExtractor.Extract(name, outputs, model.Subgraphs[0].Inputs.Length, evaluator.Recognizer, stateful);
        TfliteTensor input = model.Subgraphs[0].Tensors[model.Subgraphs[0].Inputs[0]];
        if (timeSteps is null && GraphEvaluator.IsOpen(input, 1) && network.Layers.Any(layer => layer is FloatRecurrent))
        {
            throw new UserError(
                $"Input '{input.Name}' leaves the number of time steps open ({Shapes.Text(input.ShapeSignature)}); say it with --window, "
                    + "or export the model with a fixed input shape.");
        }

        return new ModelFile("", "", Describe(model, network, evaluator.HasLoop), network, null, null);
    }

    private static string Describe(TfliteGraph model, FloatNetwork network, bool hasLoop)
    {
        TfliteOperator[] operators = [.. model.Subgraphs.SelectMany(graph => graph.Operators)];
        bool isFused = operators.Any(op => op.Code == BuiltinOperator.UnidirectionalSequenceLstm);
        bool isFlex = operators.Any(op => op.CustomName.StartsWith("Flex", StringComparison.Ordinal));
        bool isHalf = model.Subgraphs.Any(graph => graph.Tensors.Any(tensor => tensor is { Type: TensorType.Float16, IsConstant: true }));
        bool isHybrid = network.Layers.Any(layer => layer is FloatLstm { HybridInput: not null } or FloatLstm { HybridRecurrent: not null }
            or FloatDense { Hybrid: not null });
        string form = !network.Layers.Any(layer => layer is FloatRecurrent) ? "no LSTM"
            : isFused ? "fused LSTM"
            : hasLoop ? isFlex ? "LSTM as a loop over TensorFlow tensor lists" : "LSTM as a loop"
            : "unrolled LSTM";
        return $"TensorFlow Lite, {form}, {(isHybrid ? "int8 weights, float activations" : isHalf ? "float16 weights" : "float32")}";
    }
}
