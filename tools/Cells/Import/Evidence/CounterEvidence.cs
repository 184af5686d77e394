namespace NanoBms.Cells.Import.Evidence;

/// <summary>
/// Holds a charge counter against current x time: how much it moved while the current was positive, and while it was negative.
/// </summary>
internal sealed class CounterEvidence
{
    /// <summary>A counter that falls to less than this share of what it was has begun anew.</summary>
    private const double Anew = 0.02;

    /// <summary>Steps of less than this share of what a counter moved do no harm.</summary>
    private const double FinestShare = 0.002;

    private double before = double.NaN;
    private long moved, stood;
    private double finest = double.PositiveInfinity;

    /// <summary>Least and greatest value.</summary>
    public (double Min, double Max) Range { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Whether the counter stands still over many rows with a current and then jumps: current x time is finer than it.</summary>
    public bool IsCoarse => stood * 5 > moved && finest > FinestShare * (Range.Max - Range.Min);

    /// <summary>Movement while the current was positive, in the counter's unit.</summary>
    public double WithPositive { get; private set; }

    /// <summary>Movement while the current was negative.</summary>
    public double WithNegative { get; private set; }

    /// <summary>Current x time while the current was positive and the counter was followed.</summary>
    public double PositiveFlow { get; private set; }

    /// <summary>Current x time, above 0, while the current was negative.</summary>
    public double NegativeFlow { get; private set; }

    /// <summary>How far current x time may be off: the current between two rows is known at their ends only.</summary>
    public double Slack { get; private set; }

    /// <summary>Whether the counter moved at all.</summary>
    public bool HasMoved => WithPositive != 0 || WithNegative != 0;

    /// <summary>Whether a counter began anew between two values.</summary>
    public static bool IsAnew(double before, double now) => Math.Abs(now) <= Anew * Math.Abs(before) && now != before;

    /// <summary>Takes a row.</summary>
    /// <param name="value">The counter.</param>
    /// <param name="flow">Current x time since the row before; NaN across a restart.</param>
    /// <param name="slack">How far that may be off.</param>
    public void Add(double value, double flow, double slack)
    {
        if (!double.IsNaN(value - before) && !double.IsNaN(flow) && !IsAnew(before, value))
        {
            Follow(Math.Abs(value - before), flow);
            Slack += slack;
            if (flow > 0)
            {
                WithPositive += value - before;
                PositiveFlow += flow;
            }
            else if (flow < 0)
            {
                WithNegative += value - before;
                NegativeFlow -= flow;
            }
        }

        if (!double.IsNaN(value))
        {
            Range = (Math.Min(Range.Min, value), Math.Max(Range.Max, value));
        }

        before = value;
    }

    private void Follow(double step, double flow)
    {
        if (step > 0)
        {
            moved++;
            finest = Math.Min(finest, step);
        }
        else if (flow != 0)
        {
            stood++;
        }
    }
}
