
namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Errors of an estimate against the reference, in percent state of charge.</summary>
/// <param name="Count">Estimates compared.</param>
/// <param name="MeanAbsolutePercent">Mean absolute error.</param>
/// <param name="RootMeanSquarePercent">Root of the mean square error.</param>
/// <param name="MaximumPercent">Largest absolute error.</param>
/// <param name="Correlation">Pearson's correlation of estimate and reference; NaN where one of them never changes.</param>
public sealed record ErrorFigures(
    int Count, double MeanAbsolutePercent, double RootMeanSquarePercent, double MaximumPercent, double Correlation);

/// <summary>Adds up errors.</summary>
public sealed class ErrorSum
{
    private int count;
    private double absolute, square, maximum;
    private double estimates, references, estimateSquares, referenceSquares, products;

    /// <summary>Adds an estimate; both in percent.</summary>
    public void Add(double estimatePercent, double referencePercent)
    {
        double error = Math.Abs(estimatePercent - referencePercent);
        count++;
        absolute += error;
        square += error * error;
        maximum = Math.Max(maximum, error);

        // Around 50, so that squares of differences do not drown in squares of values.
        double x = estimatePercent - 50, y = referencePercent - 50;
        estimates += x;
        references += y;
        estimateSquares += x * x;
        referenceSquares += y * y;
        products += x * y;
    }

    /// <summary>Adds all of another sum.</summary>
    public void Add(ErrorSum other)
    {
        count += other.count;
        absolute += other.absolute;
        square += other.square;
        maximum = Math.Max(maximum, other.maximum);
        estimates += other.estimates;
        references += other.references;
        estimateSquares += other.estimateSquares;
        referenceSquares += other.referenceSquares;
        products += other.products;
    }

    /// <summary>The figures; NaN where nothing was added.</summary>
    public ErrorFigures Figures => new(count, absolute / count, Math.Sqrt(square / count), maximum, Correlation);

    private double Correlation
    {
        get
        {
            double covariance = products - estimates * references / count;
            double spread = (estimateSquares - estimates * estimates / count) * (referenceSquares - references * references / count);
            return spread > 1e-9 * count * count ? covariance / Math.Sqrt(spread) : double.NaN;
        }
    }
}
