using NanoBms.Foundation;
using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Layers.Merging;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>Reads the layers of a network off the computation of its output, from the output back to the input.</summary>
internal sealed class NetworkExtractor
{
    private readonly LstmRecognizer recognizer;
    private readonly List<FloatLayer> layers = [];
    private readonly List<LstmStep[]> chains = [];

    private NetworkExtractor(LstmRecognizer recognizer) => this.recognizer = recognizer;

    /// <summary>The network that computes an output.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="outputs">Values of the graph's outputs.</param>
    /// <param name="inputCount">Number of the graph's inputs.</param>
    /// <param name="recognizer">Knows why something is not an LSTM.</param>
    /// <param name="stateful">Whether fused LSTM keep their state from call to call.</param>
    /// <exception cref="UserError">The computation is not a sequence of supported layers.</exception>
    public static FloatNetwork Extract(string name, SymbolicValue[] outputs, int inputCount, LstmRecognizer recognizer, bool stateful)
    {
        string? firstRefusal = null;
        for (int k = 0; k < outputs.Length; k++)
        {
            FloatValue output = outputs[k] switch
            {
                FloatValue value => value,
                UnknownValue unknown => throw new UserError(unknown.Sentence),
                _ => throw new UserError($"Output {k} of the model is not computed from its input by layers that are supported; rebuild "
                    + "the model of LSTM and Dense layers."),
            };
            try
            {
                var extractor = new NetworkExtractor(recognizer);
                InputNode input = extractor.Walk(output.Rows, out int steps, out int size);
                bool carries = StateCheck.CarriesStates(extractor.chains, outputs, k, input, inputCount);
                return new FloatNetwork(name, steps, size, stateful || carries,
                    LayerMerging.Merge(extractor.layers.AsEnumerable().Reverse()));
            }
            catch (UserError refusal) when (outputs.Length > 1)
            {
                firstRefusal ??= refusal.Message;
            }
        }

        throw new UserError(firstRefusal ?? "The model has no output; convert it again.");
    }

    private InputNode Walk(Vector[] rows, out int steps, out int size)
    {
        while (true)
        {
            if (rows.Length == 0 || rows[0].Length == 0)
            {
                throw new UserError("The model gives no values; the file is damaged.");
            }

            if (IsInput(rows) is { } input)
            {
                (steps, size) = (rows.Length, rows[0].Length);
                return input;
            }

            rows = Step(rows);
        }
    }

    private Vector[] Step(Vector[] rows)
    {
        if (!rows[0].IsRun(out Piece piece))
        {
            return Flatten(rows);
        }

        return piece.Node switch
        {
            HiddenNode => Lstm(rows),
            LinearNode => Dense(rows),
            ActivationNode => Activate(rows),
            BinaryNode => Scale(rows),
            InputNode node => throw new UserError(WrongOrder(rows, node.Origin.Operator)),
            _ => throw new UserError($"{piece.Node.Origin.Operator} gives constants, so the output does not depend on the input; the file "
                + "is damaged."),
        };
    }

    /// <summary>The input, where the rows are all its values in order.</summary>
    private static InputNode? IsInput(Vector[] rows)
    {
        int start = 0;
        InputNode? input = null;
        foreach (Vector row in rows)
        {
            if (!row.IsRun(out Piece piece) || piece.Node is not InputNode node || (input is not null && !ReferenceEquals(node, input))
                || piece.Start != start)
            {
                return null;
            }

            input = node;
            start += piece.Length;
        }

        return start == input!.Size ? input : null;
    }

    private static string WrongOrder(Vector[] rows, string where) => IsBackwards(rows)
        ? $"The LSTM reads {where} from the last time step to the first (go_backwards), which a gauge that runs forward in time cannot "
            + "do; train it forwards."
        : $"The model reads only a part of {where}, or reads it in another order, which is not supported; give it a whole window [1, time "
            + "steps, features].";

    private static bool IsBackwards(Vector[] rows) =>
        rows.Length > 1 && rows[0].IsRun(out Piece first) && rows[^1].IsRun(out Piece last) && first.Start > last.Start;

    private Vector[] Lstm(Vector[] rows)
    {
        if (!rows[^1].IsWhole(out Node lastNode) || lastNode is not HiddenNode last)
        {
            throw new UserError($"{rows[0].Pieces[0].Node.Origin.Operator}: a part of an LSTM's output is used, which is not supported; "
                + "use all of it.");
        }

        var chain = new List<LstmStep>();
        for (LstmStep? step = last.Step; step is not null; step = step.Previous)
        {
            chain.Add(step);
        }

        chain.Reverse();
        bool isSequence = rows.Length == chain.Count && rows.Select((row, t) => IsHidden(row, chain[t])).All(same => same);
        if (!isSequence && rows.Length != 1)
        {
            bool reversed = rows[0].IsWhole(out Node firstNode) && firstNode is HiddenNode { Step.Previous: not null };
            throw new UserError(reversed
                ? $"The output of an LSTM ({last.Origin.Operator}) is read from its last time step to its first (go_backwards or "
                    + "Bidirectional), which is not supported; train it forwards."
                : $"Some time steps of an LSTM's output ({last.Origin.Operator}) are used, which is not supported; use the last one or "
                    + "all.");
        }

        layers.Add(LstmChain.Layer([.. chain], isSequence, last.Origin));
        chains.Add([.. chain]);
        return [.. chain.Select(step => step.X)];
    }

    private static bool IsHidden(Vector row, LstmStep step) =>
        row.IsWhole(out Node node) && node is HiddenNode hidden && ReferenceEquals(hidden.Step, step);

