using NanoBms.Foundation;
using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Directions;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.LayerNorm;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Layers.Merging;
using NanoBms.Models.Layers.Pooling;
using NanoBms.Models.Layers.Reversal;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Torch;

/// <summary>
/// Makes a float network of modules of PyTorch in the order of a forward pass. Formulas and order of gates are those of the documentation
/// of torch.nn: LSTM i, f, g, o; GRU r, z, n with the reset gate after the product.
/// </summary>
/// <param name="values">Values of a tensor, by its name for messages.</param>
/// <param name="source">The file's name, for messages.</param>
internal sealed class TorchNetworkBuilder(Func<TorchTensor, string, float[]> values, string source)
{
    // PyTorch's default, which the weights do not tell.
    private const double NormEpsilon = 1e-5;

    private const int LstmGates = 4;

    private const string Projection = "weight_hr_l0", Backwards = "_reverse";

    private readonly List<FloatLayer> layers = [];
    private LayerShape shape;

    /// <summary>Builds the network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="steps">The forward pass.</param>
    /// <param name="timeSteps">Time steps of a call.</param>
    /// <exception cref="UserError">Something that is not supported, or that does not fit together.</exception>
    public FloatNetwork Build(string name, IReadOnlyList<TorchStep> steps, int timeSteps)
    {
        TorchModule first = steps.FirstOrDefault(step => step.Module is not null)?.Module
            ?? throw new UserError($"--forward names no module of '{source}'; say the order in which they compute.");
        if (first.Weights.Values.First().Shape is not [.., int inputs] || inputs < 1)
        {
            throw Refuse(first, "does not say its number of inputs", "begin --forward with a recurrent or linear module");
        }

        shape = new LayerShape(timeSteps, inputs);
        for (int k = 0; k < steps.Count; k++)
        {
            Add(steps, k);
        }

        return new FloatNetwork(name, timeSteps, inputs, false, LayerMerging.Merge(layers));
    }

    private void Add(IReadOnlyList<TorchStep> steps, int k)
    {
        TorchStep step = steps[k];
        switch (step)
        {
            case { Module: { IsRecurrent: true } module }:
                // What follows up to the word that chooses a time step treats each alike, so that the choice may come at once.
                AddRecurrent(module, step.IsRelu, KeepsSteps(steps, k, module.IsBidirectional));
                break;
            case { Module: { Kind: TorchModuleKind.Linear } module }:
                AddLinear(module);
                break;
            case { Module: { Kind: TorchModuleKind.BatchNorm } module }:
                AddBatchNorm(module);
                break;
            case { Module: { Kind: TorchModuleKind.LayerNorm } module }:
                Add(new FloatLayerNorm(
                    module.Name, NormEpsilon, Values(module, "weight", shape.Size),
                    module.Weights.ContainsKey("bias") ? Values(module, "bias", shape.Size) : new float[shape.Size]));
                break;
            case { Module: { } module }:
                throw Refuse(
                    module,
                    $"has weights {string.Join(", ", module.Weights.Select(entry => $"{entry.Key} {entry.Value.ShapeText}"))}, which "
                        + "belong to no module that is supported", "supported are LSTM, GRU, RNN, Linear, BatchNorm1d and LayerNorm");
            case { Activation: { } activation }:
                Add(new FloatActivation($"{step.Word}{layers.Count}", activation));
                break;
            case { Curve: { } curve }:
                Add(new FloatCurve($"{curve.Function}{layers.Count}", curve));
                break;
            case { Word: TorchStep.Flatten }:
                if (shape.Steps > 1)
                {
                    Add(new FloatFlatten($"flatten{layers.Count}"));
                }

                break;
            case { Word: TorchStep.Mean or TorchStep.Max }:
                if (shape.Steps > 1)
                {
                    Add(new FloatPooling($"{step.Word}{layers.Count}", step.Word == TorchStep.Mean ? PoolingMode.Mean : PoolingMode.Max));
                }

                break;
            case { Word: TorchStep.Last } when shape.Steps > 1 && layers.Any(layer => layer is FloatReversal):
                Add(new FloatPooling($"last{layers.Count}", PoolingMode.Last));
                break;
            default:
                if (shape.Steps > 1)
                {
                    throw new UserError(
                        $"--forward says '{step.Word}' where no recurrent module stands before it; put it behind one.");
                }

                break;
        }
    }

    /// <summary>
    /// Whether a recurrent module must give all time steps: another one follows, or nothing chooses the last. Of both directions the output
    /// at the last time step is not the last state of the second, which has seen one step there.
    /// </summary>
    private static bool KeepsSteps(IReadOnlyList<TorchStep> steps, int k, bool isBidirectional)
    {
        TorchStep? next = steps.Skip(k + 1).FirstOrDefault(step => step.Module is { IsRecurrent: true } || step.Module is null
            && step.Word is TorchStep.Last or TorchStep.State or TorchStep.Flatten or TorchStep.Mean or TorchStep.Max);
        return next is not { Module: null, Word: TorchStep.Last or TorchStep.State } || (isBidirectional && next.Word == TorchStep.Last);
    }

