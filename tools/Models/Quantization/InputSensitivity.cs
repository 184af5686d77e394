using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Quantization;

/// <summary>
/// How far a float network's output moves where no value of its input moves by more than one step of int8, each the way that moves the
/// output further. A network jumps where that is more than a hundredth of the output's range.
/// </summary>
public sealed class InputSensitivity
{
    // An int16 input has 256 steps where int8 has one, and its range is as wide on the other side of 0.
    private const float WideStepsPerStep = 256f, JumpPart = 0.01f;

    private readonly FloatModel model;
    private readonly float step;

    /// <summary>The sensitivity of a network to the steps of the input that a quantised form of it has.</summary>
    public InputSensitivity(FloatNetwork network, QuantizedNetwork quantized)
    {
        model = new FloatModel(network with { Stateful = false });
        bool wide = quantized.Width == ActivationWidth.Int16;
        step = quantized.Input.Scale * (wide ? WideStepsPerStep : 1f);
        Jump = JumpPart * quantized.Output.Scale * (wide ? short.MaxValue : byte.MaxValue);
    }

    /// <summary>A movement beyond which the network jumps, in the output's own unit.</summary>
    public double Jump { get; }

    /// <summary>The movement of an output, in its own unit.</summary>
    /// <param name="sample">[time steps, features].</param>
    /// <param name="output">Index of the output.</param>
    public double At(float[] sample, int output)
    {
        float start = model.Invoke(sample)[output];
        var moved = (float[])sample.Clone();
        var direction = new float[sample.Length];
        for (int k = 0; k < sample.Length; k++)
        {
            moved[k] = sample[k] + step;
            direction[k] = MathF.Sign(model.Invoke(moved)[output] - start) * step;
            moved[k] = sample[k];
        }

        float up = model.Invoke([.. sample.Zip(direction, (value, by) => value + by)])[output];
        float down = model.Invoke([.. sample.Zip(direction, (value, by) => value - by)])[output];
        return Math.Max(Math.Abs(up - start), Math.Abs(down - start));
    }
}