    private Vector[] Dense(Vector[] rows)
    {
        _ = rows[0].IsRun(out Piece piece);
        var first = (LinearNode)piece.Node;
        var sources = new Vector[rows.Length];
        for (int t = 0; t < rows.Length; t++)
        {
            if (!rows[t].IsRun(out Piece other) || other.Node is not LinearNode linear || other.Start != piece.Start
                || other.Length != piece.Length
                || !linear.Weights.IsSame(first.Weights))
            {
                throw Irregular(rows[t], first.Origin);
            }

            sources[t] = linear.Source;
        }

        int[] columns = [.. Enumerable.Range(0, first.Weights.Columns)];
        layers.Add(new FloatDense(
            first.Origin.TensorName, columns.Length, piece.Length, Activation.None,
            first.Weights.Floats(piece.Start, piece.Length, columns),
            first.Bias?[piece.Start..(piece.Start + piece.Length)] ?? new float[piece.Length])
        {
            Hybrid = first.Weights.Hybrid(piece.Start, piece.Length, columns),
        });
        return sources;
    }

    private Vector[] Activate(Vector[] rows)
    {
        _ = rows[0].IsRun(out Piece piece);
        var first = (ActivationNode)piece.Node;
        var sources = new Vector[rows.Length];
        for (int t = 0; t < rows.Length; t++)
        {
            if (!View.IsActivation(rows[t], out Activation activation, out sources[t]) || activation != first.Activation)
            {
                throw Irregular(rows[t], first.Origin);
            }
        }

        layers.Add(new FloatActivation(first.Origin.TensorName, first.Activation));
        return sources;
    }

    private Vector[] Scale(Vector[] rows)
    {
        _ = rows[0].IsRun(out Piece piece);
        var first = (BinaryNode)piece.Node;
        if (recognizer.Refusal(first) is { } refusal)
        {
            throw new UserError(refusal);
        }

        float[]? constants = null;
        bool constantIsLeft = false;
        var sources = new Vector[rows.Length];
        for (int t = 0; t < rows.Length; t++)
        {
            if (!View.IsBinary(rows[t], out BinaryKind kind, out Vector left, out Vector right) || kind != first.Kind)
            {
                throw Irregular(rows[t], first.Origin);
            }

            float[]? fromLeft = left.Constants();
            float[]? current = fromLeft ?? right.Constants();
            if (current is null)
            {
                throw new UserError(recognizer.FirstRefusal ??
                    $"{first.Origin.Operator} combines two computed values and is not part of an LSTM cell (sigmoid gates, tanh), so it "
                        + "belongs to another cell (GRU, SimpleRNN) or to branches that join, which is not supported; rebuild the model "
                        + "as a sequence of LSTM and Dense layers.");
            }

            if (constants is not null && !constants.AsSpan().SequenceEqual(current))
            {
                throw Irregular(rows[t], first.Origin);
            }

            constants = current;
            constantIsLeft = fromLeft is not null;
            sources[t] = constantIsLeft ? right : left;
        }

        float[] one = [.. constants!.Select(_ => 1f)], zero = new float[one.Length];
        layers.Add((first.Kind, constantIsLeft) switch
        {
            (BinaryKind.Add, _) => new FloatAffine(first.Origin.TensorName, one, constants!),
            (BinaryKind.Multiply, _) => new FloatAffine(first.Origin.TensorName, constants!, zero),
            (BinaryKind.Subtract, false) => new FloatAffine(first.Origin.TensorName, one, [.. constants!.Select(value => -value)]),
            (BinaryKind.Subtract, true) => new FloatAffine(first.Origin.TensorName, [.. one.Select(value => -value)], constants!),
            (BinaryKind.Divide, false) => new FloatAffine(first.Origin.TensorName, [.. constants!.Select(value => 1f / value)], zero),
            (BinaryKind.Divide, true) => throw new UserError($"{first.Origin.Operator} divides a constant by computed values, which is "
                + "not supported between layers; rebuild the model of LSTM and Dense layers."),
            _ => throw new UserError($"{first.Origin.Operator} is not supported between layers; rebuild the model of LSTM and Dense "
                + "layers."),
        });
        return sources;
    }

    private Vector[] Flatten(Vector[] rows)
    {
        IReadOnlyList<Piece> pieces = rows[0].Pieces;
        string where = pieces[0].Node.Origin.Operator;
        if (rows.Length != 1)
        {
            throw new UserError($"The rows of a sequence are mixed from several values ({where}), which is not supported; rebuild the "
                + "model as a sequence of LSTM and Dense layers.");
        }

        HiddenNode[] hidden = [.. pieces.Select(piece => piece.Node).OfType<HiddenNode>()];
        if (hidden.Length == pieces.Count && hidden.Select(node => First(node.Step)).Distinct().Count() > 1)
        {
            throw new UserError($"The outputs of two LSTM are joined ({where}), as Bidirectional does, which a gauge that runs forward in "
                + "time cannot use; train it without Bidirectional.");
        }

        if (pieces.Any(piece => piece.Length != pieces[0].Length))
        {
            throw new UserError($"Values of different layers are joined ({where}), which is not supported; rebuild the model as a "
                + "sequence of LSTM and Dense layers.");
        }

        layers.Add(new FloatFlatten("flatten"));
        return [.. pieces.Select(piece => Vector.Of(piece.Node, piece.Start, piece.Length))];
    }

    private static LstmStep First(LstmStep step)
    {
        while (step.Previous is { } previous)
        {
            step = previous;
        }

        return step;
    }

    private static UserError Irregular(Vector row, Origin origin) => new(
        $"{origin.Operator} does not treat all time steps alike ({row.Pieces[0].Node.Origin.Operator} stands beside it), which is not "
            + "supported; rebuild the model as a sequence of LSTM and Dense layers.");
}
