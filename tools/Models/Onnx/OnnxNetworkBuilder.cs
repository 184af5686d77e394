using NanoBms.Foundation;
using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Layers.LayerNorm;
using NanoBms.Models.Layers.Merging;
using NanoBms.Models.Layers.Pooling;
using NanoBms.Models.Layers.Reversal;
using NanoBms.Models.Networks;
using NanoBms.Models.Onnx.Format;

namespace NanoBms.Models.Onnx;

/// <summary>
/// Follows the way from a graph's input to its output and makes layers of what changes values on it. What only moves values changes the
/// order of axes, and what only constants go into is computed.
/// </summary>
internal sealed class OnnxNetworkBuilder
{
    // Stands for a number of time steps that nobody has said.
    private const int Unsaid = 1_000_003;

    private const int Directions = 2;

    private readonly string source;
    private readonly OnnxModel model;
    private readonly IReadOnlyList<OnnxNode> nodes;
    private readonly Dictionary<string, OnnxTensor> constants;
    private readonly Dictionary<string, OnnxFlow> flows = new(StringComparer.Ordinal);
    private readonly List<FloatLayer> layers = [];
    private readonly LayerShape input;
    private LayerShape shape;
    private bool hasChosenLast;
    private string? open;
    private OnnxNode? unknown;

    private OnnxNetworkBuilder(OnnxModel model, string source, OnnxValueInfo from, bool timeFirst, int? timeSteps)
    {
        this.model = model;
        this.source = source;
        nodes = OnnxJoinedStates.Resolved(model);
        constants = new Dictionary<string, OnnxTensor>(model.Initializers, StringComparer.Ordinal);
        (input, OnnxAxis[] axes) = Input(from, timeFirst, timeSteps);
        shape = input;
        flows[from.Name] = new OnnxFlow(axes, 0, false);
    }

    /// <summary>Builds the network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="model">The graph.</param>
    /// <param name="timeSteps">Time steps where the graph leaves them open.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="UserError">A node that is not supported; the message names it.</exception>
    public static FloatNetwork Build(string name, OnnxModel model, int? timeSteps, string source)
    {
        OnnxValueInfo[] inputs = [.. model.Inputs.Where(value => !model.Initializers.ContainsKey(value.Name))];
        if (inputs.Length != 1 || model.Outputs.Count == 0)
        {
            string names = ForeignText.Short(string.Join(", ", inputs.Select(value => value.Name)));
            throw new UserError(
                $"'{source}' has {inputs.Length} inputs ({names}); models of one input are supported, so export it without its states "
                    + "as inputs.");
        }

        try
        {
            return new OnnxNetworkBuilder(model, source, inputs[0], false, timeSteps).Network(name);
        }
        catch (OnnxOrderException)
        {
            // The recurrent operator takes the input as it is, with time before the batch.
            try
            {
                return new OnnxNetworkBuilder(model, source, inputs[0], true, timeSteps).Network(name);
            }
            catch (OnnxOrderException order)
            {
                throw new UserError(order.Message, order);
            }
        }
    }

    /// <summary>A refusal that names a node.</summary>
    public static UserError Refuse(OnnxNode node, string what, string instead) =>
        new($"{ForeignText.Short(node.Where)} {what}; {instead}.");

    private static UserError NotSupported(OnnxNode node) => Refuse(
        node, "is not supported",
        "supported are LSTM, GRU, RNN, Gemm, MatMul, Add, activations and what only moves values, so rebuild the model of these");

    private FloatNetwork Network(string name)
    {
        HashSet<string> needed = Needed();
        foreach (OnnxNode node in OnnxPatterns.Joined([.. nodes.Where(node => node.Outputs.Any(needed.Contains))]))
        {
            Add(node);
        }

        string output = model.Outputs[0].Name;
        if (!flows.TryGetValue(output, out OnnxFlow? end))
        {
            throw unknown is not null ? NotSupported(unknown) : new UserError(
                $"'{source}' has an output '{ForeignText.Short(output)}' that does not depend on its input; export it again.");
        }

        Consume(end, null);
        if (open is not null)
        {
            throw new UserError(open);
        }

        return new FloatNetwork(name, input.Steps, input.Size, false, LayerMerging.Merge(layers));
    }

    /// <summary>Values that the output depends on.</summary>
    private HashSet<string> Needed()
    {
        var makers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            foreach (string made in node.Outputs.Where(made => made.Length > 0))
            {
                makers[made] = node;
            }
        }

