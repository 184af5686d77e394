namespace NanoBms.Cells.Import.Cycles;

/// <summary>What a cycle came to.</summary>
internal sealed class CycleTotals
{
    private bool hasSoc;

    /// <summary>Readings of the log.</summary>
    public long Readings { get; private set; }

    /// <summary>Rows of the cycle.</summary>
    public long Rows { get; private set; }

    /// <summary>From the first to the last reading, s.</summary>
    public double DurationS { get; private set; }

    /// <summary>Least and greatest voltage.</summary>
    public (double Min, double Max) VoltageV { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Least and greatest charge since full.</summary>
    public (double Min, double Max) ChargeAh { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Charge at the first and the last reading.</summary>
    public (double First, double Last) Ends { get; private set; }

    /// <summary>Greatest amount of the current.</summary>
    public double GreatestCurrentA { get; private set; }

    /// <summary>Least and greatest state of charge of the logger; NaN without one.</summary>
    public (double Min, double Max) SocPercent { get; private set; } = (double.NaN, double.NaN);

    /// <summary>The first rows, as they are written.</summary>
    public List<string> FirstRows { get; } = [];

    /// <summary>Takes a reading.</summary>
    public void Add(in Reading reading, double chargeAh)
    {
        Readings++;
        DurationS = reading.TimeS;
        VoltageV = (Math.Min(VoltageV.Min, reading.VoltageV), Math.Max(VoltageV.Max, reading.VoltageV));
        ChargeAh = (Math.Min(ChargeAh.Min, chargeAh), Math.Max(ChargeAh.Max, chargeAh));
        Ends = (Readings == 1 ? chargeAh : Ends.First, chargeAh);
        GreatestCurrentA = Math.Max(GreatestCurrentA, Math.Abs(reading.CurrentA));
        if (!double.IsNaN(reading.SocPercent))
        {
            SocPercent = hasSoc
                ? (Math.Min(SocPercent.Min, reading.SocPercent), Math.Max(SocPercent.Max, reading.SocPercent))
                : (reading.SocPercent, reading.SocPercent);
            hasSoc = true;
        }
    }

    /// <summary>Takes a row of the cycle.</summary>
    public void Add(in CycleRow row)
    {
        const int shown = 3;
        Rows++;
        if (FirstRows.Count < shown)
        {
            FirstRows.Add(CycleFile.Line(row));
        }
    }
}
