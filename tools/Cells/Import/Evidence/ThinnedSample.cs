namespace NanoBms.Cells.Import.Evidence;

/// <summary>Every k-th of any number of values, k doubling as they come: a sample of bounded size from which quantiles are taken.</summary>
internal sealed class ThinnedSample
{
    private const int Most = 4096;
    private readonly List<double> values = new(Most);
    private long seen, every = 1;

    /// <summary>Values that were given.</summary>
    public long Seen => seen;

    /// <summary>Takes a value; NaN is passed over.</summary>
    public void Add(double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        if (seen++ % every == 0)
        {
            values.Add(value);
            if (values.Count == Most)
            {
                for (int k = 0; k < Most / 2; k++)
                {
                    values[k] = values[2 * k];
                }

                values.RemoveRange(Most / 2, Most / 2);
                every *= 2;
            }
        }
    }

    /// <summary>A quantile, 0..1; NaN without values.</summary>
    public double Quantile(double share)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }

        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }

    /// <summary>The middle value; NaN without values.</summary>
    public double Median => Quantile(0.5);
}
