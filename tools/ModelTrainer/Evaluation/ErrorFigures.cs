namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Errors of an estimate against the reference, in percent state of charge.</summary>
/// <param name="Count">Estimates compared.</param>
/// <param name="MeanAbsolutePercent">Mean absolute error.</param>
/// <param name="RootMeanSquarePercent">Root of the mean square error.</param>
/// <param name="MaximumPercent">Largest absolute error.</param>
public sealed record ErrorFigures(int Count, double MeanAbsolutePercent, double RootMeanSquarePercent, double MaximumPercent);

/// <summary>Adds up errors.</summary>
public sealed class ErrorSum
{
    private int count;
    private double absolute, square, maximum;

    /// <summary>Adds an estimate; both in percent.</summary>
    public void Add(double estimatePercent, double referencePercent)
    {
        double error = Math.Abs(estimatePercent - referencePercent);
        count++;
        absolute += error;
        square += error * error;
        maximum = Math.Max(maximum, error);
    }

    /// <summary>Adds all of another sum.</summary>
    public void Add(ErrorSum other)
    {
        count += other.count;
        absolute += other.absolute;
        square += other.square;
        maximum = Math.Max(maximum, other.maximum);
    }

    /// <summary>The figures; NaN where nothing was added.</summary>
    public ErrorFigures Figures => new(count, absolute / count, Math.Sqrt(square / count), maximum);
}
