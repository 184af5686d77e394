namespace NanoBms.ModelTrainer.Figure;

/// <summary>The shown figure and its error bar against the truth, a value a minute.</summary>
internal sealed class FigureScore
{
    /// <summary>Minutes after which the figure is to be right wherever it began.</summary>
    public const int SettledMinutes = 10;

    private double sum, sumBar, sumNetwork;
    private int within;

    /// <summary>Minutes.</summary>
    public int Count { get; private set; }

    /// <summary>Mean absolute error, percent.</summary>
    public double MeanPercent => sum / Math.Max(1, Count);

    /// <summary>Mean absolute error of the network alone in the same minutes, percent.</summary>
    public double NetworkPercent => sumNetwork / Math.Max(1, Count);

    /// <summary>Largest error, percent.</summary>
    public double MaxPercent { get; private set; }

    /// <summary>Mean half-width of the error bar, percent.</summary>
    public double BarPercent => sumBar / Math.Max(1, Count);

    /// <summary>Share of minutes in which the bar holds the truth, percent.</summary>
    public double HeldPercent => 100.0 * within / Math.Max(1, Count);

    /// <summary>Minutes with a battery fault named.</summary>
    public int Named { get; private set; }

    /// <summary>First minute in which one was; -1: none.</summary>
    public int FirstNamed { get; private set; } = -1;

    /// <summary>Runs, and those whose first figure's bar holds the truth.</summary>
    public (int Runs, int Held) Starts { get; private set; }

    /// <summary>Largest error from <see cref="SettledMinutes"/> after power-up on, percent.</summary>
    public double MaxSettledPercent { get; private set; }

    /// <summary>Learnt capacity at the end, and its standard deviation, as shares of the rated one.</summary>
    public (float Share, float Deviation) Capacity { get; set; }

    /// <summary>Takes a minute.</summary>
    public void Add(double shown, double bar, double network, double truth, bool isNamed)
    {
        double error = Math.Abs(shown - truth);
        sum += error;
        sumBar += bar;
        sumNetwork += Math.Abs(network - truth);
        within += error <= bar ? 1 : 0;
        MaxPercent = Math.Max(MaxPercent, error);
        Starts = Count == 0 ? (1, within) : Starts;
        MaxSettledPercent = Count >= SettledMinutes ? Math.Max(MaxSettledPercent, error) : 0;
        FirstNamed = isNamed && FirstNamed < 0 ? Count : FirstNamed;
        Named += isNamed ? 1 : 0;
        Count++;
    }

    /// <summary>Takes all of another one.</summary>
    public void Add(FigureScore other)
    {
        sum += other.sum;
        sumBar += other.sumBar;
        sumNetwork += other.sumNetwork;
        within += other.within;
        MaxPercent = Math.Max(MaxPercent, other.MaxPercent);
        Named += other.Named;
        Starts = (Starts.Runs + other.Starts.Runs, Starts.Held + other.Starts.Held);
        MaxSettledPercent = Math.Max(MaxSettledPercent, other.MaxSettledPercent);
        Count += other.Count;
    }
}
