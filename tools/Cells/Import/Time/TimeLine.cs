namespace NanoBms.Cells.Import.Time;

/// <summary>
/// Makes one ascending time out of what a log's clock did: midnight without a date, a counter that began anew, an hour set forth or back,
/// a clock that was set only after the log had begun.
/// </summary>
internal sealed class TimeLine
{
    private const double DayS = 86400, HourS = 3600;

    /// <summary>Before 1990 and after 2000: between them no clock of a logger runs.</summary>
    private const double UnsetBeforeS = 631_152_000, SetAfterS = 946_684_800;

    private readonly TimeKind kind;
    private readonly bool knowsSummerTime;
    private readonly double usual;
    private double before = double.NaN, shift;

    /// <summary>A time line.</summary>
    /// <param name="kind">How the log writes its time.</param>
    /// <param name="knowsSummerTime">Whether the clock is a local one without a zone, which may be set by an hour.</param>
    /// <param name="usualStep">The usual time between two rows, in the unit of the raw time.</param>
    public TimeLine(TimeKind kind, bool knowsSummerTime, double usualStep)
    {
        this.kind = kind;
        this.knowsSummerTime = knowsSummerTime;
        usual = usualStep;
    }

    /// <summary>Midnights that a clock without a date passed.</summary>
    public int Midnights { get; private set; }

    /// <summary>How often a counter began anew.</summary>
    public int Restarts { get; private set; }

    /// <summary>How often the clock was set by an hour.</summary>
    public int HoursSet { get; private set; }

    /// <summary>How often a clock from before 1990 was set to today.</summary>
    public int ClocksSet { get; private set; }

    /// <summary>The time of the next row.</summary>
    /// <param name="raw">As the log has it.</param>
    /// <param name="time">On the line, in the same unit; not before the row before.</param>
    /// <returns>Whether the row follows on the one before; one that does not leaves the line as it was.</returns>
    public bool TryNext(double raw, out double time)
    {
        double step = raw - before;
        if (step < 0 && !TryBack(raw, step))
        {
            time = raw + shift;
            return false;
        }

        if (step > 0)
        {
            Forward(raw, step);
        }

        before = raw;
        time = raw + shift;
        return true;
    }

    private void Forward(double raw, double step)
    {
        if (kind != TimeKind.Clock && before < UnsetBeforeS && raw > SetAfterS && raw < 100 * SetAfterS)
        {
            shift -= step - usual;
            ClocksSet++;
        }
        else if (IsHour(step - usual) && IsClockChange(raw))
        {
            shift -= HourS;
            HoursSet++;
        }
    }

    private bool TryBack(double raw, double step)
    {
        if (kind == TimeKind.Clock && before < DayS && step < -DayS / 2)
        {
            shift += DayS;
            Midnights++;
        }
        else if (IsHour(usual - step) && IsClockChange(raw))
        {
            shift += HourS;
            HoursSet++;
        }
        else if (IsRestart(raw))
        {
            shift += usual - step;
            Restarts++;
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool IsRestart(double raw) => kind is TimeKind.Number or TimeKind.Clock
        ? raw <= before / 4 || raw <= usual / 10
        : before > SetAfterS && raw < UnsetBeforeS;

    private bool IsHour(double difference) => usual < HourS / 3 && Math.Abs(difference - HourS) <= Math.Max(2, usual / 2);

    /// <summary>Whether clocks are set at a local time: a Sunday of spring or autumn, in the small hours.</summary>
    private bool IsClockChange(double localS)
    {
        if (!knowsSummerTime || kind is TimeKind.Number or TimeKind.Clock || localS is < SetAfterS or > 100 * SetAfterS)
        {
            return false;
        }

        DateTime local = DateTime.UnixEpoch.AddSeconds(localS);
        return local.DayOfWeek == DayOfWeek.Sunday && local.Hour <= 4 && local.Month is 3 or 4 or 9 or 10 or 11;
    }
}
