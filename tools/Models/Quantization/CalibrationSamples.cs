using NanoBms.Models.Networks;

namespace NanoBms.Models.Quantization;

/// <summary>Calibration samples where no recording is given.</summary>
public static class CalibrationSamples
{
    private const int DefaultSeed = 20240901;

    /// <summary>
    /// Windows within a range that a scaler was fitted on, each feature on its own: of independent values, moving evenly from one value to
    /// another, constant, and walking at random, a quarter each. The same for the same arguments.
    /// </summary>
    /// <param name="network">Whose input they are for.</param>
    /// <param name="low">Lowest value of a scaled feature.</param>
    /// <param name="high">Highest value of a scaled feature.</param>
    /// <param name="count">Number of windows.</param>
    public static IEnumerable<float[]> InRange(FloatNetwork network, float low, float high, int count) =>
        InRange(network.TimeSteps, network.InputSize, low, high, count, DefaultSeed);

    /// <summary>The same for a model of any kind.</summary>
    /// <param name="timeSteps">Time steps of a window.</param>
    /// <param name="inputSize">Values of one time step.</param>
    /// <param name="low">Lowest value.</param>
    /// <param name="high">Highest value.</param>
    /// <param name="count">Number of windows.</param>
    /// <param name="seed">Seed of the random numbers.</param>
    public static IEnumerable<float[]> InRange(int timeSteps, int inputSize, float low, float high, int count, int seed)
    {
        var random = new Random(seed);
        for (int k = 0; k < count; k++)
        {
            var window = new float[timeSteps * inputSize];
            for (int feature = 0; feature < inputSize; feature++)
            {
                float from = random.NextSingle(), to = random.NextSingle(), walk = from;
                float rate = 0.1f * MathF.Pow(100f, -random.NextSingle());
                for (int t = 0; t < timeSteps; t++)
                {
                    walk = Math.Clamp(walk + rate * (2f * random.NextSingle() - 1f), 0f, 1f);
                    float position = (k % 4) switch
                    {
                        0 => random.NextSingle(),
                        1 => from + (to - from) * t / Math.Max(1, timeSteps - 1),
                        2 => from,
                        _ => walk,
                    };
                    window[t * inputSize + feature] = low + (high - low) * position;
                }
            }

            yield return window;
        }
    }
}
