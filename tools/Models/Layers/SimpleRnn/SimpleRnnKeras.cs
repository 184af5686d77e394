using NanoBms.Models.Keras.Files;

namespace NanoBms.Models.Layers.SimpleRnn;

/// <summary>Reads Keras' SimpleRNN, and RNN of a SimpleRNNCell.</summary>
internal static class SimpleRnnKeras
{
    public static IReadOnlyList<KerasClass> Classes { get; } = [new("SimpleRNN", Read) { Cell = "SimpleRNNCell" }];

    private static void Read(KerasSequence sequence, KerasLayer layer, KerasLayer cell)
    {
        string activation = cell.Activation("activation", "tanh");
        layer.RefuseIf(
            activation is not ("tanh" or "relu"), $"has activation='{activation}', which is not supported",
                "train it with activation='tanh' or 'relu'");
        sequence.RequireSequence(layer);
        int units = cell.Units(), inputs = sequence.Shape.Size;
        KerasArrays arrays = sequence.File.Of(layer, "kernel", "recurrent_kernel", "bias");
        float[] kernel = arrays.Values("kernel", inputs, units), recurrentKernel = arrays.Values("recurrent_kernel", units, units);
        float[] bias = cell.HasBias() ? arrays.Values("bias", units) : new float[units];
        sequence.Add(
            new FloatSimpleRnn(
                layer.Name, inputs, units, layer.Flag("return_sequences"), layer.ActivationNamed(activation),
                KerasArrays.Transposed(kernel, inputs, units, 0, units), KerasArrays.Transposed(recurrentKernel, units, units, 0, units),
                    bias),
            layer.Flag("stateful"));
    }
}
