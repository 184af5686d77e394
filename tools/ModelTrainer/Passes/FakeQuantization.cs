using System.Numerics.Tensors;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.ModelTrainer.Passes;

/// <summary>
/// The grids of a quantised network, for training that feels them: forth, weights and activations are rounded as the int8 arithmetic
/// has them; back, gradients pass as if they were not (straight-through, Jacob et al., "Quantization and Training of Neural Networks",
/// 2018).
/// </summary>
/// <remarks>
/// Gate sums (12 fraction bits) and gates (15) are left as they are: their steps are a thirtieth of the hidden state's and less.
/// </remarks>
internal sealed class FakeQuantization
{
    private readonly NetworkShape shape;

    /// <param name="shape">The network in training.</param>
    /// <param name="quantized">The same network quantised, whose grids of activations are kept.</param>
    public FakeQuantization(NetworkShape shape, QuantizedNetwork quantized)
    {
        this.shape = shape;
        QuantizedLstm[] lstm = [.. quantized.Layers.OfType<QuantizedLstm>()];
        Hidden = [.. lstm.Select(layer => new ActivationGrid(layer.Output.Scale, layer.Output.ZeroPoint, sbyte.MinValue, sbyte.MaxValue))];
        Cell = [.. lstm.Select(layer => new ActivationGrid(layer.CellScale, 0, short.MinValue, short.MaxValue))];
        Dense =
        [
            .. quantized.Layers.OfType<QuantizedDense>()
                .Select(layer => new ActivationGrid(layer.Output.Scale, layer.Output.ZeroPoint, sbyte.MinValue, sbyte.MaxValue))
        ];
    }

    /// <summary>Grid of each LSTM's hidden state.</summary>
    public ActivationGrid[] Hidden { get; }

    /// <summary>Grid of each LSTM's cell state.</summary>
    public ActivationGrid[] Cell { get; }

    /// <summary>Grid of each dense layer's output.</summary>
    public ActivationGrid[] Dense { get; }

    /// <summary>
    /// Writes the weights on their grids: symmetric, one scale a tensor, a gate being a tensor. Biases stay: theirs are 32-bit.
    /// </summary>
    public void Round(float[] values, float[] rounded)
    {
        values.CopyTo(rounded, 0);
        foreach (LstmPlace place in shape.Lstm)
        {
            for (int gate = 0; gate < 4; gate++)
            {
                Round(Gate(rounded, place.Kernel, gate));
                Round(Gate(rounded, place.Recurrent, gate));
            }
        }

        foreach (DensePlace place in shape.Dense)
        {
            Round(rounded.AsSpan(place.Kernel));
        }
    }

    private static Span<float> Gate(float[] values, Range range, int gate)
    {
        Span<float> all = values.AsSpan(range);
        return all.Slice(gate * all.Length / 4, all.Length / 4);
    }

    private static void Round(Span<float> weights)
    {
        (sbyte[] quantized, float scale) = QuantizationGrids.Symmetric(weights);
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = quantized[k] * scale;
        }
    }
}

/// <summary>The values an activation can have.</summary>
internal readonly record struct ActivationGrid(float Scale, int ZeroPoint, int Least, int Most)
{
    /// <summary>Moves each value to the nearest one that can be.</summary>
    public void Round(Span<float> values)
    {
        float step = 1f / Scale, low = Least - ZeroPoint, high = Most - ZeroPoint;
        TensorPrimitives.Multiply(values, step, values);
        TensorPrimitives.Round<float>(values, values);
        TensorPrimitives.Clamp<float>(values, low, high, values);
        TensorPrimitives.Multiply(values, Scale, values);
    }
}
