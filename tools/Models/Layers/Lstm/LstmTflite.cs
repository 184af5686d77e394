using NanoBms.Foundation;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>
/// An LSTM as the fused UNIDIRECTIONAL_SEQUENCE_LSTM, which gives all time steps, and a STRIDED_SLICE where only the last one is wanted. In
/// float graphs LSTM have many more forms, which are recognised by what they compute.
/// </summary>
internal static class LstmTflite
{
    private static readonly string[] GateNames = ["input", "forget", "cell", "output"];

    public static IReadOnlyList<TfliteOperatorReading> Operators { get; } = [new(BuiltinOperator.UnidirectionalSequenceLstm, Read)];

    public static void Write(FloatLstm lstm, TfliteTarget target)
    {
        TfliteBuilder graph = target.Graph;
        int[] shape = [1, target.Shape[1], lstm.Units];
        int sequence = target.Tensor(lstm.Name + "/output", shape, null);
        graph.Operator(
            BuiltinOperator.UnidirectionalSequenceLstm, 1,
            Inputs(
                target.Current,
                gate => graph.Constant(
                    $"{lstm.Name}/kernel/{gate}", [lstm.Units, lstm.InputSize], TensorType.Float32,
                    TensorBytes.Of(lstm.InputWeights[gate])),
                gate => graph.Constant(
                    $"{lstm.Name}/recurrent_kernel/{gate}", [lstm.Units, lstm.Units], TensorType.Float32,
                    TensorBytes.Of(lstm.RecurrentWeights[gate])),
                gate => graph.Constant($"{lstm.Name}/bias/{gate}", [lstm.Units], TensorType.Float32, TensorBytes.Of(lstm.Biases[gate])),
                graph.Variable(lstm.Name + "/hidden", [1, lstm.Units], TensorType.Float32, null),
                graph.Variable(lstm.Name + "/cell", [1, lstm.Units], TensorType.Float32, null)),
            sequence, TfliteOptions.Lstm(lstm.CellClip), []);
        target.ContinueWithSteps(lstm.Name, sequence, shape, lstm.ReturnSequences, null);
    }

    public static void Write(QuantizedLstm lstm, TfliteTarget target)
    {
        TfliteBuilder graph = target.Graph;
        int[] shape = [1, target.Shape[1], lstm.Units];
        int sequence = target.Tensor(lstm.Name + "/output", shape, lstm.Output);
        int[] intermediates =
        [
            .. GateNames.Select(gate => graph.Tensor($"{lstm.Name}/input_to_{gate}_intermediate", [0], TensorType.Float32)),
            graph.Tensor(lstm.Name + "/effective_hidden_scale_intermediate", [0], TensorType.Int8, lstm.Output),
        ];
        graph.Operator(
            BuiltinOperator.UnidirectionalSequenceLstm, target.IsWide ? 5 : 1,
            Inputs(
                target.Current,
                gate => graph.Constant(
                    $"{lstm.Name}/kernel/{gate}", [lstm.Units, lstm.InputSize], TensorType.Int8,
                    TensorBytes.Of(lstm.InputWeights[gate]), [lstm.InputWeightScales[gate]]),
                gate => graph.Constant(
                    $"{lstm.Name}/recurrent_kernel/{gate}", [lstm.Units, lstm.Units], TensorType.Int8,
                    TensorBytes.Of(lstm.RecurrentWeights[gate]), [lstm.RecurrentWeightScales[gate]]),
                gate => graph.Constant(
                    $"{lstm.Name}/bias/{gate}", [lstm.Units], target.BiasType, TensorBytes.OfBiases(lstm.Biases[gate], target.IsWide),
                    [lstm.Input.Scale * lstm.InputWeightScales[gate]]),
                graph.Variable(lstm.Name + "/hidden", [1, lstm.Units], target.Type, lstm.Output),
                graph.Variable(lstm.Name + "/cell", [1, lstm.Units], TensorType.Int16, new QuantParams(lstm.CellScale, 0))),
            sequence, TfliteOptions.Lstm(lstm.CellClip), intermediates);
        target.ContinueWithSteps(lstm.Name, sequence, shape, lstm.ReturnSequences, lstm.Output);
    }

