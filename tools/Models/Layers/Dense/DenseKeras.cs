using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Dense;

/// <summary>Reads Keras' Dense, and the mean over time steps as a product with a constant matrix.</summary>
internal static class DenseKeras
{
    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("Dense", Read) { IsPerStep = true, HasArrays = true },
        new("GlobalAveragePooling1D", ReadMean),
    ];

    private static void Read(KerasSequence sequence, KerasLayer layer, KerasLayer options)
    {
        string activation = options.Activation("activation", "linear");
        int units = options.Units(), inputs = sequence.Shape.Size;
        KerasArrays arrays = sequence.File.Of(layer, "kernel", "bias");
        float[] kernel = arrays.Values("kernel", inputs, units);
        float[] bias = options.HasBias() ? arrays.Values("bias", units) : new float[units];
        sequence.Add(new FloatDense(
            layer.Name, inputs, units, layer.ActivationNamed(activation), KerasArrays.Transposed(kernel, inputs, units, 0, units), bias));
    }

    private static void ReadMean(KerasSequence sequence, KerasLayer layer, KerasLayer options)
    {
        layer.RefuseIf(layer.Flag("keepdims"), "has keepdims=True, which is not supported", "use keepdims=False");
        (int count, int units) = sequence.Shape;
        if (count == 1)
        {
            return;
        }

        FlattenKeras.Add(sequence, layer);
        int inputs = sequence.Shape.Size;
        var mean = new float[units * inputs];
        for (int t = 0; t < count; t++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                mean[unit * inputs + t * units + unit] = 1f / count;
            }
        }

        sequence.Add(new FloatDense(layer.Name, inputs, units, Activation.None, mean, new float[units]));
    }
}
