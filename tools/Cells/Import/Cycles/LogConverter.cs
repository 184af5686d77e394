using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Readings;
using NanoBms.Cells.Import.Time;
using NanoBms.Cells.Import.Understanding;

namespace NanoBms.Cells.Import.Cycles;

/// <summary>Reads an understood log in the units of a cycle; single impossible values are counted and left out.</summary>
internal sealed class LogConverter : IDisposable
{
    private const double LowestCellV = 0.1, HighestCellV = 6, ColdestC = -80, WarmestC = 150;

    /// <summary>A value of a glitch, not of the cell: this far from the log's middle.</summary>
    private const double FarFromMiddle = 2, FarFromMiddleC = 100;

    private const double HighestRate = 100;

    /// <summary>Thirty years, for which no log goes on: far beyond, seconds are no whole numbers, and counting them has no end.</summary>
    private const double LongestS = 1e9;

    private readonly UnderstoodLog log;
    private readonly ImportOptions options;
    private readonly IReadingStream readings;
    private readonly double middleV, middleC;
    private double firstTime = double.NaN;
    private RawReading before;

    public LogConverter(UnderstoodLog log, ImportOptions options)
    {
        this.log = log;
        this.options = options;
        readings = ReadingStreams.Open(log.Plan);
        Line = log.NewTimeLine();
        middleV = log.VoltageUnit.ToBase(log.Evidence.Voltage.Median) / (options.Series ?? 1);
        middleC = log.TemperatureUnit?.ToBase(log.Evidence.Temperature.Median) ?? options.TemperatureC ?? 0;
    }

    /// <summary>Rows that were left out.</summary>
    public SkippedRows Skipped => readings.Skipped;

    /// <summary>Rows with nothing measured.</summary>
    public long Empty => readings.Empty;

    /// <summary>What the log's clock did.</summary>
    public TimeLine Line { get; }

    /// <summary>Goes to the next reading.</summary>
    public bool TryNext(out Reading reading)
    {
        while (readings.TryNext(out RawReading raw))
        {
            if (!Line.TryNext(raw.Time, out double time))
            {
                Skipped.Add("out of the order of time", $"line {raw.Line}");
                continue;
            }

            firstTime = double.IsNaN(firstTime) ? time : firstTime;
            double currentA = CurrentA(raw);
            reading = new Reading(
                raw.Line,
                (time - firstTime) * log.TimeUnit.Scale,
                log.VoltageUnit.ToBase(raw.Voltage) / (options.Series ?? 1),
                currentA,
                log.TemperatureUnit?.ToBase(raw.Temperature) ?? options.TemperatureC!.Value,
                log.Charge.Kind == ChargeKind.SinceFull ? raw.Charge * log.Charge.AhPerUnit : double.NaN,
                before.Line > 0 ? log.Charge.StepAh(before, raw, currentA) / options.Parallel : double.NaN,
                log.SocUnit?.ToBase(raw.Soc) ?? double.NaN);
            if (Impossible(reading) is { } what)
            {
                Skipped.Add($"with an impossible {what}", $"line {raw.Line}");
                continue;
            }

            before = raw;
            return true;
        }

        reading = default;
        return false;
    }

    public void Dispose() => readings.Dispose();

    private double CurrentA(in RawReading raw)
    {
        double amount = log.CurrentUnit.ToBase(raw.Current) / options.Parallel;
        double signed = log.Sign.IsByMode
            ? raw.Mode switch { Mode.Discharge => -Math.Abs(amount), Mode.Charge => Math.Abs(amount), _ => amount }
            : log.Sign.Sign == CurrentSign.Positive ? -amount : amount;
        return signed == 0 ? 0 : signed;
    }

    private string? Impossible(in Reading reading)
    {
        if (!(reading.TimeS <= LongestS))
        {
            return "time";
        }

        if (reading.VoltageV is < LowestCellV or > HighestCellV || reading.VoltageV > FarFromMiddle * middleV
            || reading.VoltageV < middleV / (2 * FarFromMiddle))
        {
            return "voltage";
        }

        if (reading.TemperatureC is < ColdestC or > WarmestC || Math.Abs(reading.TemperatureC - middleC) > FarFromMiddleC)
        {
            return "temperature";
        }

        return options.CapacityAh is { } capacityAh && Math.Abs(reading.CurrentA) > HighestRate * capacityAh ? "current" : null;
    }
}
