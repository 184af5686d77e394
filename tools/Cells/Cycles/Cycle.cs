namespace NanoBms.Cells.Cycles;

/// <summary>A recorded cycle; all arrays have one value a row.</summary>
/// <param name="Path">The file.</param>
/// <param name="Group">Name of its folder: the temperature in the Panasonic set.</param>
/// <param name="Name">File name without extension.</param>
/// <param name="TimeS">Seconds, ascending.</param>
/// <param name="CurrentA">Discharge negative.</param>
/// <param name="ChargeAh">Charge since full, negative while discharged.</param>
public sealed record Cycle(
    string Path, string Group, string Name, double[] TimeS, float[] VoltageV, float[] CurrentA, float[] TemperatureC, double[] ChargeAh)
{
    /// <summary>The cell's capacity on the day of the recording, Ah; null: not known, its rated capacity stands for it.</summary>
    public float? CapacityAh { get; init; }

    /// <summary>How often a row of it is drawn in training, against a row of a cycle of weight 1.</summary>
    public float Weight { get; init; } = 1f;

    /// <summary>Rows.</summary>
    public int Length => TimeS.Length;

    /// <summary>State of charge of a row, 0..1: 1 + charge / capacity on the day, or rated where that is not known.</summary>
    public float Soc(int row, float ratedCapacityAh) => (float)(1 + ChargeAh[row] / (CapacityAh ?? ratedCapacityAh));

    /// <summary>The charge of a row as a cell of rated capacity would have it at the same state of charge, Ah since full.</summary>
    public double ChargeOfRatedAh(int row, double ratedCapacityAh) => ChargeAh[row] * (ratedCapacityAh / (CapacityAh ?? ratedCapacityAh));

    /// <summary>
    /// The rows as a device that samples at a period meets them: for each sample time the row nearest to it within half a second,
    /// or -1 where none was recorded.
    /// </summary>
    /// <param name="periodMs">Time between samples, milliseconds.</param>
    public IEnumerable<int> Samples(int periodMs) => Samples(periodMs, TimeS[0]);

    /// <summary>The same for a device that powers up at a time of the cycle.</summary>
    /// <param name="periodMs">Time between samples, milliseconds.</param>
    /// <param name="startS">Time of the first sample, seconds in the cycle.</param>
    public IEnumerable<int> Samples(int periodMs, double startS)
    {
        double periodS = periodMs / 1000.0, tolerance = Math.Min(0.51, periodS / 2);
        int row = 0;
        for (long sample = 0; ; sample++)
        {
            double time = startS + sample * periodS;
            while (row < Length && TimeS[row] < time - tolerance)
            {
                row++;
            }

            if (row == Length)
            {
                yield break;
            }

            yield return TimeS[row] <= time + tolerance ? row : -1;
        }
    }

    /// <summary>The rows whose numbers are given, in order.</summary>
    internal Cycle Keep(IReadOnlyList<int> rows) => this with
    {
        TimeS = [.. rows.Select(row => TimeS[row])],
        VoltageV = [.. rows.Select(row => VoltageV[row])],
        CurrentA = [.. rows.Select(row => CurrentA[row])],
        TemperatureC = [.. rows.Select(row => TemperatureC[row])],
        ChargeAh = [.. rows.Select(row => ChargeAh[row])],
    };
}
