using NanoBms.Cells.Import.Readings;
using NanoBms.Cells.Import.Time;

namespace NanoBms.Cells.Import.Evidence;

/// <summary>What one reading of a whole log tells of it, in the log's own units; of bounded size whatever the log's length.</summary>
internal sealed class LogEvidence
{
    private readonly TimeLine line;
    private RawReading before;
    private double timeBefore = double.NaN;

    public LogEvidence(TimeLine line)
    {
        this.line = line;
    }

    /// <summary>Readings.</summary>
    public long Rows { get; private set; }

    /// <summary>Readings whose time ran back, and the first of them.</summary>
    public (long Count, long FirstLine, double From, double To) OutOfOrder { get; private set; }

    /// <summary>Voltages.</summary>
    public ThinnedSample Voltage { get; } = new();

    /// <summary>Amounts of the currents.</summary>
    public ThinnedSample CurrentAmount { get; } = new();

    /// <summary>Temperatures.</summary>
    public ThinnedSample Temperature { get; } = new();

    /// <summary>States of charge.</summary>
    public ThinnedSample Soc { get; } = new();

    /// <summary>Times between rows, above 0.</summary>
    public ThinnedSample Step { get; } = new();

    /// <summary>Least and greatest current.</summary>
    public (double Min, double Max) Current { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>First raw time.</summary>
    public double FirstTime { get; private set; } = double.NaN;

    /// <summary>From the first row to the last.</summary>
    public double Duration { get; private set; }

    /// <summary>What the voltage says of the current's sign.</summary>
    public SignEvidence Sign { get; } = new();

    /// <summary>The counter for both directions against the current.</summary>
    public CounterEvidence Charge { get; } = new();

    /// <summary>The counter of what went in.</summary>
    public CounterEvidence Charged { get; } = new();

    /// <summary>The counter of what went out.</summary>
    public CounterEvidence Discharged { get; } = new();

    /// <summary>The state of charge against the current.</summary>
    public CounterEvidence SocAgainstCurrent { get; } = new();

    /// <summary>Seconds on the wall, and time in the log's unit, between the same rows.</summary>
    public (double Wall, double Time) Clocks { get; private set; }

    /// <summary>Rows that say discharge, with positive and with negative current.</summary>
    public (long Positive, long Negative) WhileDischarging { get; private set; }

    /// <summary>Rows that say charge, with positive and with negative current.</summary>
    public (long Positive, long Negative) WhileCharging { get; private set; }

    /// <summary>Takes a reading.</summary>
    public void Add(in RawReading reading)
    {
        int restarts = line.Restarts + line.ClocksSet;
        if (!line.TryNext(reading.Time, out double time))
        {
            OutOfOrder = OutOfOrder.Count == 0 ? (1, reading.Line, before.Time, reading.Time)
                : OutOfOrder with { Count = OutOfOrder.Count + 1 };
            return;
        }

        if (Rows++ == 0)
        {
            FirstTime = reading.Time;
        }

        double step = time - timeBefore;
        bool follows = restarts == line.Restarts + line.ClocksSet && step > 0;
        Duration += step > 0 ? step : 0;
        Step.Add(follows ? step : double.NaN);
        Voltage.Add(reading.Voltage);
        CurrentAmount.Add(Math.Abs(reading.Current));
        Temperature.Add(reading.Temperature);
        Soc.Add(reading.Soc);
        Current = (Math.Min(Current.Min, reading.Current), Math.Max(Current.Max, reading.Current));
        Sign.Add(reading.Current, reading.Voltage);
        double flow = follows ? (reading.Current + before.Current) / 2 * step : double.NaN, slack =
            Math.Abs(reading.Current - before.Current) / 2 * step;
        Charge.Add(reading.Charge, flow, slack);
        Charged.Add(reading.Charged, flow, slack);
        Discharged.Add(reading.Discharged, flow, slack);
        SocAgainstCurrent.Add(reading.Soc, flow, slack);
        if (follows && !double.IsNaN(reading.WallS - before.WallS) && reading.WallS >= before.WallS)
        {
            Clocks = (Clocks.Wall + reading.WallS - before.WallS, Clocks.Time + step);
        }

        CountMode(reading);
        (before, timeBefore) = (reading, time);
    }

    private void CountMode(in RawReading reading)
    {
        (int positive, int negative) = (reading.Current > 0 ? 1 : 0, reading.Current < 0 ? 1 : 0);
        if (reading.Mode == Mode.Discharge)
        {
            WhileDischarging = (WhileDischarging.Positive + positive, WhileDischarging.Negative + negative);
        }
        else if (reading.Mode == Mode.Charge)
        {
            WhileCharging = (WhileCharging.Positive + positive, WhileCharging.Negative + negative);
        }
    }
}
