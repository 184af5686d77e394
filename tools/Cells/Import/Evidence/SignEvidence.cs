namespace NanoBms.Cells.Import.Evidence;

/// <summary>
/// Tells from the voltage which sign of the current discharges: under a discharge it falls, and it steps down where the discharge begins
/// (the drop over the internal resistance).
/// </summary>
internal sealed class SignEvidence
{
    private const double BigStep = 0.1, UnderLoad = 0.02;
    private const int EnoughSteps = 3;
    private double currentBefore = double.NaN, voltageBefore, greatest, runVoltage, voltageSum;
    private int runSign, runRows, stepsWith, stepsAgainst;
    private double slope, slopeAll;
    private long rows;

    /// <summary>Takes a row.</summary>
    public void Add(double current, double voltage)
    {
        rows++;
        voltageSum += Math.Abs(voltage);
        greatest = Math.Max(greatest, Math.Abs(current));
        if (!double.IsNaN(currentBefore))
        {
            double step = current - currentBefore, answer = voltage - voltageBefore;
            if (Math.Abs(step) > BigStep * greatest && answer != 0)
            {
                _ = step > 0 == answer > 0 ? stepsWith++ : stepsAgainst++;
            }
        }

        int sign = Math.Abs(current) > UnderLoad * greatest ? Math.Sign(current) : 0;
        if (sign != runSign)
        {
            EndRun();
            (runSign, runRows) = (sign, 0);
        }

        // The first row of a load may still stand at the rest's voltage.
        runRows++;
        runVoltage = runRows <= 2 ? voltage : runVoltage;
        (currentBefore, voltageBefore) = (current, voltage);
    }

    /// <summary>+1 where negative currents discharge, -1 where positive ones do, 0 where the voltage does not tell.</summary>
    /// <param name="isLong">Whether the log is long enough for the charge to move the voltage.</param>
    /// <param name="isStrong">Whether only what cannot be doubted is to count.</param>
    public int Decide(bool isLong, bool isStrong)
    {
        EndRun();
        int steps = stepsWith + stepsAgainst;
        (double share, double swing) = isStrong ? (0.9, 0.02) : (0.5, 0.004);
        double agreement = steps >= EnoughSteps ? (stepsWith - stepsAgainst) / (double)steps : 0;
        double trend = isLong && slopeAll > swing * voltageSum / Math.Max(1, rows) ? slope / slopeAll : 0;
        int bySteps = Math.Abs(agreement) > share ? Math.Sign(agreement) : 0;
        int byTrend = Math.Abs(trend) > share ? Math.Sign(trend) : 0;
        return bySteps == 0 ? byTrend : byTrend == 0 || byTrend == bySteps ? bySteps : 0;
    }

    private void EndRun()
    {
        if (runSign != 0 && runRows > 2)
        {
            slope += runSign * (voltageBefore - runVoltage);
            slopeAll += Math.Abs(voltageBefore - runVoltage);
        }

        runRows = 0;
        runSign = 0;
    }
}
