namespace NanoBms.Core.Tests.Estimation;

/// <summary>
/// The filter of <see cref="Core.Estimation.SocFilter"/> as textbooks write it, in whole matrices: x' = F x, P' = F P F^T + Q, and
/// K = P H^T / (H P H^T + R), x' = x + K (z - H x), P' = P - K H P. States: charge, drift, error that dies away.
/// </summary>
internal sealed class TextbookFilter(double offsetDrift)
{
    public double[] State { get; } = new double[3];

    public double[,] Covariance { get; private set; } = Diagonal(2500, offsetDrift * offsetDrift, 1);

    public double Reliance { get; private set; } = 1;

    public void Anchor(double percent, double variance, bool isNetworks)
    {
        Separate(0, variance);
        State[0] = Math.Clamp(percent, 0, 100);
        Reliance = isNetworks ? 1 : 0;
    }

    public void RestartError()
    {
        Separate(2, 1);
        State[2] = 0;
    }

    public void Predict(double percent, double timeS, double variance, double correlationS)
    {
        double[,] f = Diagonal(1, 1, 1);
        f[0, 1] = timeS;
        State[0] = Math.Clamp(State[0] + percent + timeS * State[1], 0, 100);
        Covariance = Product(Product(f, Covariance), Transposed(f));
        PredictUnmeasured(timeS, variance, correlationS);
    }

    public void PredictUnmeasured(double timeS, double variance, double correlationS)
    {
        double kept = correlationS / (correlationS + timeS);
        double[,] f = Diagonal(1, 1, kept);
        State[2] *= kept;
        Covariance = Product(Product(f, Covariance), f);
        Covariance[0, 0] += variance;
        Covariance[1, 1] += 5e-5 * offsetDrift * offsetDrift * timeS;
        Covariance[2, 2] += 1 - kept * kept;
        Bound();
    }

    public void Inflate(double variance)
    {
        Covariance[0, 0] += variance;
        Bound();
    }

    public void Update(double percent, double variance) => Reliance *= 1 - Apply(percent, [1, 0, 0], variance);

    public void UpdateByNetwork(double percent, double deviation, double variance)
    {
        double gain = Apply(percent, [1, 0, deviation], variance);
        Reliance = Math.Clamp(Reliance + gain * (1 - Reliance), 0, 1);
    }

    private static double[,] Diagonal(double a, double b, double c) => new[,] { { a, 0, 0 }, { 0, b, 0 }, { 0, 0, c } };

    private static double[,] Transposed(double[,] m)
    {
        var result = new double[3, 3];
        for (int i = 0; i < 9; i++)
        {
            result[i / 3, i % 3] = m[i % 3, i / 3];
        }

        return result;
    }

    private static double[,] Product(double[,] a, double[,] b)
    {
        var result = new double[3, 3];
        for (int i = 0; i < 27; i++)
        {
            result[i / 9, i % 3] += a[i / 9, i / 3 % 3] * b[i / 3 % 3, i % 3];
        }

        return result;
    }

    /// <summary>The gain of the charge.</summary>
    private double Apply(double measured, double[] h, double variance)
    {
        double[] ofState = [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 3).Sum(j => Covariance[i, j] * h[j]))];
        double total = variance + Enumerable.Range(0, 3).Sum(i => h[i] * ofState[i]);
        double innovation = measured - Enumerable.Range(0, 3).Sum(i => h[i] * State[i]);
        double gain = ofState[0] / total;
        for (int i = 0; i < 3; i++)
        {
            State[i] += ofState[i] / total * innovation;
            for (int j = 0; j < 3; j++)
            {
                Covariance[i, j] -= ofState[i] * ofState[j] / total;
            }
        }

        State[0] = Math.Clamp(State[0], 0, 100);
        State[1] = Math.Clamp(State[1], -20 * offsetDrift, 20 * offsetDrift);
        Bound();
        return gain;
    }

    private void Separate(int which, double variance)
    {
        for (int k = 0; k < 3; k++)
        {
            Covariance[which, k] = Covariance[k, which] = 0;
        }

        Covariance[which, which] = variance;
    }

    /// <summary>Variances within what is known of them, and no two states more alike than 0.999.</summary>
    private void Bound()
    {
        double drift = offsetDrift * offsetDrift;
        Covariance[0, 0] = Math.Clamp(Covariance[0, 0], 1e-3, 2500);
        Covariance[1, 1] = Math.Clamp(Covariance[1, 1], 1e-4 * drift, drift);
        Covariance[2, 2] = Math.Clamp(Covariance[2, 2], 1e-3, 1);
        foreach ((int i, int j) in new[] { (1, 0), (2, 0), (2, 1) })
        {
            double most = 0.999 * Math.Sqrt(Covariance[i, i] * Covariance[j, j]);
            Covariance[i, j] = Covariance[j, i] = Math.Clamp(Covariance[i, j], -most, most);
        }
    }
}
