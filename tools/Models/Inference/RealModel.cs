using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference;

/// <summary>A model of either kind, float or quantised, run on real values. An instance owns its state and is not thread-safe.</summary>
public sealed class RealModel
{
    private readonly FloatModel? real;
    private readonly InterpretedModel? integer;
    private readonly QuantizedNetwork? quantized;
    private readonly short[] result;

    /// <summary>A model out of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="streaming">True: state is carried from call to call; false: reset before each call.</param>
    /// <exception cref="UserError">A layer cannot be run in integers.</exception>
    public RealModel(ModelFile file, bool streaming)
    {
        if (file.Quantized is { } network)
        {
            quantized = network with { Stateful = streaming };
            integer = new InterpretedModel(quantized);
            (TimeSteps, InputSize, OutputSize) = (network.TimeSteps, network.InputSize, NetworkShapes.OutputSize(network));
        }
        else
        {
            FloatNetwork original = file.Float! with { Stateful = streaming };
            real = new FloatModel(original);
            (TimeSteps, InputSize, OutputSize) = (original.TimeSteps, original.InputSize, NetworkShapes.OutputSize(original));
        }

        result = new short[OutputSize];
    }

    /// <summary>Time steps of one call.</summary>
    public int TimeSteps { get; }

    /// <summary>Values of one time step.</summary>
    public int InputSize { get; }

    /// <summary>Values that one call gives.</summary>
    public int OutputSize { get; }

    /// <summary>Real values that the input can hold; null for a float model, which takes any.</summary>
    public (float Low, float High)? InputRange => quantized is null
        ? null
        : (quantized.Input.Scale * (integer!.Info.InputMin - quantized.Input.ZeroPoint),
            quantized.Input.Scale * (integer.Info.InputMax - quantized.Input.ZeroPoint));

    /// <summary>Sets the states to zero.</summary>
    public void Reset()
    {
        real?.Reset();
        integer?.Reset();
    }

    /// <summary>Runs the model once on [time steps, features], row-major; gives the outputs as real values.</summary>
    public double[] Invoke(float[] input)
    {
        if (real is not null)
        {
            return [.. real.Invoke(input).Select(value => (double)value)];
        }

        integer!.Invoke(quantized!.QuantizeInput(input), result);
        return [.. result.Select(value => (value - quantized!.Output.ZeroPoint) * (double)quantized.Output.Scale)];
    }
}