    private static int[] Inputs(int input, Func<int, int> kernel, Func<int, int> recurrent, Func<int, int> bias, int hidden, int cell) =>
    [
        input,
        kernel(0), kernel(1), kernel(2), kernel(3),
        recurrent(0), recurrent(1), recurrent(2), recurrent(3),
        -1, -1, -1,
        bias(0), bias(1), bias(2), bias(3),
        -1, -1,
        hidden, cell,
        -1, -1, -1, -1,
    ];

    private static void Read(QuantizedChain chain, TfliteOperator op)
    {
        string where = QuantizedChain.Where(op);
        TfliteTensor input = chain.Input(op, 0, "input");
        FusedLstmOptions.RefuseVariants(op, where, timeMajorToo: input.Shape is not [_, 1, _]);
        TfliteTensor[] kernels = [.. Enumerable.Range(1, 4).Select(k => chain.Input(op, k, "input weights"))];
        TfliteTensor[] recurrents = [.. Enumerable.Range(5, 4).Select(k => chain.Input(op, k, "recurrent weights"))];
        TfliteTensor[] biases = [.. Enumerable.Range(12, 4).Select(k => chain.Input(op, k, "bias"))];
        TfliteTensor hidden = chain.Input(op, 18, "hidden state"), cell = chain.Input(op, 19, "cell state");
        if (kernels[0].Shape is not [int units, int inputSize] || units < 1 || inputSize < 1)
        {
            throw new UserError($"{where}: its weights have shape [{string.Join(",", kernels[0].Shape)}] where [units, inputs] is needed; "
                + "the file is damaged.");
        }

        Expect(op, kernels, units, inputSize);
        Expect(op, recurrents, units, units);
        foreach (TfliteTensor bias in biases)
        {
            QuantizedChain.ExpectShape(op, bias, [units]);
        }

        if (input.Shape.Length == 0 || input.Shape[^1] != inputSize)
        {
            throw new UserError($"{where} takes {inputSize} values a step and its input gives [{string.Join(",", input.Shape)}]; the file "
                + "is damaged.");
        }

        RefuseCell(where, hidden, cell);
        chain.SetWidth(op, hidden.Type);
        chain.Add(new QuantizedLstm(
            chain.Output(op).Name, QuantizedChain.Params(input), QuantizedChain.Params(hidden), inputSize, units, true,
            QuantizedChain.Params(cell).Scale, op.Options?.Single(1) ?? 0,
            [.. kernels.Select(tensor => QuantizedChain.Params(tensor).Scale)],
            [.. recurrents.Select(tensor => QuantizedChain.Params(tensor).Scale)],
            [.. kernels.Select(TensorData.Int8s)], [.. recurrents.Select(TensorData.Int8s)], [.. biases.Select(TensorData.Bias)]));
    }

    private static void RefuseCell(string where, TfliteTensor hidden, TfliteTensor cell)
    {
        string? fault = hidden.Index == cell.Index ? "the hidden state's tensor"
            : cell.Type != TensorType.Int16 ? $"{cell.Type}, not int16"
            : null;
        if (fault is not null)
        {
            throw new UserError(
                $"{where} has no cell state of its own: input 19 ('{cell.Name}') is {fault}; the file was quantised wrongly, quantise it "
                    + "again from the float model.");
        }
    }

    private static void Expect(TfliteOperator op, TfliteTensor[] gates, int rows, int columns)
    {
        foreach (TfliteTensor gate in gates)
        {
            QuantizedChain.ExpectShape(op, gate, [rows, columns]);
            if (gate.Type != gates[0].Type)
            {
                throw new UserError(
                    $"{QuantizedChain.Where(op)} mixes weight types ('{gate.Name}' is {gate.Type}); export the model in one type.");
            }
        }
    }
}
