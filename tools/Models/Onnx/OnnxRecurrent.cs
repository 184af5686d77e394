using NanoBms.Foundation;
using NanoBms.Models.Layers.Directions;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Layers.Reversal;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;
using NanoBms.Models.Onnx.Format;

namespace NanoBms.Models.Onnx;

/// <summary>
/// ONNX' LSTM (gates i, o, f, c), GRU (z, r, h) and RNN, as docs/Operators.md of ONNX has them: W [1, gates U, I], R [1, gates U, U],
/// B [1, 2 gates U] of both; of two directions the first axis has both.
/// </summary>
internal sealed class OnnxRecurrent(OnnxNode node, OnnxTensor?[] tensors, LayerShape shape, string name)
{
    private const int Both = 2;
    private const int Lengths = 4, StartHidden = 5, StartCell = 6, Peepholes = 7;

    /// <summary>The layers, which give all time steps.</summary>
    /// <exception cref="UserError">It has options that are not supported, or weights that do not fit.</exception>
    public IReadOnlyList<FloatLayer> Layers()
    {
        RefuseOptions();
        string direction = node.Attributes.GetValueOrDefault("direction")?.Text ?? "forward";
        FloatReversal turned = FloatReversal.Whole($"{name}/backwards", shape.Size);
        return direction switch
        {
            "forward" => [Layer(0, 1)],
            "reverse" when shape.Steps == 1 => [Layer(0, 1)],
            "reverse" => [turned, Layer(0, 1), FloatReversal.Whole($"{name}/back", Units())],
            "bidirectional" => BothDirections.Layers(name, Layer(0, Both), Layer(1, Both)),
            _ => throw Refuse($"has the direction '{ForeignText.Short(direction)}', which there is not", "export the model again"),
        };
    }

    private int Units() => tensors.ElementAtOrDefault(2) is { Shape: [_, _, int last] } ? last : throw Damaged("R");

    private FloatRecurrent Layer(int number, int directions)
    {
        int inputs = shape.Size, gates = node.Operator switch { "LSTM" => 4, "GRU" => FloatGru.Gates, _ => 1 };
        int units = Units();
        float[] Of(float[] all) => all[(number * (all.Length / directions))..((number + 1) * (all.Length / directions))];
        float[] weights = Of(Values(1, "W", directions, gates * units, inputs));
        float[] recurrent = Of(Values(2, "R", directions, gates * units, units));
        float[] bias = Given(3) ? Of(Values(3, "B", directions, 2 * gates * units)) : new float[2 * gates * units];
        int named = number * (node.Operator switch { "LSTM" => 3, "GRU" => 2, _ => 1 });
        float[][] Split(float[] all, int columns, int[] order) =>
            [.. order.Select(gate => all[(gate * units * columns)..((gate + 1) * units * columns)])];
        float[] Sum(int gate) => [.. Enumerable.Range(gate * units, units).Select(k => bias[k] + bias[(gates * units) + k])];
        switch (node.Operator)
        {
            case "LSTM":
                int[] order = [0, 2, 3, 1];
                float[][] biases = [.. order.Select(Sum)], input = Split(weights, inputs, order), hidden = Split(recurrent, units, order);
                (Activation gate, Activation cell) = (Activations(named, "Sigmoid"), Activations(named + 1, "Tanh"));
                if (Activations(named + 2, "Tanh") != cell)
                {
                    throw Refuse("has different activations before and behind its cell, which is not supported", "train it with one");
                }

                return (gate, cell) == (Activation.Sigmoid, Activation.Tanh)
                    ? new FloatLstm(name, inputs, units, true, 0f, input, hidden, biases)
                    : new FloatLstmVariant(name, inputs, units, true, cell, gate, input, hidden, biases);
            case "GRU":
                int[] plain = [0, 1, 2];
                bool resetAfter = Option("linear_before_reset") != 0;
                float[] Part(int at) => bias[(at * units)..((at + 1) * units)];
                return new FloatGru(
                    name, inputs, units, true, resetAfter, Activations(named + 1, "Tanh"), Activations(named, "Sigmoid"),
                    Split(weights, inputs, plain),
                    Split(recurrent, units, plain), [Sum(0), Sum(1), resetAfter ? Part(2) : Sum(2)],
                    resetAfter ? Part(FloatGru.Gates + 2) : new float[units]);
            default:
                Activation activation = Activations(named, "Tanh");
                return activation is Activation.Tanh or Activation.Relu
                    ? new FloatSimpleRnn(name, inputs, units, true, activation, weights, recurrent, Sum(0))
                    : throw Refuse("has another activation than Tanh or Relu, which is not supported", "train it with one of these");
        }
    }

    private void RefuseOptions()
    {
        if (node.Attributes.ContainsKey("clip") || Option("input_forget") != 0 || Given(Peepholes))
        {
            throw Refuse("has clipping, coupled gates or peepholes, which is not supported", "train it without");
        }

        if (Given(Lengths) && (tensors[Lengths]?.Integers is not { } lengths || lengths.Any(length => length != shape.Steps)))
        {
            throw Refuse("is given the length of each sequence, which is not supported", "export it without sequence_lens");
        }

        foreach (int start in new[] { StartHidden, StartCell }.Where(Given))
        {
            if (tensors[start]?.Floats is not { } values || values.Any(value => value != 0))
            {
                throw Refuse(
                    $"starts from a state other than zero ('{ForeignText.Short(node.Inputs[start])}'), which is not supported",
                    "export it so that it starts from zero");
            }
        }
    }

    private bool Given(int index) => node.Inputs.ElementAtOrDefault(index) is { Length: > 0 };

    private long Option(string option) => node.Attributes.GetValueOrDefault(option)?.Integer ?? 0;

    private Activation Activations(int index, string absent)
    {
        OnnxAttribute? list = node.Attributes.GetValueOrDefault("activations");
        string called = list is null ? absent : list.Texts.ElementAtOrDefault(index) ?? absent;

        // Slopes stand in the order of those activations that have one.
        float slope = node.Attributes.GetValueOrDefault("activation_alpha")?.Floats.FirstOrDefault(0.2f) ?? 0.2f;
        return called.ToLowerInvariant() switch
        {
            "sigmoid" => Activation.Sigmoid,
            "tanh" => Activation.Tanh,
            "relu" => Activation.Relu,
            "softsign" => Activation.Softsign,
            "hardsigmoid" when Math.Abs(slope - 0.2f) < 1e-6 => Activation.HardSigmoid,
            "hardsigmoid" when Math.Abs(slope - (1f / 6)) < 1e-6 => Activation.HardSigmoid6,
            _ => throw Refuse(
                $"has the activation {ForeignText.Short(called)}, which is not supported",
                "supported are Tanh, Sigmoid, HardSigmoid (slope 0.2 or 1/6), Relu and Softsign, so train it with one of these"),
        };
    }

    private float[] Values(int index, string called, params int[] expected) =>
        tensors.ElementAtOrDefault(index) is { Floats: { } values } tensor && tensor.Shape.AsSpan().SequenceEqual(expected)
            ? values : throw Damaged(called);

    private UserError Damaged(string called) =>
        Refuse($"has no constant weights {called} that fit", "export the model again, with its weights in the file");

    private UserError Refuse(string what, string instead) => OnnxNetworkBuilder.Refuse(node, what, instead);
}