        var needed = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([model.Outputs[0].Name]);
        while (waiting.TryPop(out string? value))
        {
            if (value.Length > 0 && needed.Add(value) && makers.TryGetValue(value, out OnnxNode? maker))
            {
                foreach (string from in maker.Inputs)
                {
                    waiting.Push(from);
                }
            }
        }

        return needed;
    }

    private (LayerShape Shape, OnnxAxis[] Axes) Input(OnnxValueInfo from, bool timeFirst, int? timeSteps)
    {
        string text = from.Shape is null
            ? "no shape" : $"shape [{string.Join(", ", from.Shape.Select(size => size < 0 ? "?" : $"{size}"))}]";
        if (from.Shape is not { Length: 2 or 3 } sizes || sizes[^1] is < 1 or > 1_000_000)
        {
            throw new UserError(
                $"'{source}' has an input of {text}; [batch, time steps, features] with a number of features is supported, export it so.");
        }

        if (sizes.Length == 2)
        {
            return (new LayerShape(1, sizes[^1]), [OnnxAxis.One, OnnxAxis.Feature]);
        }

        // An open number is asked for once it is known which axis it is of.
        int steps = sizes[timeFirst ? 0 : 1] is > 0 and <= 1_000_000 and var known ? known : timeSteps ?? Unsaid;
        if (steps == Unsaid)
        {
            open = $"'{source}' leaves the number of time steps open ({text}); say it with --window.";
        }

        return (new LayerShape(steps, sizes[^1]),
            timeFirst ? [OnnxAxis.Time, OnnxAxis.One, OnnxAxis.Feature] : [OnnxAxis.One, OnnxAxis.Time, OnnxAxis.Feature]);
    }

    private void Add(OnnxNode node)
    {
        OnnxFlow[] from = [.. node.Inputs.Where(flows.ContainsKey).Select(name => flows[name]).Distinct()];
        OnnxTensor?[] tensors = [.. node.Inputs.Select(name => constants.GetValueOrDefault(name))];
        if (from.Length == 0)
        {
            if (OnnxConstants.Evaluate(node, tensors) is { } value && node.Outputs.Count > 0)
            {
                constants[node.Outputs[0]] = value;
            }
            else
            {
                // A loop or a condition, whose own graph takes values of this one without naming them.
                unknown = unknown is null || (node.Operator is "Loop" or "If" or "Scan" && unknown.Operator != node.Operator)
                    ? node : unknown;
            }

            return;
        }

        if (node.Operator == "Shape")
        {
            long[] sizes = [.. from[0].Axes.Select(axis => (long)Size(from[0], axis))];
            constants[node.Outputs[0]] = OnnxConstants.ShapeOf(node, sizes);
            return;
        }

        if (from.Length > 1)
        {
            throw Refuse(node, "joins branches, which is not supported", "rebuild the model as a plain sequence of layers");
        }

        if (from[0].Place(OnnxAxis.Direction) >= 0 && node.Operator is not ("Transpose" or "Reshape"))
        {
            throw Refuse(node, "takes two directions apart, which is not supported", "export a model that uses both side by side");
        }

        Consume(from[0], node);
        OnnxFlow flow = from[0] with { IsLast = false };
        OnnxFlow? output = node.Operator switch
        {
            "LSTM" or "GRU" or "RNN" => Recurrent(node, flow, tensors),
            "Gemm" or "MatMul" => Dense(node, flow, tensors),
            "Add" or "Sub" or "Mul" or "Div" => Scaled(node, flow, tensors),
            "BatchNormalization" => Normalised(node, flow, tensors),
            "Relu" or "Sigmoid" or "Tanh" or "Softmax" or "Clip" => Activated(node, flow, tensors),
            "LeakyRelu" or "Elu" or "Selu" or "Softplus" or "Softsign" or OnnxPatterns.Swish => Curved(node, flow),
            "LayerNormalization" => LayerNormalised(node, flow, tensors),
            "ReduceMean" or "ReduceMax" => Pooled(node, flow, tensors),
            "Identity" or "Dropout" or "Cast" => flow,
            _ => OnnxMovement.Move(node, flow, tensors, axis => Size(flow, axis), model.Opset),
        };
        flows[node.Outputs[0]] = output switch
        {
            null => throw NotSupported(node),
            { Layers: < 0 } => Flattened(node, output),
            _ => output,
        };
    }

    /// <summary>Sees to it that a value is the one at the end of the layers, and chooses the last time step where it is that.</summary>
    private void Consume(OnnxFlow flow, OnnxNode? node)
    {
        bool isEnd = flow.Layers == layers.Count && (flow.IsLast || !hasChosenLast || shape.Steps == 1);
        if (!isEnd || (hasChosenLast && !flow.IsLast && flow.Place(OnnxAxis.Time) >= 0 && shape.Steps == 1 && input.Steps > 1))
        {
            throw node is null
                ? new UserError($"'{source}' gives values out of the middle of its layers; rebuild it as a plain sequence of layers.")
                : Refuse(node, "belongs to a branch, which is not supported", "rebuild the model as a plain sequence of layers");
        }

        if (!flow.IsLast || shape.Steps == 1)
        {
            return;
        }

        if (layers.Any(layer => layer is FloatReversal))
        {
            // The last step of both directions is not the last state of the second.
            Append(new FloatPooling($"last{layers.Count}", PoolingMode.Last));
            hasChosenLast = true;
            return;
        }

        int last = layers.FindLastIndex(layer => layer is FloatRecurrent);
        if (last < 0 || layers.Skip(last + 1).Any(layer => layer is not (FloatDense or FloatAffine or FloatActivation or FloatCurve)))
        {
            throw new UserError($"'{source}' takes the last time step of what no recurrent layer gives; rebuild it with one.");
        }

        // Layers behind it treat each step alike, so that the choice may come before them.
        layers[last] = (FloatRecurrent)layers[last] with { ReturnSequences = false };
        shape = layers.Aggregate(input, (before, layer) => layer.After(before));
        hasChosenLast = true;
    }

    /// <summary>What an axis of the flow counts: of two directions each has half of the features.</summary>
    private int Size(OnnxFlow flow, OnnxAxis axis) => axis switch
    {
        OnnxAxis.Time => shape.Steps,
        OnnxAxis.Direction => Directions,
        OnnxAxis.Feature => flow.Place(OnnxAxis.Direction) >= 0 ? shape.Size / Directions : shape.Size,
        _ => 1,
    };

    private void Append(FloatLayer layer)
    {
        layers.Add(layer);
        shape = layer.After(shape);
    }

    private OnnxFlow Made(OnnxAxis[] axes) => new(axes, layers.Count, false);

    private string NameOf(OnnxNode node) => node.Name.Length > 0 ? node.Name : $"{node.Operator}{layers.Count}";

    private OnnxFlow? Recurrent(OnnxNode node, OnnxFlow flow, OnnxTensor?[] tensors)
    {
        bool batchFirst = node.Attributes.GetValueOrDefault("layout")?.Integer == 1;
        OnnxAxis[] wanted = batchFirst
            ? [OnnxAxis.One, OnnxAxis.Time, OnnxAxis.Feature] : [OnnxAxis.Time, OnnxAxis.One, OnnxAxis.Feature];
        bool isOneStep = shape.Steps == 1 && flow.Axes is [OnnxAxis.One or OnnxAxis.Time, OnnxAxis.One or OnnxAxis.Time, OnnxAxis.Feature];
        if (!flow.Axes.AsSpan().SequenceEqual(wanted) && !isOneStep)
        {
            throw new OnnxOrderException(
                $"{ForeignText.Short(node.Where)} takes values whose axes are {string.Join(", ", flow.Axes)} where "
                    + $"{string.Join(", ", wanted)} are needed; export the model again.");
        }

        IReadOnlyList<FloatLayer> made = new OnnxRecurrent(node, tensors, shape, NameOf(node)).Layers();
        bool isBoth = made[^1] is FloatReversal { Pieces.Count: 2 };
        foreach (FloatLayer layer in made)
        {
            Append(layer);
        }

        if (node.Outputs.Count > 1 && node.Outputs[1].Length > 0 && made.Count == 1)
        {
            flows[node.Outputs[1]] = Made([OnnxAxis.One, OnnxAxis.One, OnnxAxis.Feature]) with { IsLast = true };
        }

        OnnxAxis direction = isBoth ? OnnxAxis.Direction : OnnxAxis.One;
        return Made(batchFirst
            ? [OnnxAxis.One, OnnxAxis.Time, direction, OnnxAxis.Feature]
            : [OnnxAxis.Time, direction, OnnxAxis.One, OnnxAxis.Feature]);
    }

    private OnnxFlow Flattened(OnnxNode node, OnnxFlow flow)
    {
        Append(new FloatFlatten(NameOf(node)));
        return Made(flow.Axes);
    }

    private OnnxFlow Dense(OnnxNode node, OnnxFlow flow, OnnxTensor?[] tensors)
    {
        long Option(string name) => node.Attributes.GetValueOrDefault(name)?.Integer ?? 0;
        float Factor(string name) => node.Attributes.GetValueOrDefault(name)?.Float ?? 1f;
        bool isGemm = node.Operator == "Gemm", isTransposed = isGemm && Option("transB") != 0;
        if (tensors.ElementAtOrDefault(1) is not { Shape: [int rows, int columns], Floats: { } weights }
            || (isGemm && Option("transA") != 0)
            || flow.Axes[^1] != OnnxAxis.Feature)
        {
            throw Refuse(node, "is no product of values by constant weights", "rebuild it with linear layers");
        }

        (int units, int inputs) = isTransposed ? (rows, columns) : (columns, rows);
        if (inputs != shape.Size || units < 1)
        {
            throw Refuse(node, $"takes {inputs} values and is given {shape.Size}", "the file is damaged, export it again");
        }

        float alpha = isGemm ? Factor("alpha") : 1f, beta = isGemm ? Factor("beta") : 1f;
        var matrix = new float[weights.Length];
        for (int unit = 0; unit < units; unit++)
        {
            for (int k = 0; k < inputs; k++)
            {
                matrix[(unit * inputs) + k] = alpha * weights[isTransposed ? (unit * inputs) + k : (k * units) + unit];
            }
        }

        float[] bias = isGemm && tensors.ElementAtOrDefault(2) is { } added ? Spread(node, flow, added, units) : new float[units];
        Append(new FloatDense(NameOf(node), inputs, units, Activation.None, matrix, [.. bias.Select(value => beta * value)]));
        return Made(flow.Axes);
    }

    private OnnxFlow Scaled(OnnxNode node, OnnxFlow flow, OnnxTensor?[] tensors)
    {
        bool isSecond = tensors is [_, { Floats: not null }];
        if ((isSecond ? tensors[1] : tensors[0]) is not { Floats: not null } constant || (!isSecond && node.Operator == "Div"))
        {
            throw Refuse(node, "is no sum or product of values and a constant", "rebuild it with linear layers");
        }

        float[] values = Spread(node, flow, constant, shape.Size), one = [.. values.Select(_ => 1f)], none = [.. values.Select(_ => 0f)];
        (float[] scale, float[] offset) = node.Operator switch
        {
            "Add" => (one, values),
            "Sub" when isSecond => (one, [.. values.Select(value => -value)]),
            "Sub" => ([.. values.Select(_ => -1f)], values),
            "Mul" => (values, none),
            _ => ([.. values.Select(value => 1f / value)], none),
        };
        Append(new FloatAffine(NameOf(node), scale, offset));
        return Made(flow.Axes);
    }

    private OnnxFlow Normalised(OnnxNode node, OnnxFlow flow, OnnxTensor?[] tensors)
    {
        if (flow.Place(OnnxAxis.Feature) != 1)
        {
            throw Refuse(node, "does not normalise the features", "put BatchNormalization behind a layer that gives one vector");
        }

        float[][] values = [.. tensors.Skip(1).Take(4).Select(tensor => tensor is { Floats: { } numbers } && numbers.Length == shape.Size
            ? numbers : throw Refuse(node, $"has no {shape.Size} constants for each of its numbers", "export the model for inference"))];
        double epsilon = node.Attributes.GetValueOrDefault("epsilon")?.Float ?? 1e-5f;
        double[] factor = [.. values[3].Select((variance, k) => values[0][k] / Math.Sqrt(variance + epsilon))];
        Append(new FloatAffine(
            NameOf(node), [.. factor.Select(value => (float)value)],
            [.. values[1].Select((beta, k) => (float)(beta - (values[2][k] * factor[k])))]));
        return Made(flow.Axes);
    }

    private OnnxFlow LayerNormalised(OnnxNode node, OnnxFlow flow, OnnxTensor?[] tensors)
    {
        long axis = node.Attributes.GetValueOrDefault("axis")?.Integer ?? -1;
        if (flow.At(axis) != flow.Place(OnnxAxis.Feature) || flow.Axes[^1] != OnnxAxis.Feature
            || tensors.ElementAtOrDefault(1) is not { Floats.Length: var count } || count != shape.Size)
        {
            throw Refuse(node, "does not normalise the features", "use it on the last axis");
        }

        float[] offset = tensors.ElementAtOrDefault(2)?.Floats is { } given && given.Length == count ? given : new float[count];
        Append(new FloatLayerNorm(
            NameOf(node), node.Attributes.GetValueOrDefault("epsilon")?.Float ?? 1e-5f, tensors[1]!.Floats!, offset));
        return Made(flow.Axes);
    }

    /// <summary>Mean or maximum over the time steps.</summary>
    private OnnxFlow Pooled(OnnxNode node, OnnxFlow flow, OnnxTensor?[] tensors)
    {
        IReadOnlyList<long> axes = node.Attributes.GetValueOrDefault("axes")?.Integers
            ?? [.. tensors.ElementAtOrDefault(1)?.Integers ?? []];
        int time = flow.Place(OnnxAxis.Time);
        if (time < 0 || axes.Count != 1 || flow.At(axes[0]) != time)
        {
            throw Refuse(node, "is over another axis than the time steps", "pool over the time steps");
        }

        bool keeps = (node.Attributes.GetValueOrDefault("keepdims")?.Integer ?? 1) != 0;
        if (shape.Steps > 1)
        {
            Append(new FloatPooling(NameOf(node), node.Operator == "ReduceMean" ? PoolingMode.Mean : PoolingMode.Max));
        }

        return Made([.. flow.Axes.Select((axis, place) => place == time ? OnnxAxis.One : axis)
            .Where((_, place) => keeps || place != time)]);
    }

    private OnnxFlow Activated(OnnxNode node, OnnxFlow flow, OnnxTensor?[] tensors)
    {
        long axis = node.Attributes.GetValueOrDefault("axis")?.Integer ?? (model.Opset < 13 ? 1 : -1);
        float? Bound(string name, int index) =>
            node.Attributes.GetValueOrDefault(name)?.Float ?? (tensors.ElementAtOrDefault(index)?.Floats is [var value] ? value : null);
        Activation activation = node.Operator switch
        {
            "Relu" => Activation.Relu,
            "Sigmoid" => Activation.Sigmoid,
            "Tanh" => Activation.Tanh,
            "Softmax" when flow.At(axis) == flow.Place(OnnxAxis.Feature) => Activation.Softmax,
            "Clip" when (Bound("min", 1), Bound("max", 2)) is (0f, 6f) => Activation.Relu6,
            "Clip" when (Bound("min", 1), Bound("max", 2)) is (-1f, 1f) => Activation.ReluN1To1,
            "Clip" when (Bound("min", 1), Bound("max", 2)) is (0f, null) => Activation.Relu,
            "Clip" => throw Refuse(node, "clips to other bounds than 0 and 6 or -1 and 1", "use relu, relu6 or a linear output"),
            _ => throw Refuse(node, "is over another axis than the features", "use it on the last axis"),
        };
        Append(new FloatActivation(NameOf(node), activation));
        return Made(flow.Axes);
    }

    private OnnxFlow Curved(OnnxNode node, OnnxFlow flow)
    {
        double? alpha = node.Attributes.GetValueOrDefault("alpha")?.Float;
        if (node.Operator == "Selu" && (alpha is not null || node.Attributes.ContainsKey("gamma")))
        {
            throw Refuse(node, "has constants of its own", "use the usual ones, or an ELU");
        }

        // Defaults of the operators.
        Append(new FloatCurve(NameOf(node), node.Operator switch
        {
            "LeakyRelu" => new Curve(CurveFunction.LeakyRelu, alpha ?? 0.01),
            "Elu" => new Curve(CurveFunction.Elu, alpha ?? 1),
            "Selu" => new Curve(CurveFunction.Selu),
            "Softplus" => new Curve(CurveFunction.Softplus),
            OnnxPatterns.Swish => new Curve(CurveFunction.Swish),
            _ => new Curve(CurveFunction.Softsign),
        }));
        return Made(flow.Axes);
    }

    /// <summary>A constant as one number for each feature.</summary>
    private static float[] Spread(OnnxNode node, OnnxFlow flow, OnnxTensor constant, int size)
    {
        float[] values = constant.Floats ?? [];
        int fromEnd = flow.Axes.Length - flow.Place(OnnxAxis.Feature);
        bool isOfFeatures = values.Length == size && constant.Shape.Length >= fromEnd && constant.Shape[^fromEnd] == size;
        return values.Length == 1 ? [.. Enumerable.Repeat(values[0], size)]
            : isOfFeatures ? values
            : throw Refuse(
                node, $"has a constant of shape [{string.Join(", ", constant.Shape)}] where one number or {size} are needed",
                "rebuild it with linear layers");
    }
}

/// <summary>Axes stand in another order than an operator needs.</summary>
internal sealed class OnnxOrderException(string message) : Exception(message);
