using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Verification;

/// <summary>How far a float network is from recorded vectors.</summary>
/// <param name="ValuesCompared">Number of output values compared.</param>
/// <param name="LargestDifference">Largest absolute difference.</param>
/// <param name="Where">Case and output of the largest difference.</param>
public sealed record FloatGoldenResult(int ValuesCompared, double LargestDifference, string Where);

/// <summary>Compares a float network with golden vectors.</summary>
public static class FloatGoldenCheck
{
    /// <summary>Runs all vectors: cases from zero states, then the sequence without a reset between its steps.</summary>
    /// <exception cref="UserError">Vectors and network differ in shape.</exception>
    public static FloatGoldenResult Run(FloatNetwork network, GoldenVectors vectors)
    {
        // The sequence of a one-step model is recorded with carried state, whatever the file says of it.
        var model = new FloatModel(network with { Stateful = true });
        var result = new FloatGoldenResult(0, 0, "");
        foreach (GoldenCase golden in vectors.Cases)
        {
            model.Reset();
            result = Compare(network, model, golden, result);
        }

        model.Reset();
        foreach (GoldenCase golden in vectors.Sequence)
        {
            result = Compare(network, model, golden, result);
        }

        return result;
    }

    private static FloatGoldenResult Compare(FloatNetwork network, FloatModel model, GoldenCase golden, FloatGoldenResult result)
    {
        int wanted = network.TimeSteps * network.InputSize;
        if (golden.Input.Length != wanted)
        {
            throw new UserError($"Case '{golden.Name}' has {golden.Input.Length} inputs and the model takes {wanted}; these vectors "
                + "belong to another model.");
        }

        float[] output = model.Invoke([.. golden.Input.Select(value => (float)value)]);
        if (golden.Output.Length != output.Length)
        {
            throw new UserError($"Case '{golden.Name}' has {golden.Output.Length} outputs and the model gives {output.Length}; these "
                + "vectors belong to another model.");
        }

        for (int k = 0; k < output.Length; k++)
        {
            double difference = Math.Abs(output[k] - golden.Output[k]);
            if (!(difference <= result.LargestDifference))
            {
                result = result with { LargestDifference = difference, Where = $"case '{golden.Name}', output {k}" };
            }
        }

        return result with { ValuesCompared = result.ValuesCompared + output.Length };
    }
}
