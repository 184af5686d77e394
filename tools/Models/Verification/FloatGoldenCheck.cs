using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Verification;

/// <summary>How far a model is from recorded real values.</summary>
/// <param name="ValuesCompared">Number of output values compared.</param>
/// <param name="Beyond">Values beyond the tolerance.</param>
/// <param name="LargestDifference">Largest absolute difference; infinite where a value is no number.</param>
/// <param name="Where">Case and output of the largest difference.</param>
public sealed record FloatGoldenResult(int ValuesCompared, int Beyond, double LargestDifference, string Where);

/// <summary>Compares a model with golden vectors of real values.</summary>
public sealed class FloatGoldenCheck
{
    private readonly Func<float[], double[]> invoke;
    private readonly int inputs;
    private readonly Tolerance tolerance;
    private FloatGoldenResult result = new(0, 0, 0, "");

    private FloatGoldenCheck(Func<float[], double[]> invoke, int inputs, Tolerance tolerance)
    {
        this.invoke = invoke;
        this.inputs = inputs;
        this.tolerance = tolerance;
    }

    /// <summary>Runs all vectors: cases from zero states, then the sequence without a reset between its steps.</summary>
    /// <param name="network">The network.</param>
    /// <param name="vectors">The recorded runs.</param>
    /// <param name="tolerance">How far a value may be; null: <see cref="Tolerance.Float"/>.</param>
    /// <exception cref="UserError">Vectors and network differ in shape.</exception>
    public static FloatGoldenResult Run(FloatNetwork network, GoldenVectors vectors, Tolerance? tolerance = null)
    {
        // The sequence of a one-step model is recorded with carried state, whatever the file says of it.
        var model = new FloatModel(network with { Stateful = true });
        return new FloatGoldenCheck(
            input => [.. model.Invoke(input).Select(value => (double)value)], network.TimeSteps * network.InputSize,
            tolerance ?? Tolerance.Float).Run(vectors, model.Reset);
    }

    /// <summary>The same with a model of either kind.</summary>
    /// <exception cref="UserError">Vectors and model differ in shape.</exception>
    public static FloatGoldenResult Run(RealModel model, GoldenVectors vectors, Tolerance tolerance) =>
        new FloatGoldenCheck(model.Invoke, model.TimeSteps * model.InputSize, tolerance).Run(vectors, model.Reset);

    private FloatGoldenResult Run(GoldenVectors vectors, Action reset)
    {
        foreach (GoldenCase golden in vectors.Cases)
        {
            reset();
            Compare(golden);
        }

        reset();
        foreach (GoldenCase golden in vectors.Sequence)
        {
            Compare(golden);
        }

        return result;
    }

    private void Compare(GoldenCase golden)
    {
        if (golden.Input.Length != inputs)
        {
            throw new UserError($"Case '{golden.Name}' has {golden.Input.Length} inputs and the model takes {inputs}; these vectors "
                + "belong to another model.");
        }

        double[] output = invoke([.. golden.Input.Select(value => (float)value)]);
        if (golden.Output.Length != output.Length)
        {
            throw new UserError($"Case '{golden.Name}' has {golden.Output.Length} outputs and the model gives {output.Length}; these "
                + "vectors belong to another model.");
        }

        for (int k = 0; k < output.Length; k++)
        {
            double difference = Math.Abs(output[k] - golden.Output[k]);
            difference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
            if (difference > result.LargestDifference)
            {
                result = result with { LargestDifference = difference, Where = $"case '{golden.Name}', output {k}" };
            }

            if (!tolerance.Allows(output[k], golden.Output[k]))
            {
                result = result with { Beyond = result.Beyond + 1 };
            }
        }

        result = result with { ValuesCompared = result.ValuesCompared + output.Length };
    }
}