    private void AddRecurrent(TorchModule module, bool isRelu, bool keepsSteps)
    {
        if (module.Weights.ContainsKey(Projection))
        {
            throw Refuse(module, "has a projection (proj_size), which is not supported", "train it without");
        }

        if (isRelu && module.Kind != TorchModuleKind.Rnn)
        {
            throw Refuse(module, "is no RNN, which alone has nonlinearity='relu'", "leave ':relu' out");
        }

        int units = TorchModules.Units(module), count = module.Layers;
        for (int layer = 0; layer < count; layer++)
        {
            string suffix = module.Weights.ContainsKey("weight_hh") ? "" : $"_l{layer}";
            bool sequences = layer < count - 1 || keepsSteps;
            string name = count > 1 ? $"{module.Name}.{layer}" : module.Name;
            FloatRecurrent forward = Recurrent(module, suffix, name, units, sequences, isRelu);
            if (!module.Weights.ContainsKey("weight_ih" + suffix + Backwards))
            {
                Add(forward);
                continue;
            }

            FloatRecurrent backward = Recurrent(module, suffix + Backwards, name, units, sequences, isRelu);
            foreach (FloatLayer each in BothDirections.Layers(name, forward, backward))
            {
                Add(each);
            }
        }
    }

    private FloatRecurrent Recurrent(TorchModule module, string suffix, string name, int units, bool sequences, bool isRelu)
    {
        int gates = module.Kind switch { TorchModuleKind.Lstm => LstmGates, TorchModuleKind.Gru => FloatGru.Gates, _ => 1 };
        int inputs = shape.Size;
        float[] weights = Values(module, "weight_ih" + suffix, gates * units, inputs);
        float[] recurrent = Values(module, "weight_hh" + suffix, gates * units, units);
        bool hasBias = module.Weights.ContainsKey("bias_ih" + suffix);
        float[] bias = hasBias ? Values(module, "bias_ih" + suffix, gates * units) : new float[gates * units];
        float[] second = hasBias ? Values(module, "bias_hh" + suffix, gates * units) : new float[gates * units];
        float[] Sum(int gate) => [.. Enumerable.Range(gate * units, units).Select(k => bias[k] + second[k])];
        float[] Part(float[] all, int gate, int columns) => all[(gate * units * columns)..((gate + 1) * units * columns)];
        switch (module.Kind)
        {
            case TorchModuleKind.Lstm:
                int[] order = [.. Enumerable.Range(0, LstmGates)];
                return new FloatLstm(
                    name, inputs, units, sequences, 0f, [.. order.Select(gate => Part(weights, gate, inputs))],
                    [.. order.Select(gate => Part(recurrent, gate, units))], [.. order.Select(Sum)]);
            case TorchModuleKind.Gru:
                // r, z, n.
                int[] places = [1, 0, 2];
                return new FloatGru(
                    name, inputs, units, sequences, true, Activation.Tanh, Activation.Sigmoid,
                    [.. places.Select(gate => Part(weights, gate, inputs))], [.. places.Select(gate => Part(recurrent, gate, units))],
                    [Sum(1), Sum(0), Part(bias, FloatGru.Candidate, 1)], Part(second, FloatGru.Candidate, 1));
            default:
                return new FloatSimpleRnn(
                    name, inputs, units, sequences, isRelu ? Activation.Relu : Activation.Tanh, weights, recurrent, Sum(0));
        }
    }

    private void AddLinear(TorchModule module)
    {
        int units = module.Weights["weight"].Shape[0];
        float[] weights = Values(module, "weight", units, shape.Size);
        float[] bias = module.Weights.ContainsKey("bias") ? Values(module, "bias", units) : new float[units];
        Add(new FloatDense(module.Name, shape.Size, units, Activation.None, weights, bias));
    }

    private void AddBatchNorm(TorchModule module)
    {
        int size = shape.Size;
        float[] Optional(string name, float absent) =>
            module.Weights.ContainsKey(name) ? Values(module, name, size) : [.. Enumerable.Repeat(absent, size)];
        float[] mean = Values(module, "running_mean", size), variance = Values(module, "running_var", size);
        float[] gamma = Optional("weight", 1), beta = Optional("bias", 0);
        double[] factor = [.. variance.Select((value, k) => gamma[k] / Math.Sqrt(value + NormEpsilon))];
        Add(new FloatAffine(
            module.Name, [.. factor.Select(value => (float)value)],
            [.. beta.Select((value, k) => (float)(value - (mean[k] * factor[k])))]));
    }

    private void Add(FloatLayer layer)
    {
        layers.Add(layer);
        shape = layer.After(shape);
    }

    private float[] Values(TorchModule module, string name, params int[] expected)
    {
        if (!module.Weights.TryGetValue(name, out TorchTensor? tensor))
        {
            throw Refuse(module, $"has no '{name}' in the file", "save the whole state_dict()");
        }

        return tensor.Shape.AsSpan().SequenceEqual(expected)
            ? values(tensor, $"{module.Name}.{name}")
            : throw Refuse(
                module, $"has '{name}' of shape {tensor.ShapeText} where [{string.Join(", ", expected)}] is needed",
                "say the order of the modules with --forward as the model's forward() has it");
    }

    private UserError Refuse(TorchModule module, string what, string instead) =>
        new($"Module '{module.Name}' in '{source}' {what}; {instead}.");
}
