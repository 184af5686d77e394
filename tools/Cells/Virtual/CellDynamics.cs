namespace NanoBms.Cells.Virtual;

/// <summary>
/// The part of a cell's state that only the current moves, and that its voltage is linear in: shared by the virtual cell and by the fit.
/// Each step is exact for a current that is constant over it.
/// </summary>
public sealed class CellDynamics
{
    /// <summary>RC pairs.</summary>
    public const int PairCount = 2;

    private readonly double[] timeConstantsS;
    private readonly double hysteresisAh;

    /// <summary>A cell that was charged full and has rested.</summary>
    /// <param name="timeConstantsS">Time constants of the RC pairs, seconds.</param>
    /// <param name="hysteresisAh">Charge in which the way to the other branch of the hysteresis falls to a third, ampere-hours.</param>
    public CellDynamics(double[] timeConstantsS, double hysteresisAh)
    {
        this.timeConstantsS = timeConstantsS;
        this.hysteresisAh = hysteresisAh;
        PairCurrentA = new double[timeConstantsS.Length];
    }

    /// <summary>Current through each pair's resistor, amperes, charge positive.</summary>
    public double[] PairCurrentA { get; }

    /// <summary>Branch of the hysteresis: -1 after discharge, 1 after charge.</summary>
    public double Branch { get; private set; } = 1;

    /// <summary>Goes on in time.</summary>
    /// <param name="currentA">Current in amperes, discharge negative.</param>
    /// <param name="durationS">Seconds.</param>
    public void Advance(double currentA, double durationS)
    {
        for (int k = 0; k < PairCurrentA.Length; k++)
        {
            PairCurrentA[k] += (currentA - PairCurrentA[k]) * (1 - Math.Exp(-durationS / timeConstantsS[k]));
        }

        double chargeAh = Math.Abs(currentA) * durationS / 3600;
        Branch += (Math.Sign(currentA) - Branch) * (1 - Math.Exp(-chargeAh / hysteresisAh));
    }
}
