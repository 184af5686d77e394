namespace NanoBms.Cells.Import.Readings;

/// <summary>One row as the log has it: values in the log's own units, NaN where there is none.</summary>
internal struct RawReading
{
    /// <summary>Line in the file.</summary>
    public long Line;

    /// <summary>Time: seconds for clocks and dates, else in the log's unit. An open date is read with the day first.</summary>
    public double Time;

    /// <summary>The same with the month first.</summary>
    public double TimeMonthFirst;

    /// <summary>The clock on the wall, seconds, beside a counter without a unit.</summary>
    public double WallS;

    /// <summary>Voltage.</summary>
    public double Voltage;

    /// <summary>Current.</summary>
    public double Current;

    /// <summary>Temperature.</summary>
    public double Temperature;

    /// <summary>Charge of a counter for both directions.</summary>
    public double Charge;

    /// <summary>Charge that went in.</summary>
    public double Charged;

    /// <summary>Charge that went out.</summary>
    public double Discharged;

    /// <summary>State of charge.</summary>
    public double Soc;

    /// <summary>What the tester did.</summary>
    public Mode Mode;
}
