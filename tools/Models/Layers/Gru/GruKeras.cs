using NanoBms.Models.Keras.Files;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Gru;

/// <summary>Reads Keras' GRU, and RNN of a GRUCell.</summary>
internal static class GruKeras
{
    private const int Gates = FloatGru.Gates;

    public static IReadOnlyList<KerasClass> Classes { get; } = [new("GRU", Read) { Cell = "GRUCell" }];

    private static void Read(KerasSequence sequence, KerasLayer layer, KerasLayer cell)
    {
        Activation candidate = sequence.RecurrentActivation(layer, "activation", cell.Activation("activation", "tanh"));
        Activation gates = sequence.RecurrentActivation(
            layer, "recurrent_activation", cell.Activation("recurrent_activation", "sigmoid"));
        sequence.RequireSequence(layer);

        // Files of Keras before 2.1 do not know the option.
        bool resetAfter = cell.Flag("reset_after");
        int units = cell.Units(), inputs = sequence.Shape.Size, all = Gates * units;
        KerasArrays arrays = sequence.File.Of(layer, "kernel", "recurrent_kernel", "bias");
        float[] kernel = arrays.Values("kernel", inputs, all), recurrent = arrays.Values("recurrent_kernel", units, all);
        float[] bias = !cell.HasBias() ? new float[2 * all]
            : resetAfter ? arrays.Values("bias", 2, all) : [.. arrays.Values("bias", all), .. new float[all]];

        // Two biases stand before the gates' activations and make one; that of the candidate's hidden state stands behind the reset gate.
        float[] Bias(int gate) => [.. Enumerable.Range(gate * units, units)
            .Select(k => gate == FloatGru.Candidate ? bias[k] : bias[k] + bias[all + k])];
        sequence.Add(
            new FloatGru(
                layer.Name, inputs, units, layer.Flag("return_sequences"), resetAfter, candidate, gates,
                [.. Enumerable.Range(0, Gates).Select(gate => KerasArrays.Transposed(kernel, inputs, all, gate * units, units))],
                [.. Enumerable.Range(0, Gates).Select(gate => KerasArrays.Transposed(recurrent, units, all, gate * units, units))],
                [.. Enumerable.Range(0, Gates).Select(Bias)], bias[(all + (FloatGru.Candidate * units))..]),
            layer.Flag("stateful"));
    }
}
