namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>
/// How long an error stays alike: from the products of errors a lag apart, within runs that follow each other without a hole. The error is
/// taken as what lasts, whose correlation falls exponentially, and what differs from one estimate to the next.
/// </summary>
public sealed class ErrorCorrelation
{
    // Steps of 15 s: a quarter of a minute, one minute, and so on to two hours.
    private static readonly int[] Lags = [1, 2, 4, 8, 16, 32, 64, 128, 256, 480];
    private const double StepS = 15, HoleS = 40;

    private readonly double[] products = new double[Lags.Length], firsts = new double[Lags.Length], seconds = new double[Lags.Length];
    private readonly List<double> run = [];
    private long pairs;
    private double lastS = double.NaN;

    /// <summary>Adds the error of the next estimate, percent; a hole ends the run.</summary>
    public void Add(double timeS, double error)
    {
        if (timeS - lastS > HoleS)
        {
            EndRun();
        }

        run.Add(error);
        lastS = timeS;
    }

    /// <summary>What comes next does not follow what came.</summary>
    public void EndRun()
    {
        for (int lag = 0; lag < Lags.Length; lag++)
        {
            for (int k = Lags[lag]; k < run.Count; k++)
            {
                products[lag] += run[k] * run[k - Lags[lag]];
                firsts[lag] += run[k] * run[k];
                seconds[lag] += run[k - Lags[lag]] * run[k - Lags[lag]];
            }
        }

        pairs += Math.Max(0, run.Count - 1);
        run.Clear();
        lastS = double.NaN;
    }

    /// <summary>Seconds in which the correlation falls to 1/e of that of neighbours; the longest lag where it never does.</summary>
    public double TimeS
    {
        get
        {
            double start = Correlation(0), beforeS = StepS * Lags[0], before = 1;
            for (int lag = 1; lag < Lags.Length && firsts[lag] > 0; lag++)
            {
                double now = Correlation(lag) / start, nowS = StepS * Lags[lag];
                if (now <= 1 / Math.E)
                {
                    return beforeS + (nowS - beforeS) * (before - 1 / Math.E) / (before - now);
                }

                (beforeS, before) = (nowS, now);
            }

            return beforeS;
        }
    }

    /// <summary>
    /// Root mean square of what differs between neighbours, percent: half the mean square of their difference is what each has of its own.
    /// </summary>
    public static double ScatterOf(IEnumerable<ErrorCorrelation> all)
    {
        double square = 0, sum = 0;
        foreach (ErrorCorrelation one in all)
        {
            square += (one.firsts[0] + one.seconds[0] - 2 * one.products[0]) / 2;
            sum += one.pairs;
        }

        return sum > 0 ? Math.Sqrt(square / sum) : 0;
    }

    private double Correlation(int lag) => products[lag] / Math.Max(1e-12, Math.Sqrt(firsts[lag] * seconds[lag]));
}
