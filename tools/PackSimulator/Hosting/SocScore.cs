
namespace NanoBms.PackSimulator.Hosting;

/// <summary>Reported state of charge against the true one.</summary>
public sealed class SocScore
{
    private double sumPercent, largestPercent;

    /// <summary>Estimates so far.</summary>
    public int Count { get; private set; }

    /// <summary>Mean absolute error, percent state of charge; 0 without an estimate.</summary>
    public double MeanAbsolutePercent => Count == 0 ? 0 : sumPercent / Count;

    /// <summary>Largest absolute error, percent state of charge.</summary>
    public double LargestPercent => largestPercent;

    /// <summary>Takes an estimate.</summary>
    public void Add(double reportedPercent, double truePercent)
    {
        double error = Math.Abs(reportedPercent - truePercent);
        sumPercent += error;
        largestPercent = Math.Max(largestPercent, error);
        Count++;
    }
}
