using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>Reads Keras' LSTM, and RNN of an LSTMCell.</summary>
internal static class LstmKeras
{
    private const int Gates = 4;

    public static IReadOnlyList<KerasClass> Classes { get; } = [new("LSTM", Read) { Cell = "LSTMCell" }];

    private static void Read(KerasSequence sequence, KerasLayer layer, KerasLayer cell)
    {
        string activation = cell.Activation("activation", "tanh"), recurrent = cell.Activation("recurrent_activation", "sigmoid");
        Activation cellActivation = sequence.RecurrentActivation(layer, "activation", activation);
        Activation gateActivation = sequence.RecurrentActivation(layer, "recurrent_activation", recurrent);
        sequence.RequireSequence(layer);
        int units = cell.Units(), inputs = sequence.Shape.Size;
        KerasArrays arrays = sequence.File.Of(layer, "kernel", "recurrent_kernel", "bias");
        float[] kernel = arrays.Values("kernel", inputs, Gates * units);
        float[] recurrentKernel = arrays.Values("recurrent_kernel", units, Gates * units);
        float[] bias = cell.HasBias() ? arrays.Values("bias", Gates * units) : new float[Gates * units];
        float[][] inputWeights =
            [.. Enumerable.Range(0, Gates).Select(gate => KerasArrays.Transposed(kernel, inputs, Gates * units, gate * units, units))];
        float[][] recurrentWeights =
            [.. Enumerable.Range(0, Gates).Select(gate =>
                KerasArrays.Transposed(recurrentKernel, units, Gates * units, gate * units, units))];
        float[][] biases = [.. Enumerable.Range(0, Gates).Select(gate => bias[(gate * units)..((gate + 1) * units)])];
        bool sequences = layer.Flag("return_sequences");
        sequence.Add(
            (cellActivation, gateActivation) == (Activation.Tanh, Activation.Sigmoid)
                ? new FloatLstm(layer.Name, inputs, units, sequences, 0f, inputWeights, recurrentWeights, biases)
                : new FloatLstmVariant(
                    layer.Name, inputs, units, sequences, cellActivation, gateActivation, inputWeights, recurrentWeights, biases),
            layer.Flag("stateful"));
    }
}
