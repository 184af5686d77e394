using NanoBms.Foundation;

namespace NanoBms.Models.Networks;

/// <summary>Quantisation of a tensor: real = (q - ZeroPoint) * Scale.</summary>
public sealed record QuantParams(float Scale, int ZeroPoint);

/// <summary>
/// A fully quantised network in the project's intermediate form, with exactly the numbers of the .tflite file.
/// </summary>
/// <param name="FloatInput">The file starts with QUANTIZE: callers give real values.</param>
/// <param name="FloatOutput">The file ends with DEQUANTIZE: callers get real values.</param>
public sealed record QuantizedNetwork(
    string Name, ActivationWidth Width, int TimeSteps, int InputSize, bool Stateful,
    QuantParams Input, QuantParams Output, bool FloatInput, bool FloatOutput, IReadOnlyList<QuantizedLayer> Layers)
{
    /// <summary>A real input as the runtime's QUANTIZE operator makes it.</summary>
    public short[] QuantizeInput(ReadOnlySpan<float> values)
    {
        (int min, int max) = Width.Range();
        var quantized = new short[values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            float steps = MathF.Round(values[k] / Input.Scale, MidpointRounding.AwayFromZero) + Input.ZeroPoint;
            quantized[k] = (short)Math.Clamp(steps, min, max);
        }

        return quantized;
    }
}

/// <summary>One layer of a <see cref="QuantizedNetwork"/>; each kind has its own in a folder below Layers.</summary>
public abstract record QuantizedLayer(string Name, QuantParams Input, QuantParams Output)
{
    /// <summary>Values of one time step that it takes; null where it takes any number.</summary>
    public virtual int? Takes => null;

    /// <summary>Shape of the output for an input of a shape.</summary>
    public abstract LayerShape After(LayerShape input);

    /// <summary>Checks that the layer's numbers can be computed with.</summary>
    /// <exception cref="UserError">They cannot; the message names the layer.</exception>
    public virtual void Check()
    {
    }
}

/// <summary>
/// A layer that carries a hidden state, which is its output, from time step to time step. <see cref="QuantizedLayer.Output"/> is the
/// quantisation of both.
/// </summary>
/// <param name="InputSize">I: values of one time step.</param>
/// <param name="Units">U: hidden size.</param>
/// <param name="ReturnSequences">True: gives all time steps [T, U]; false: the last one [U].</param>
public abstract record QuantizedRecurrent(
    string Name, QuantParams Input, QuantParams Output, int InputSize, int Units, bool ReturnSequences)
    : QuantizedLayer(Name, Input, Output)
{
    /// <inheritdoc/>
    public override int? Takes => InputSize;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => new(ReturnSequences ? input.Steps : 1, Units);

    /// <summary>Checks that a scale is one that the int8 kernels shift by.</summary>
    /// <exception cref="UserError">It is not a power of two.</exception>
    protected void RequirePowerOfTwo(float scale, string what)
    {
        double exponent = Math.Log2(scale);
        if (!(exponent is >= -24 and <= 0 && Math.Abs(exponent - Math.Round(exponent)) < 1e-3))
        {
            throw new UserError(
                $"Layer '{Name}' has {what} of scale {scale:g6}, which is not a power of two as the int8 kernel needs; quantise the model "
                    + "again.");
        }
    }
}
