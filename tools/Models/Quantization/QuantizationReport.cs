using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Quantization;

/// <summary>How far one output of a quantised network is from the float network, in the output's own unit.</summary>
/// <param name="Output">Index of the output.</param>
/// <param name="MeanAbsolute">Mean of the absolute error.</param>
/// <param name="RootMeanSquare">Root of the mean squared error.</param>
/// <param name="Largest">Largest absolute error.</param>
/// <param name="Step">Real value of one step of the quantised output.</param>
public sealed record OutputError(int Output, double MeanAbsolute, double RootMeanSquare, double Largest, double Step)
{
    /// <summary>
    /// Samples at which the float network itself jumps (<see cref="InputSensitivity"/>), among those with an error above 1 % of the
    /// output's range: no quantised network can follow there.
    /// </summary>
    public int Jumps { get; init; }

    /// <summary>Largest absolute error at the other samples.</summary>
    public double LargestElsewhere { get; init; }
}

/// <summary>The error that quantisation brings, measured on samples.</summary>
public static class QuantizationReport
{
    /// <summary>Runs both networks on samples and compares their outputs.</summary>
    /// <param name="original">The float (or hybrid) network.</param>
    /// <param name="quantized">The network made of it.</param>
    /// <param name="samples">[time steps, features] each; in order of time where the network is stateful.</param>
    /// <returns>One entry an output.</returns>
    public static IReadOnlyList<OutputError> Measure(FloatNetwork original, QuantizedNetwork quantized, IEnumerable<float[]> samples)
    {
        var reference = new FloatModel(original);
        var model = new InterpretedModel(quantized);
        int outputs = NetworkShapes.OutputSize(quantized);
        var result = new short[outputs];
        var runs = new List<(float[] Sample, double[] Errors)>();
        foreach (float[] sample in samples)
        {
            float[] expected = reference.Invoke(sample);
            model.Invoke(quantized.QuantizeInput(sample), result);
            var errors = new double[outputs];
            for (int k = 0; k < outputs; k++)
            {
                errors[k] = Math.Abs((result[k] - quantized.Output.ZeroPoint) * (double)quantized.Output.Scale - expected[k]);
            }

            runs.Add((sample, errors));
        }

        int count = Math.Max(1, runs.Count);
        var sensitivity = new InputSensitivity(original, quantized);
        double limit = sensitivity.Jump;
        return [.. Enumerable.Range(0, outputs).Select(k =>
        {
            // What another call left behind belongs to a stateful network's input: its steepness cannot be had from the sample alone.
            bool[] jumps = [.. runs.Select(run => !original.Stateful && run.Errors[k] > limit && sensitivity.At(run.Sample, k) > limit)];
            return new OutputError(
                k, runs.Sum(run => run.Errors[k]) / count, Math.Sqrt(runs.Sum(run => run.Errors[k] * run.Errors[k]) / count),
                runs.Select(run => run.Errors[k]).DefaultIfEmpty().Max(), quantized.Output.Scale)
            {
                Jumps = jumps.Count(jump => jump),
                LargestElsewhere = runs.Where((_, at) => !jumps[at]).Select(run => run.Errors[k]).DefaultIfEmpty().Max(),
            };
        })];
    }
}
