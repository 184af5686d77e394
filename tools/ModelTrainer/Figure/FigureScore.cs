namespace NanoBms.ModelTrainer.Figure;

/// <summary>The shown figure and its error bar against the truth, a value a minute.</summary>
internal sealed class FigureScore
{
    // Of an interval that is to hold the truth 95 times in 100.
    private const double Alpha = 0.05;

    private double sum, sumBar, sumMissed;
    private int within;

    /// <summary>Minutes.</summary>
    public int Count { get; private set; }

    /// <summary>Mean absolute error, percent.</summary>
    public double MeanPercent => sum / Math.Max(1, Count);

    /// <summary>Largest error, percent.</summary>
    public double MaxPercent { get; private set; }

    /// <summary>Mean half-width of the error bar, percent.</summary>
    public double BarPercent => sumBar / Math.Max(1, Count);

    /// <summary>Share of minutes in which the bar holds the truth, percent.</summary>
    public double HeldPercent => 100.0 * within / Math.Max(1, Count);

    /// <summary>
    /// The bar's worth, percent, less is better: its width, and what it misses the truth by times 2 / 5 %. Nobody can better it by a bar
    /// that is not honest (interval score: Gneiting and Raftery, J. Am. Stat. Assoc. 102 (2007), 6.2).
    /// </summary>
    public double IntervalPercent => (2 * sumBar + 2 / Alpha * sumMissed) / Math.Max(1, Count);

    /// <summary>Minutes with a battery fault named.</summary>
    public int Named { get; private set; }

    /// <summary>First minute in which one was; -1: none.</summary>
    public int FirstNamed { get; private set; } = -1;

    /// <summary>Learnt capacity at the end, and its standard deviation, as shares of the rated one.</summary>
    public (float Share, float Deviation) Capacity { get; set; }

    /// <summary>Takes a minute.</summary>
    public void Add(double shown, double bar, double truth, bool isNamed)
    {
        double error = Math.Abs(shown - truth);
        sum += error;
        sumBar += bar;
        sumMissed += Math.Max(0, error - bar);
        within += error <= bar ? 1 : 0;
        MaxPercent = Math.Max(MaxPercent, error);
        FirstNamed = isNamed && FirstNamed < 0 ? Count : FirstNamed;
        Named += isNamed ? 1 : 0;
        Count++;
    }

    /// <summary>Takes all of another one.</summary>
    public void Add(FigureScore other)
    {
        sum += other.sum;
        sumBar += other.sumBar;
        sumMissed += other.sumMissed;
        within += other.within;
        MaxPercent = Math.Max(MaxPercent, other.MaxPercent);
        Named += other.Named;
        Count += other.Count;
    }
}
