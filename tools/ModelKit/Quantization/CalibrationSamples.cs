using NanoBms.ModelKit.Networks;

namespace NanoBms.ModelKit.Quantization;

/// <summary>Calibration samples where no recording is given.</summary>
public static class CalibrationSamples
{
    private const int Seed = 20240901;

    /// <summary>
    /// Windows within a range that a scaler was fitted on: half of them of independent values, half moving evenly from one value to
    /// another. The same for the same arguments.
    /// </summary>
    /// <param name="network">Whose input they are for.</param>
    /// <param name="low">Lowest value of a scaled feature.</param>
    /// <param name="high">Highest value of a scaled feature.</param>
    /// <param name="count">Number of windows.</param>
    public static IEnumerable<float[]> InRange(FloatNetwork network, float low, float high, int count)
    {
        var random = new Random(Seed);
        for (int k = 0; k < count; k++)
        {
            var window = new float[network.TimeSteps * network.InputSize];
            for (int feature = 0; feature < network.InputSize; feature++)
            {
                float from = random.NextSingle(), to = random.NextSingle();
                for (int t = 0; t < network.TimeSteps; t++)
                {
                    float position = k % 2 == 0 ? random.NextSingle() : from + (to - from) * t / Math.Max(1, network.TimeSteps - 1);
                    window[t * network.InputSize + feature] = low + (high - low) * position;
                }
            }

            yield return window;
        }
    }
}
