namespace NanoBms.Cells.Virtual;

/// <summary>Knots of a table by state of charge and temperature; between them values are bilinear.</summary>
public sealed class SocTemperatureGrid
{
    private readonly double[] socKnots, temperatureKnotsC;

    /// <summary>A grid.</summary>
    /// <param name="socKnots">State of charge, 0..1, ascending, at least two.</param>
    /// <param name="temperatureKnotsC">Degrees Celsius, ascending, at least one.</param>
    public SocTemperatureGrid(double[] socKnots, double[] temperatureKnotsC)
    {
        this.socKnots = socKnots;
        this.temperatureKnotsC = temperatureKnotsC;
    }

    /// <summary>Knots along state of charge.</summary>
    public int SocCount => socKnots.Length;

    /// <summary>Knots along temperature.</summary>
    public int TemperatureCount => temperatureKnotsC.Length;

    /// <summary>Where a state lies. Beyond the outer temperatures the outer values hold.</summary>
    /// <param name="soc">State of charge, 0..1.</param>
    /// <param name="temperatureC">Degrees Celsius.</param>
    /// <param name="extrapolate">
    /// Whether the outer slope goes on below and above the outer states of charge; otherwise the outer values hold.
    /// </param>
    public GridPoint Locate(double soc, double temperatureC, bool extrapolate)
    {
        (int column, double columnShare) = Place(socKnots, soc);
        (int row, double rowShare) = Place(temperatureKnotsC, temperatureC);
        return new GridPoint(row, Math.Clamp(rowShare, 0, 1), column, extrapolate ? columnShare : Math.Clamp(columnShare, 0, 1));
    }

    private static (int Index, double Share) Place(double[] knots, double value)
    {
        if (knots.Length == 1)
        {
            return (0, 0);
        }

        int index = 0;
        while (index < knots.Length - 2 && value >= knots[index + 1])
        {
            index++;
        }

        return (index, (value - knots[index]) / (knots[index + 1] - knots[index]));
    }
}

/// <summary>A place between four knots: row and column of the lower ones, and the share of the way to the upper ones.</summary>
public readonly record struct GridPoint(int Row, double RowShare, int Column, double ColumnShare)
{
    /// <summary>The value of a table (temperature, state of charge) at this place.</summary>
    public double Of(double[][] table) => RowShare == 0
        ? Of(table[Row])
        : (1 - RowShare) * Of(table[Row]) + RowShare * Of(table[Row + 1]);

    /// <summary>The value of a row by state of charge alone.</summary>
    public double Of(double[] row) => (1 - ColumnShare) * row[Column] + ColumnShare * row[Column + 1];
}
