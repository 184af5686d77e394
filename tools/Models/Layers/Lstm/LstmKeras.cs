using NanoBms.Models.Keras.Files;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>Reads Keras' LSTM, and RNN of an LSTMCell.</summary>
internal static class LstmKeras
{
    private const int Gates = 4;

    public static IReadOnlyList<KerasClass> Classes { get; } = [new("LSTM", Read) { Cell = "LSTMCell" }];

    private static void Read(KerasSequence sequence, KerasLayer layer, KerasLayer cell)
    {
        string activation = cell.Activation("activation", "tanh"), recurrent = cell.Activation("recurrent_activation", "sigmoid");
        sequence.RequireForward(layer);
        layer.RefuseIf(activation != "tanh", $"has activation='{activation}', which is not supported", "train it with activation='tanh'");
        layer.RefuseIf(
            recurrent != "sigmoid", $"has recurrent_activation='{recurrent}', which is not supported",
            "train it with recurrent_activation='sigmoid'");
        sequence.RequireSequence(layer);
        int units = cell.Units(), inputs = sequence.Shape.Size;
        KerasArrays arrays = sequence.File.Of(layer, "kernel", "recurrent_kernel", "bias");
        float[] kernel = arrays.Values("kernel", inputs, Gates * units);
        float[] recurrentKernel = arrays.Values("recurrent_kernel", units, Gates * units);
        float[] bias = cell.HasBias() ? arrays.Values("bias", Gates * units) : new float[Gates * units];
        sequence.Add(
            new FloatLstm(
                layer.Name, inputs, units, layer.Flag("return_sequences"), 0f,
                [.. Enumerable.Range(0, Gates).Select(gate => KerasArrays.Transposed(kernel, inputs, Gates * units, gate * units, units))],
                [.. Enumerable.Range(0, Gates).Select(gate =>
                    KerasArrays.Transposed(recurrentKernel, units, Gates * units, gate * units, units))],
                [.. Enumerable.Range(0, Gates).Select(gate => bias[(gate * units)..((gate + 1) * units)])]),
            layer.Flag("stateful"));
    }
}
