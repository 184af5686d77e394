using NanoBms.Core;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference;

/// <summary>A quantised model of whatever kind, for who times or compares it: what goes in and what comes out.</summary>
/// <param name="model">The model.</param>
public sealed class ModelRun(QuantizedModel model)
{
    /// <summary>Values of an input: [time steps, features].</summary>
    public int InputLength => model.Info.TimeSteps * model.Info.InputSize;

    /// <summary>Values of an output.</summary>
    public int OutputLength => model.Info.OutputSize;

    /// <summary>Least value of an input.</summary>
    public int InputMin => model.Info.InputMin;

    /// <summary>Greatest value of an input.</summary>
    public int InputMax => model.Info.InputMax;

    /// <summary>A network, run as it was read.</summary>
    public static ModelRun Of(QuantizedNetwork network) => new(new InterpretedModel(network));

    /// <summary>One inference.</summary>
    public void Invoke(short[] input, short[] output) => model.Invoke(input, output);
}
