using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;

namespace NanoBms.Models.Verification;

/// <summary>How far one output of two models is apart.</summary>
/// <param name="Output">Index of the output.</param>
/// <param name="MeanAbsolute">Mean of the absolute difference.</param>
/// <param name="Largest">Largest absolute difference.</param>
public sealed record OutputDifference(int Output, double MeanAbsolute, double Largest);

/// <summary>Where two models are furthest apart.</summary>
/// <param name="Sample">Index of the sample.</param>
/// <param name="Output">Index of the output.</param>
/// <param name="First">What the first model gives there.</param>
/// <param name="Second">What the second model gives there.</param>
public sealed record DifferencePlace(int Sample, int Output, double First, double Second);

/// <summary>How far two models are apart.</summary>
/// <param name="Samples">Number of samples that both were run on.</param>
/// <param name="Outputs">One entry an output.</param>
/// <param name="Where">The place of the largest difference; null where all values are equal.</param>
public sealed record ModelDifference(int Samples, IReadOnlyList<OutputDifference> Outputs, DifferencePlace? Where)
{
    /// <summary>Mean of the absolute difference over all outputs.</summary>
    public double MeanAbsolute => Outputs.Average(output => output.MeanAbsolute);

    /// <summary>Largest absolute difference; infinite where an output is not a number.</summary>
    public double Largest => Outputs.Max(output => output.Largest);
}

/// <summary>Compares two models on the same inputs.</summary>
public static class ModelComparison
{
    /// <summary>Runs both models on samples, from zero states, and compares their outputs.</summary>
    /// <param name="first">The first model.</param>
    /// <param name="second">The second model.</param>
    /// <param name="samples">The same sample as either model takes it; in order of time where the models carry their state.</param>
    /// <param name="firstUnit">Makes the unit that is compared of the first model's outputs; null: as they are.</param>
    /// <param name="secondUnit">The same for the second model.</param>
    /// <exception cref="ArgumentException">The models differ in their number of outputs.</exception>
    public static ModelDifference Measure(
        RealModel first, RealModel second, IEnumerable<(float[] First, float[] Second)> samples, ManifestOutput? firstUnit = null,
        ManifestOutput? secondUnit = null)
    {
        if (first.OutputSize != second.OutputSize)
        {
            throw new ArgumentException($"The models give {first.OutputSize} and {second.OutputSize} values.", nameof(second));
        }

        first.Reset();
        second.Reset();
        var sums = new double[first.OutputSize];
        var largest = new double[first.OutputSize];
        DifferencePlace? where = null;
        double furthest = 0;
        int count = 0;
        foreach ((float[] one, float[] other) in samples)
        {
            double[] a = first.Invoke(one), b = second.Invoke(other);
            for (int k = 0; k < a.Length; k++)
            {
                double left = In(firstUnit, a[k]), right = In(secondUnit, b[k]);
                double difference = Math.Abs(left - right);
                difference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
                sums[k] += difference;
                largest[k] = Math.Max(largest[k], difference);
                if (difference > furthest)
                {
                    (furthest, where) = (difference, new DifferencePlace(count, k, left, right));
                }
            }

            count++;
        }

        return new ModelDifference(count, [.. sums.Select((sum, k) => new OutputDifference(k, sum / Math.Max(1, count), largest[k]))],
            where);
    }

    /// <summary>A sample of one model as another takes it, whose manifest scales the same features otherwise.</summary>
    /// <param name="sample">[time steps, features], scaled by <paramref name="from"/>.</param>
    /// <param name="from">Manifest of the model that the sample is for; null: features as they are.</param>
    /// <param name="to">Manifest of the other model; null: the same scaling.</param>
    public static float[] Rescale(float[] sample, Manifest? from, Manifest? to)
    {
        if (from is null || to is null)
        {
            return sample;
        }

        int features = from.Features.Count;
        return [.. sample.Select((value, k) => Rescale(value, from.Features[k % features], to.Features[k % features]))];
    }

    private static float Rescale(float value, ManifestFeature from, ManifestFeature to)
    {
        if (from.Scale == to.Scale && from.Offset == to.Offset)
        {
            return value;
        }

        // A factor of zero leaves nothing of the feature.
        double feature = from.Scale == 0 ? 0 : ((double)value - from.Offset) / from.Scale;
        return (float)(feature * to.Scale + to.Offset);
    }

    private static double In(ManifestOutput? unit, double value) => unit is null ? value : value * unit.Scale + unit.Offset;
}
