namespace NanoBms.Cells.Import.Cycles;

/// <summary>Means of the readings within each second, the charge of the last; seconds without readings are left out.</summary>
internal sealed class SecondMeans : IRowMaker
{
    /// <summary>Logs of one row a second and slower are put to the nearest second; faster ones are cut at each.</summary>
    private const double NearestFromS = 0.75;

    private readonly bool nearest, takesLast;
    private long second, count;
    private double voltage, current, temperature, charge;

    /// <summary>Makes means.</summary>
    /// <param name="usualStepS">The usual time between readings.</param>
    /// <param name="takesLast">Whether the last reading of a second stands for it: of a log of changes.</param>
    public SecondMeans(double usualStepS, bool takesLast)
    {
        nearest = usualStepS >= NearestFromS;
        this.takesLast = takesLast;
    }

    public IEnumerable<CycleRow> Add(Reading reading, double chargeAh)
    {
        long its = (long)Math.Floor(reading.TimeS + (nearest ? 0.5 : 0));
        CycleRow[] over = count > 0 && its != second ? [Row()] : [];
        if (over.Length > 0 || takesLast)
        {
            (count, voltage, current, temperature) = (0, 0, 0, 0);
        }

        second = its;
        count++;
        voltage += reading.VoltageV;
        current += reading.CurrentA;
        temperature += reading.TemperatureC;
        charge = chargeAh;
        return over;
    }

    public IEnumerable<CycleRow> End() => count > 0 ? [Row()] : [];

    private CycleRow Row() => new(second, voltage / count, current / count, temperature / count, charge);
}
