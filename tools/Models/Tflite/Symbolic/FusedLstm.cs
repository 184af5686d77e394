using NanoBms.Models.Layers.Lstm;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>UNIDIRECTIONAL_SEQUENCE_LSTM with float activations, as steps.</summary>
internal static class FusedLstm
{
    private const int BytesPerStep = 1024;

    public static FloatValue Run(OperatorCall call)
    {
        FusedLstmOptions.RefuseVariants(call.Operator, call.Where, timeMajorToo: false);
        FloatValue input = call.Floats(0);
        WeightTensor[] kernels = [.. Enumerable.Range(1, 4).Select(call.Weights)],
            recurrents = [.. Enumerable.Range(5, 4).Select(call.Weights)];
        if (kernels[0].Shape is not [int units and > 0, int inputs and > 0])
        {
            throw call.Error($"has weights of shape {Shapes.Text(kernels[0].Shape)} where [units, inputs] is needed; the file is damaged");
        }

        Expect(call, kernels, [units, inputs]);
        Expect(call, recurrents, [units, units]);
        bool timeMajor = call.Flag(3);
        if (input.Shape.Length != 3 || input.RowLength != inputs)
        {
            throw call.Error($"takes [1, time steps, {inputs}] and its input gives {Shapes.Text(input.Shape)}; export the model with a "
                + "batch of 1");
        }

        int samples = input.Shape[timeMajor ? 1 : 0], steps = input.Shape[timeMajor ? 0 : 1];

        if (!call.Tensor(18).IsVariable || !call.Tensor(19).IsVariable || call.Tensor(18).Index == call.Tensor(19).Index)
        {
            throw call.Error("has no hidden and cell state of its own (inputs 18 and 19); convert the model again with a current "
                + "TensorFlow");
        }

        bool asymmetric = call.Flag(4);
        int[] allInputs = [.. Enumerable.Range(0, inputs)], allUnits = [.. Enumerable.Range(0, units)];
        GateTerm[] inputTerms = [.. kernels.Select(kernel => new GateTerm(new WeightMatrix(kernel, false, asymmetric), 0, allInputs))];
        GateTerm[] recurrentTerms = [.. recurrents
            .Select(kernel => new GateTerm(new WeightMatrix(kernel, false, asymmetric), 0, allUnits))];
        float[][] biases = [.. Enumerable.Range(12, 4).Select(k => call.Weights(k).Values())];
        if (biases.Any(bias => bias.Length != units))
        {
            throw call.Error($"has a bias that is not of {units} values; the file is damaged");
        }

        call.Budget.Spend((BytesPerStep + 8L * units) * input.Rows.Length);
        var rows = new Vector[input.Rows.Length];
        for (int sample = 0; sample < samples; sample++)
        {
            LstmStep? step = null;
            for (int t = 0; t < steps; t++)
            {
                int row = timeMajor ? (t * samples) + sample : (sample * steps) + t;
                step = new LstmStep(units, input.Rows[row], step, call.Origin) { CellClip = call.NumberOption(1) };
                inputTerms.CopyTo(step.Input, 0);
                recurrentTerms.CopyTo(step.Recurrent, 0);
                biases.CopyTo(step.Bias, 0);
                rows[row] = Vector.Of(new HiddenNode(step, call.Origin));
            }
        }

        return new FloatValue([.. input.Shape[..^1], units], rows);
    }

    private static void Expect(OperatorCall call, WeightTensor[] gates, int[] shape)
    {
        foreach (WeightTensor gate in gates)
        {
            if (!gate.Shape.AsSpan().SequenceEqual(shape))
            {
                throw call.Error($"has weights of shape {Shapes.Text(gate.Shape)} where {Shapes.Text(shape)} is needed; the file is "
                    + "damaged");
            }

            if (gate.IsInt8 != gates[0].IsInt8)
            {
                throw call.Error("mixes float and int8 weights; export the model in one type");
            }
        }
    }
}
