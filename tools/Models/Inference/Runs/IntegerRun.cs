using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference.Runs;

/// <summary>Runs one layer in integers, bit for bit as the device does, and owns its state.</summary>
internal abstract class IntegerRun
{
    /// <summary>Puts states back to their start.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>Runs the layer on all time steps.</summary>
    /// <param name="input">Quantised values of the shape, from index 0 on.</param>
    /// <param name="shape">Shape of the input.</param>
    /// <param name="output">Receives the quantised output from index 0 on.</param>
    public abstract void Run(short[] input, LayerShape shape, short[] output);
}
