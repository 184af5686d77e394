using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Verification;

/// <summary>Compares a quantised model, in any layout, with golden vectors, bit for bit.</summary>
public sealed class GoldenCheck
{
    private readonly QuantizedModel model;
    private readonly QuantizedNetwork network;
    private readonly short[] input;
    private readonly short[] output;

    /// <summary>A check of a network, run as it was read.</summary>
    public GoldenCheck(QuantizedNetwork network)
        : this(new InterpretedModel(network), network)
    {
    }

    /// <summary>A check of a model that stands for a network.</summary>
    public GoldenCheck(QuantizedModel model, QuantizedNetwork network)
    {
        this.model = model;
        this.network = network;
        input = new short[model.Info.TimeSteps * model.Info.InputSize];
        output = new short[model.Info.OutputSize];
    }

    /// <summary>Values compared so far.</summary>
    public int ValuesCompared { get; private set; }

    /// <summary>Runs all vectors; gives one sentence for each case that differs.</summary>
    /// <exception cref="UserError">Vectors and model differ in shape.</exception>
    public IReadOnlyList<string> Run(GoldenVectors vectors)
    {
        var differences = new List<string>();
        foreach (GoldenCase golden in vectors.Cases)
        {
            model.Reset();
            Compare(golden, differences);
        }

        // A sequence without resets says nothing about a model that is reset before each window.
        if (model.Info.Streaming)
        {
            model.Reset();
            foreach (GoldenCase golden in vectors.Sequence)
            {
                Compare(golden, differences);
            }
        }

        return differences;
    }

    private void Compare(GoldenCase golden, List<string> differences)
    {
        if (golden.Input.Length != input.Length || golden.Output.Length != output.Length)
        {
            throw new UserError(
                $"Case '{golden.Name}' has {golden.Input.Length} inputs and {golden.Output.Length} outputs, and the model takes "
                    + $"{input.Length} and gives {output.Length}; these vectors belong to another model.");
        }

        for (int k = 0; k < input.Length; k++)
        {
            input[k] = network.FloatInput ? Quantize((float)golden.Input[k]) : (short)golden.Input[k];
        }

        model.Invoke(input, output);
        for (int k = 0; k < output.Length; k++)
        {
            ValuesCompared++;
            double value = network.FloatOutput ? (output[k] - network.Output.ZeroPoint) * network.Output.Scale : output[k];
            if (value != (network.FloatOutput ? (float)golden.Output[k] : golden.Output[k]))
            {
                differences.Add($"Case '{golden.Name}', output {k}: the model gives {value}, the golden vector says {golden.Output[k]}.");
                return;
            }
        }
    }

    /// <summary>The runtime's QUANTIZE operator.</summary>
    private short Quantize(float value)
    {
        float steps = MathF.Round(value / network.Input.Scale, MidpointRounding.AwayFromZero) + network.Input.ZeroPoint;
        return (short)Math.Clamp(steps, model.Info.InputMin, model.Info.InputMax);
    }
}
