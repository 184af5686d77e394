namespace NanoBms.Cells.Import.Cycles;

/// <summary>Chooses how rows are made.</summary>
internal static class RowMakers
{
    /// <summary>Readings farther apart than this on the whole are points of a line, not samples to be averaged.</summary>
    private const double SlowStepS = 1.5;

    /// <summary>The way for a log.</summary>
    /// <param name="usualStepS">The usual time between readings.</param>
    /// <param name="takesLast">Whether the last reading of a second stands for it: of a log of changes.</param>
    /// <param name="fillS">Longest time that is joined by straight lines; 0 for none.</param>
    public static IRowMaker Choose(double usualStepS, bool takesLast, double fillS) =>
        fillS > 0 && usualStepS > SlowStepS ? new StraightLines(fillS) : new SecondMeans(usualStepS, takesLast);
}
