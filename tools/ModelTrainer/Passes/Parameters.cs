using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;

namespace NanoBms.ModelTrainer.Passes;

/// <summary>All trainable values of a network in one array, laid out by its <see cref="NetworkShape"/>.</summary>
internal static class Parameters
{
    /// <summary>The cell clip that the TensorFlow converter writes for Keras LSTMs; training never comes near it.</summary>
    private const float CellClip = 10f;

    /// <summary>Keras' defaults: Glorot-uniform kernels, recurrent kernels of unit spectral scale, forget bias 1.</summary>
    public static float[] Initialize(NetworkShape shape, Random random)
    {
        var values = new float[shape.ParameterCount];
        foreach (LstmPlace lstm in shape.Lstm)
        {
            Uniform(values.AsSpan(lstm.Kernel), MathF.Sqrt(6f / (lstm.InputSize + 4 * lstm.Units)), random);
            Uniform(values.AsSpan(lstm.Recurrent), MathF.Sqrt(3f / lstm.Units), random);
            values.AsSpan(lstm.Bias).Slice(lstm.Units, lstm.Units).Fill(1f);
        }

        foreach (DensePlace dense in shape.Dense)
        {
            Uniform(values.AsSpan(dense.Kernel), MathF.Sqrt(6f / (dense.InputSize + dense.Units)), random);
        }

        // State of charge is 0..1: start in the middle.
        values.AsSpan(shape.Dense[^1].Bias).Fill(0.5f);
        return values;
    }

    /// <summary>The network in the project's intermediate form.</summary>
    public static FloatNetwork ToNetwork(NetworkShape shape, float[] values, string name)
    {
        var layers = new List<FloatLayer>();
        for (int k = 0; k < shape.Lstm.Count; k++)
        {
            LstmPlace lstm = shape.Lstm[k];
            layers.Add(new FloatLstm(
                k == 0 ? "lstm" : $"lstm_{k}", lstm.InputSize, lstm.Units, ReturnSequences: k < shape.Lstm.Count - 1, CellClip,
                Gates(values[lstm.Kernel]), Gates(values[lstm.Recurrent]), Gates(values[lstm.Bias])));
        }

        for (int k = 0; k < shape.Dense.Count; k++)
        {
            DensePlace dense = shape.Dense[k];
            layers.Add(new FloatDense(
                k == 0 ? "dense" : $"dense_{k}", dense.InputSize, dense.Units, dense.Relu ? Activation.Relu : Activation.None,
                values[dense.Kernel], values[dense.Bias]));
        }

        return new FloatNetwork(name, shape.IsStreaming ? 1 : shape.Window, shape.Features, shape.IsStreaming, layers);
    }

    /// <summary>Which values decay: those of the matrices, not the biases.</summary>
    public static IEnumerable<Range> Matrices(NetworkShape shape) =>
    [
        .. shape.Lstm.SelectMany(lstm => new[] { lstm.Kernel, lstm.Recurrent }),
        .. shape.Dense.Select(dense => dense.Kernel),
    ];

    private static float[][] Gates(float[] values)
    {
        int size = values.Length / 4;
        return [values[..size], values[size..(2 * size)], values[(2 * size)..(3 * size)], values[(3 * size)..]];
    }

    private static void Uniform(Span<float> values, float limit, Random random)
    {
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = (2f * random.NextSingle() - 1f) * limit;
        }
    }
}
